/**
 * The kinds of 2C about persistence on the Raft that is a pure step function. What a step changed
 * is saved when it ends; so what shall be saved too late is here changed by the driver, behind the
 * step.
 */
import type { Patch, Realisation } from '../../entry.ts'

/** The step grants a vote without noting it. */
const NOT_NOTED: Patch = {
  file: 'raft/answering.ts',
  find: 's.vote = args.candidate\n  s.isDirty = true\n',
  replace: '',
}

/** The driver notes it instead, and does some more. */
function notedByDriver(more: string): readonly Patch[] {
  return [
    NOT_NOTED,
    {
      file: 'raft/raft.ts',
      find: "return this.#answer({ method: 'Raft.vote', args })",
      replace: `const reply = this.#answer({ method: 'Raft.vote', args })
    if ('granted' in reply && reply.granted) {
      this.#state.vote = args.candidate
      ${more}
    }
    return reply`,
    },
  ]
}

export const persistence: Readonly<Record<string, Realisation>> = {
  'vote-not-persisted': notedByDriver(''),

  'vote-saved-after-reply': notedByDriver(
    'setTimeout(() => save(this.#state, this.#persister), 1)',
  ),

  'vote-not-restored': [
    {
      file: 'raft/state.ts',
      find: 'vote,\n    edge,\n    log: log.flatMap(',
      replace: 'vote: NOBODY,\n    edge,\n    log: log.flatMap(',
    },
  ],

  'vote-not-reset': [
    {
      file: 'raft/state.ts',
      find: 's.term = term\n  s.vote = NOBODY\n',
      replace: 's.term = term\n',
    },
  ],

  'term-not-persisted': [
    {
      file: 'raft/state.ts',
      find: 's.vote = NOBODY\n  s.isDirty = true\n',
      replace: 's.vote = NOBODY\n',
    },
  ],

  'term-not-restored': [
    {
      file: 'raft/state.ts',
      find: 'size,\n    term,\n    vote,\n    edge,',
      replace: 'size,\n    term: 0,\n    vote,\n    edge,',
    },
  ],

  'append-not-persisted': [
    {
      file: 'raft/state.ts',
      find: 's.log.splice(index - s.edge, Infinity, ...entries.slice(i))\n    s.isDirty = true\n',
      replace: 's.log.splice(index - s.edge, Infinity, ...entries.slice(i))\n',
    },
  ],

  'start-not-persisted': [
    {
      file: 'raft/step.ts',
      find: 's.log.push([s.term, command])\n  s.isDirty = true\n',
      replace: 's.log.push([s.term, command])\n',
    },
  ],

  // A leader gathers commands before it saves them. A follower that does so has answered by then.
  'saves-after-reply': [
    {
      file: 'raft/step.ts',
      find: "if (!s.isDirty || event.kind === 'proposed') return effects\n",
      replace: `if (!s.isDirty || event.kind === 'proposed') return effects
  if (event.kind === 'requested' && event.request.method === 'Raft.append') {
    if (event.request.args.entries.length > 0) return [...effects, { kind: 'gather' }]
  }
`,
    },
  ],

  'own-vote-not-persisted': [
    {
      file: 'raft/state.ts',
      find: 'export function save({ term, vote, edge, log, snapshot }: State, persister: Persister): void {\n  const saved: Saved = { term, vote, edge, log: blocksOf(log) }',
      replace: `export function save(s: State, persister: Persister): void {
  const { me, term, edge, log, snapshot } = s
  const vote = s.vote === me ? NOBODY : s.vote
  const saved: Saved = { term, vote, edge, log: blocksOf(log) }`,
    },
  ],

  'candidacy-not-persisted': [
    {
      file: 'raft/step.ts',
      find: 's.vote = s.me\n  s.isDirty = true\n',
      replace: 's.vote = s.me\n',
    },
  ],

  // A new term has been noted as something to save, and the vote is saved with it.
  'vote-of-known-term-not-persisted': [
    {
      file: 'raft/answering.ts',
      find: 's.vote = args.candidate\n  s.isDirty = true\n',
      replace: 's.vote = args.candidate\n',
    },
  ],
}
