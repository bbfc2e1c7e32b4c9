/** The kinds of part 2D on the Raft with pre-vote. */
import type { Patch, Realisation } from '../../entry.ts'

const INSTALL = `this.log.compact(lastIncludedIndex, lastIncludedTerm, data, lastIncludedNumber)
      this.persist()`
const COMPACT = `this.log.compact(index, term, snapshot)
    this.persist()`
const IS_NEWS = 'if (this.hearLeader(args.term) && lastIncludedIndex > this.commitIndex) {'

/**
 * It delivers a snapshot that lies ahead of what is applied, and below a snapshot it has nothing to
 * apply. These have a flag say that one is due instead, and apply whatever comes next. That is
 * right as long as lastApplied is.
 */
const DUE_BY_FLAG: readonly Patch[] = [
  {
    file: 'raft/raft.ts',
    find: 'private isApplying = false',
    replace: 'private isApplying = false\n  private isSnapshotDue = false',
  },
  {
    file: 'raft/raft.ts',
    find: INSTALL,
    replace: `${INSTALL}\n      this.isSnapshotDue = true`,
  },
  {
    file: 'raft/raft.ts',
    find: 'if (this.lastApplied < this.log.edgeIndex) {',
    replace: 'if (this.isSnapshotDue) {\n      this.isSnapshotDue = false',
  },
  {
    file: 'raft/raft.ts',
    find: `if (entry === undefined || entry.isOwn) return undefined
    return { kind: 'command', command: entry.command, commandIndex: entry.number }`,
    replace: `if (entry?.isOwn) return undefined
    const commandIndex = entry?.number ?? this.lastApplied
    return { kind: 'command', command: entry?.command, commandIndex }`,
  },
]

/** A log that its server can empty. */
const OPEN_KEEP: Patch = { file: 'raft/log.ts', find: 'private keep(', replace: 'keep(' }

