/** The kinds of 2D on the Raft that is a pure step function. */
import type { Realisation } from '../../entry.ts'

export const snapshots: Readonly<Record<string, Realisation>> = {
  'snapshot-erased-by-save': [
    {
      file: 'raft/state.ts',
      find: 'snapshot: Uint8Array\n  commit: number\n',
      replace: 'snapshot: Uint8Array\n  isNewSnapshot?: boolean\n  commit: number\n',
    },
    {
      file: 'raft/state.ts',
      find: 's.snapshot = bytes\n',
      replace: 's.snapshot = bytes\n  s.isNewSnapshot = true\n',
    },
    {
      file: 'raft/state.ts',
      find: 'export function save({ term, vote, edge, log, snapshot }: State, persister: Persister): void {\n',
      replace: `export function save(s: State, persister: Persister): void {
  const { term, vote, edge, log, snapshot } = s
`,
    },
    {
      file: 'raft/state.ts',
      find: 'persister.save(encode(saved), snapshot)',
      replace: `if (s.isNewSnapshot) persister.save(encode(saved), snapshot)
  else persister.save(encode(saved))
  s.isNewSnapshot = false`,
    },
  ],

  'old-snapshot-installed': [
    {
      file: 'raft/answering.ts',
      find: 'if (args.index > s.commit) {',
      replace: 'if (args.index > 0) {',
    },
  ],

  // This one notes which snapshot it has delivered, and not that its commands count as applied.
  'last-applied-not-advanced': [
    {
      file: 'raft/raft.ts',
      find: '#isDelivering = false\n  #isKilled',
      replace: '#isDelivering = false\n  #delivered = 0\n  #isKilled',
    },
    {
      file: 'raft/raft.ts',
      find: 'if (s.applied < s.edge) {\n      s.applied = s.edge\n',
      replace:
        'if (s.applied < s.edge && this.#delivered < s.edge) {\n      this.#delivered = s.edge\n',
    },
  ],

  'off-by-one-after-snapshot': [
    {
      file: 'raft/state.ts',
      find: 's.log.slice(index - s.edge + 1)',
      replace: 's.log.slice(index - s.edge)',
    },
  ],

  'snapshot-term-lost': [
    {
      file: 'raft/state.ts',
      find: 's.log = [[term, null], ...follows]',
      replace: 's.log = [[0, null], ...follows]',
    },
  ],

  'snapshot-term-not-restored': [
    {
      file: 'raft/state.ts',
      find: 'log: log.flatMap((block) => decode<Entry[]>(block)),',
      replace: 'log: [[0, null], ...log.flatMap((block) => decode<Entry[]>(block)).slice(1)],',
    },
  ],

  // The base drops a snapshot of what is committed here. This one takes any that is not older than
  // its own, which is correct as long as the entries behind it stay.
  'install-drops-matching-tail': [
    {
      file: 'raft/answering.ts',
      find: `if (args.index > s.commit) {
    compact(s, args.index, args.indexTerm, args.bytes)
    s.commit = args.index
`,
      replace: `if (args.index >= s.edge) {
    s.log = [[args.indexTerm, null]]
    s.edge = args.index
    compact(s, args.index, args.indexTerm, args.bytes)
    s.commit = Math.max(s.commit, args.index)
`,
    },
  ],

  // This one tells the service's own snapshot by its index; the commands go on from where a new
  // server begins.
  'replays-from-index-one': [
    { file: 'raft/state.ts', find: 'applied: edge,', replace: 'applied: 0,' },
    {
      file: 'raft/raft.ts',
      find: '#isDelivering = false\n  #isKilled',
      replace: '#isDelivering = false\n  #read = 0\n  #isKilled',
    },
    {
      file: 'raft/raft.ts',
      find: 'this.#state = restore(persister, me, peers.length)\n',
      replace:
        'this.#state = restore(persister, me, peers.length)\n    this.#read = this.#state.edge\n',
    },
    {
      file: 'raft/raft.ts',
      find: 'if (s.applied < s.edge) {',
      replace: 'if (s.applied < s.edge && s.edge > this.#read) {',
    },
  ],

  'snapshot-index-unchecked': [
    {
      file: 'raft/step.ts',
      find: 'if (term !== undefined && index > s.edge && index <= s.applied) compact(s, index, term, bytes)',
      replace: 'compact(s, index, term ?? 0, bytes)',
    },
  ],

  'entries-below-snapshot-not-skipped': [
    {
      file: 'raft/state.ts',
      find: 'if (index <= s.edge || termAt(s, index) === entry[0]) continue',
      replace: 'if (termAt(s, index) === entry[0]) continue',
    },
  ],

  'append-below-snapshot-cuts': [
    {
      file: 'raft/state.ts',
      find: 'for (const [i, entry] of entries.entries()) {',
      replace: `if (prevIndex < s.edge) {
    s.log.splice(1, Infinity, ...entries.slice(s.edge - prevIndex))
    s.isDirty = true
    return
  }
  for (const [i, entry] of entries.entries()) {`,
    },
  ],

  'install-saves-old-snapshot': [
    {
      file: 'raft/state.ts',
      find: 'snapshot: Uint8Array\n  commit: number\n',
      replace: 'snapshot: Uint8Array\n  toSave: Uint8Array\n  commit: number\n',
    },
    {
      file: 'raft/state.ts',
      find: 'snapshot: persister.readSnapshot(),\n',
      replace: 'snapshot: persister.readSnapshot(),\n    toSave: persister.readSnapshot(),\n',
    },
    {
      file: 'raft/state.ts',
      find: 'export function save({ term, vote, edge, log, snapshot }: State, persister: Persister): void {\n',
      replace: `export function save(s: State, persister: Persister): void {
  const { term, vote, edge, log } = s
`,
    },
    {
      file: 'raft/state.ts',
      find: 'persister.save(encode(saved), snapshot)',
      replace: 'persister.save(encode(saved), s.toSave)\n  s.toSave = s.snapshot',
    },
    {
      file: 'raft/step.ts',
      find: 'if (term !== undefined && index > s.edge && index <= s.applied) compact(s, index, term, bytes)\n',
      replace: `if (term !== undefined && index > s.edge && index <= s.applied) {
    compact(s, index, term, bytes)
    s.toSave = bytes
  }
`,
    },
  ],

  // The base delivers a snapshot when less is applied than it covers; this one, when it has
  // installed one.
  'applied-snapshot-delivered': [
    {
      file: 'raft/state.ts',
      find: 'snapshot: Uint8Array\n  commit: number\n',
      replace: 'snapshot: Uint8Array\n  isInstalled?: boolean\n  commit: number\n',
    },
    {
      file: 'raft/answering.ts',
      find: `if (args.index > s.commit) {
    compact(s, args.index, args.indexTerm, args.bytes)
    s.commit = args.index
`,
      replace: `if (args.index > s.edge) {
    compact(s, args.index, args.indexTerm, args.bytes)
    s.commit = Math.max(s.commit, args.index)
    s.isInstalled = true
`,
    },
    {
      file: 'raft/raft.ts',
      find: `if (this.#isKilled || s.applied >= s.commit) return undefined
    if (s.applied < s.edge) {
      s.applied = s.edge
`,
      replace: `if (this.#isKilled || (s.applied >= s.commit && !s.isInstalled)) return undefined
    if (s.isInstalled) {
      s.isInstalled = false
      s.applied = s.edge
`,
    },
  ],

  'install-drops-acknowledged-tail': [
    {
      file: 'raft/answering.ts',
      find: 'compact(s, args.index, args.indexTerm, args.bytes)',
      replace: `s.log = [[args.indexTerm, null]]
    s.edge = args.index
    compact(s, args.index, args.indexTerm, args.bytes)`,
    },
  ],

  'snapshot-term-of-last-entry': [
    {
      file: 'raft/step.ts',
      find: 'if (term !== undefined && index > s.edge && index <= s.applied) compact(s, index, term, bytes)\n',
      replace: `if (term !== undefined && index > s.edge && index <= s.applied) {
    compact(s, index, term, bytes)
    s.log[0] = [termAt(s, end(s)) ?? 0, null]
  }
`,
    },
  ],

  // The snapshot is saved when it comes; the log, like a command, with what comes after it.
  'snapshot-saved-before-log': [
    {
      file: 'raft/raft.ts',
      find: "this.#step({ kind: 'compacted', index, bytes })\n",
      replace: `this.#step({ kind: 'compacted', index, bytes })
    this.#persister.save(this.#persister.readRaftState(), this.#state.snapshot)
`,
    },
    {
      file: 'raft/step.ts',
      find: "if (!s.isDirty || event.kind === 'proposed') return effects\n",
      replace: `if (!s.isDirty || event.kind === 'proposed') return effects
  if (event.kind === 'compacted') return [{ kind: 'gather' }]
`,
    },
  ],

  'match-index-of-newer-snapshot': [
    {
      file: 'raft/step.ts',
      find: 'onInstallAnswer(flow, answer.args.index)',
      replace: 'onInstallAnswer(flow, s.edge)',
    },
  ],

  'append-at-start-taken-behind-snapshot': [
    {
      file: 'raft/state.ts',
      find: 'const index = prevIndex + 1 + i\n',
      replace: 'const index = (prevIndex === 0 ? s.edge : prevIndex) + 1 + i\n',
    },
  ],
}
