/**
 * The kinds of 2C about terms, late messages and what counts as committed, on the Raft that is a
 * pure step function.
 */
import type { Realisation } from '../../entry.ts'

export const terms: Readonly<Record<string, Realisation>> = {
  'commits-old-terms-by-counting': [
    {
      file: 'raft/leading.ts',
      find: 'index > s.commit && termAt(s, index) === s.term; index--',
      replace: 'index > s.commit; index--',
    },
  ],

  'reply-of-old-term-used': [
    {
      file: 'raft/step.ts',
      find: 'if (answer.args.term !== s.term) return []',
      replace: "if (answer.method !== 'Raft.append' && answer.args.term !== s.term) return []",
    },
  ],

  // `match` also says where to go on, and stays right; or a follower would miss entries even when
  // nothing is late. What is counted is noted apart from it.
  'match-from-own-log': [
    {
      file: 'raft/state.ts',
      find: 'match: number\n  told: number\n',
      replace: 'match: number\n  counted: number\n  told: number\n',
    },
    {
      file: 'raft/step.ts',
      find: 'match: 0, told: 0,',
      replace: 'match: 0, counted: 0, told: 0,',
    },
    {
      file: 'raft/leading.ts',
      find: 'noteMatch(flow, args.prevIndex + args.entries.length)',
      replace: 'noteMatch(flow, args.prevIndex + args.entries.length)\n    flow.counted = end(s)',
    },
    {
      file: 'raft/leading.ts',
      find: 'flows.filter(({ match }) => match >= index)',
      replace: 'flows.filter(({ counted }) => counted >= index)',
    },
  ],

  'match-index-moves-back': [
    {
      file: 'raft/leading.ts',
      find: 'flow.match = Math.max(flow.match, index)',
      replace: 'flow.match = index',
    },
  ],

  'votes-of-old-term-counted': [
    {
      file: 'raft/step.ts',
      find: 'if (answer.args.term !== s.term) return []',
      replace: "if (answer.method !== 'Raft.vote' && answer.args.term !== s.term) return []",
    },
  ],

  'stale-append-truncates': [
    {
      file: 'raft/state.ts',
      find: 'for (const [i, entry] of entries.entries()) {',
      replace: `const kept = Math.max(1, prevIndex + 1 - s.edge)
  if (kept < s.log.length) {
    s.log.length = kept
    s.isDirty = true
  }
  for (const [i, entry] of entries.entries()) {`,
    },
  ],

  // It answers nobody and applies nothing any more, but its clock goes on.
  'dead-instance-goes-on': [
    {
      file: 'raft/raft.ts',
      find: 'clearTimeout(this.#clock)\n    clearTimeout(this.#gathering)\n',
      replace: '',
    },
    {
      file: 'raft/raft.ts',
      find: "const reply = this.#step({ kind: 'requested', request })",
      replace:
        "const reply = this.#isKilled ? undefined : this.#step({ kind: 'requested', request })",
    },
    { file: 'raft/raft.ts', find: 'if (this.#isKilled) return undefined\n', replace: '' },
  ],

  'last-entry-of-term-commits-all': [
    {
      file: 'raft/leading.ts',
      find: 'index > s.commit && termAt(s, index) === s.term; index--',
      replace: 'index > s.commit && termAt(s, end(s)) === s.term; index--',
    },
  ],

  // A leader's clock is that of its heartbeats, and stays as it is.
  'past-heartbeats-heeded': [
    {
      file: 'raft/answering.ts',
      find: 'if (args.term < s.term) return { term: s.term, ok: false, end: 0, runs: [] }',
      replace: `if (args.term < s.term) {
    if (s.office.kind !== 'leader') rest(s, moment)
    return { term: s.term, ok: false, end: 0, runs: [] }
  }`,
    },
  ],

  'vote-by-commit-index': [
    {
      file: 'raft/answering.ts',
      find: 'const isFit = isUpToDate(s, args.lastIndex, args.lastTerm)',
      replace: `const mine = termAt(s, s.commit) ?? 0
  const isFit = args.lastTerm === mine ? args.lastIndex >= s.commit : args.lastTerm > mine`,
    },
  ],

  'log-committed-at-restart': [
    {
      file: 'raft/state.ts',
      find: 'commit: edge,',
      replace: 'commit: edge + log.flatMap((block) => decode<Entry[]>(block)).length - 1,',
    },
  ],

  // Who ceases to lead keeps its list of followers for the next time.
  'match-index-kept': [
    {
      file: 'raft/state.ts',
      find: 'office: Office\n',
      replace: 'office: Office\n  past?: Flow[]\n',
    },
    {
      file: 'raft/state.ts',
      find: "if (s.office.kind === 'leader') rest(s, moment)\n",
      replace: `if (s.office.kind === 'leader') {
    rest(s, moment)
    s.past = s.office.flows
  }
`,
    },
    {
      file: 'raft/step.ts',
      find: 'return { peer, next, match: 0, told: 0,',
      replace: `const match = s.past?.find((flow) => flow.peer === peer)?.match ?? 0
    return { peer, next, match, told: 0,`,
    },
  ],
}