export const snapshots: Readonly<Record<string, Realisation>> = {
  'snapshot-erased-by-save': [
    {
      file: 'raft/log.ts',
      find: 'save(persister: Persister, term: number, votedFor: number): void {',
      replace:
        'save(persister: Persister, term: number, votedFor: number, snapshot?: Uint8Array): void {',
    },
    {
      file: 'raft/log.ts',
      find: 'persister.save(encode(saved), this.snapshot)',
      replace: 'persister.save(encode(saved), snapshot)',
    },
    {
      file: 'raft/raft.ts',
      find: `private persist(): void {
    this.log.save(this.persister, this.term, this.votedFor)`,
      replace: `private persist(snapshot?: Uint8Array): void {
    this.log.save(this.persister, this.term, this.votedFor, snapshot)`,
    },
    {
      file: 'raft/raft.ts',
      find: COMPACT,
      replace: 'this.log.compact(index, term, snapshot)\n    this.persist(snapshot)',
    },
    {
      file: 'raft/raft.ts',
      find: INSTALL,
      replace: `this.log.compact(lastIncludedIndex, lastIncludedTerm, data, lastIncludedNumber)
      this.persist(data)`,
    },
  ],
  'old-snapshot-installed': [
    { file: 'raft/raft.ts', find: IS_NEWS, replace: 'if (this.hearLeader(args.term)) {' },
  ],
  'last-applied-not-advanced': [
    ...DUE_BY_FLAG,
    {
      file: 'raft/raft.ts',
      find: 'this.lastApplied = this.log.edgeIndex\n      return',
      replace: 'return',
    },
  ],
  'off-by-one-after-snapshot': [
    {
      file: 'raft/log.ts',
      find: 'this.keep(index - this.edgeIndex, this.entries.length)',
      replace: 'this.keep(index - this.edgeIndex - 1, this.entries.length)',
    },
  ],
  'snapshot-term-lost': [
    { file: 'raft/log.ts', find: 'this.edgeTerm = term', replace: 'this.edgeTerm = 0' },
  ],
  'snapshot-term-not-restored': [
    { file: 'raft/log.ts', find: 'this.edgeTerm = saved.edgeTerm', replace: '' },
  ],
  // It ignores a snapshot of what is committed here. This one takes any that is not older than its
  // own, which is right as long as the entries behind it stay.
  'install-drops-matching-tail': [
    OPEN_KEEP,
    {
      file: 'raft/raft.ts',
      find: IS_NEWS,
      replace: 'if (this.hearLeader(args.term) && lastIncludedIndex >= this.log.edgeIndex) {',
    },
    { file: 'raft/raft.ts', find: INSTALL, replace: `this.log.keep(0, 0)\n      ${INSTALL}` },
  ],
  'replays-from-index-one': [
    ...DUE_BY_FLAG,
    {
      file: 'raft/raft.ts',
      find: 'this.lastApplied = this.log.edgeIndex\n    this.armElection()',
      replace: 'this.lastApplied = 0\n    this.armElection()',
    },
  ],
  'snapshot-index-unchecked': [
    {
      file: 'raft/raft.ts',
      find: `const term = this.log.termAt(index)
    const isOld = index <= this.log.edgeIndex || index > this.lastApplied
    if (this.isKilled || isOld || term === undefined) return`,
      replace: `const term = this.log.termAt(index) ?? 0
    if (this.isKilled) return`,
    },
  ],
  'entries-below-snapshot-not-skipped': [
    {
      file: 'raft/log.ts',
      find: 'index > this.edgeIndex && this.termAt(index)',
      replace: 'this.termAt(index)',
    },
  ],
  'append-below-snapshot-cuts': [
    {
      file: 'raft/log.ts',
      find: 'const firstNew = entries.findIndex(',
      replace: `if (prevIndex < this.edgeIndex) {
      this.keep(0, 0)
      this.append(...entries.slice(this.edgeIndex - prevIndex))
      return true
    }
    const firstNew = entries.findIndex(`,
    },
  ],
  'install-saves-old-snapshot': [
    {
      file: 'raft/raft.ts',
      find: INSTALL,
      replace: `const { snapshot } = this.log
      this.log.compact(lastIncludedIndex, lastIncludedTerm, snapshot, lastIncludedNumber)
      this.persist()
      this.log.snapshot = data`,
    },
  ],
  'applied-snapshot-delivered': [
    ...DUE_BY_FLAG,
    {
      file: 'raft/raft.ts',
      find: 'lastIncludedIndex > this.commitIndex',
      replace: 'lastIncludedIndex > this.log.edgeIndex',
    },
  ],
  'install-drops-acknowledged-tail': [
    OPEN_KEEP,
    { file: 'raft/raft.ts', find: INSTALL, replace: `this.log.keep(0, 0)\n      ${INSTALL}` },
  ],
  'snapshot-term-of-last-entry': [
    {
      file: 'raft/raft.ts',
      find: COMPACT,
      replace: `const { lastTerm } = this.log
    this.log.compact(index, term, snapshot)
    this.log.edgeTerm = lastTerm
    this.persist()`,
    },
  ],
  'snapshot-saved-before-log': [
    {
      file: 'raft/raft.ts',
      find: COMPACT,
      replace: `this.log.compact(index, term, snapshot)
    this.persister.save(this.persister.readRaftState(), snapshot)
    setTimeout(() => this.persist(), 0)`,
    },
    {
      file: 'raft/raft.ts',
      find: INSTALL,
      replace: `this.log.compact(lastIncludedIndex, lastIncludedTerm, data, lastIncludedNumber)
      this.persister.save(this.persister.readRaftState(), data)
      setTimeout(() => this.persist(), 0)`,
    },
  ],
  'match-index-of-newer-snapshot': [
    {
      file: 'raft/raft.ts',
      find: 'this.noteMatch(role, follower, lastIncludedIndex)',
      replace: 'this.noteMatch(role, follower, this.log.edgeIndex)',
    },
  ],
  'append-at-start-taken-behind-snapshot': [
    {
      file: 'raft/log.ts',
      find: 'take(prevIndex: number, entries: Entry[]): boolean {',
      replace: `take(prevLogIndex: number, entries: Entry[]): boolean {
    const prevIndex = prevLogIndex === 0 ? this.edgeIndex : prevLogIndex`,
    },
  ],
}
