/** Wrong Rafts that part 2D must catch: snapshots. Patches on `solutions/raft`. */
import type { ReferenceKind } from './entry.ts'

export const snapshotKinds: readonly ReferenceKind[] = [
  {
    id: 'snapshot-erased-by-save',
    title: 'Only the save that follows snapshot() passes the snapshot; the next one erases it.',
    part: '2D',
    tests: ['TestSnapshotThenTail2D'],
    patches: [
      {
        file: 'raft/state.ts',
        find: 'save(): void {',
        replace: 'save(snapshot?: Uint8Array): void {',
      },
      {
        file: 'raft/state.ts',
        find: 'this.persister.save(raftState, this.snapshot)',
        replace: 'this.persister.save(raftState, snapshot)',
      },
      {
        file: 'raft/state.ts',
        find: 'this.snapshot = snapshot\n    this.save()',
        replace: 'this.snapshot = snapshot\n    this.save(snapshot)',
      },
    ],
  },
  {
    id: 'old-snapshot-installed',
    title: 'A late InstallSnapshot replaces a newer state.',
    part: '2D',
    tests: ['TestLateSnapshot2D'],
    patches: [
      {
        file: 'raft/raft.ts',
        find: 'if (args.lastIncludedIndex > applier.commitIndex) {',
        replace: 'if (args.lastIncludedIndex > 0) {',
      },
    ],
  },
  {
    id: 'last-applied-not-advanced',
    title: 'After a snapshot was delivered, the commands that it covers are applied as well.',
    part: '2D',
    tests: ['TestLateSnapshot2D', 'TestSnapshotInstall2D'],
    patches: [
      {
        file: 'raft/applier.ts',
        find: 'this.lastApplied = log.lastIncludedIndex',
        replace: '',
      },
    ],
  },
  {
    id: 'off-by-one-after-snapshot',
    title:
      'The log keeps the last entry that the snapshot covers, and counts from the one after it.',
    part: '2D',
    tests: ['TestSnapshotBasic2D', 'TestSnapshotThenTail2D'],
    patches: [
      {
        file: 'raft/log.ts',
        find: 'isTailOurs ? this.after(index)',
        replace: 'isTailOurs ? this.after(index - 1)',
      },
    ],
  },
  {
    id: 'snapshot-term-lost',
    title: 'The term of the last entry that a snapshot covers is forgotten.',
    part: '2D',
    tests: ['TestSnapshotEdge2D'],
    patches: [
      {
        file: 'raft/log.ts',
        find: 'this.lastIncludedTerm = term',
        replace: 'this.lastIncludedTerm = 0',
      },
    ],
  },
  {
    id: 'snapshot-term-not-restored',
    title: 'After a restart the term of the last entry that the snapshot covers is 0.',
    part: '2D',
    tests: ['TestSnapshotEdge2D'],
    patches: [
      {
        file: 'raft/state.ts',
        find: 'this.log.restore(saved.lastIncludedIndex, saved.lastIncludedTerm, entries)',
        replace: 'this.log.restore(saved.lastIncludedIndex, 0, entries)',
      },
    ],
  },
  {
    // The reference ignores a snapshot of what is committed here. This one takes any that is not
    // older
    // than its own, which is correct as long as the entries behind it stay.
    id: 'install-drops-matching-tail',
    title: 'InstallSnapshot drops the entries behind the snapshot although they match.',
    part: '2D',
    tests: ['TestSnapshotKeepsTail2D'],
    patches: [
      {
        file: 'raft/raft.ts',
        find: 'if (args.lastIncludedIndex > applier.commitIndex) {',
        replace: `const isNews = args.lastIncludedIndex > applier.commitIndex
    if (args.lastIncludedIndex >= state.log.lastIncludedIndex) {`,
      },
      {
        file: 'raft/raft.ts',
        find: 'state.compactTo(args.lastIncludedIndex, args.lastIncludedTerm, args.data)',
        replace: `state.log.restore(args.lastIncludedIndex, args.lastIncludedTerm, [])
      state.compactTo(args.lastIncludedIndex, args.lastIncludedTerm, args.data)`,
      },
      {
        file: 'raft/raft.ts',
        find: 'applier.commitSnapshot()',
        replace: 'if (isNews) applier.commitSnapshot()',
      },
    ],
  },
  {
    id: 'replays-from-index-one',
    title: 'After a restart from a snapshot, commands are applied from index 1 again.',
    part: '2D',
    tests: ['TestSnapshotThenTail2D', 'TestSnapshotAllCrash2D'],
    patches: [
      {
        file: 'raft/applier.ts',
        find: 'this.lastApplied = state.log.lastIncludedIndex',
        replace: 'this.lastApplied = 0',
      },
    ],
  },
  {
    id: 'snapshot-index-unchecked',
    title: 'snapshot() believes any index, old or not yet applied.',
    part: '2D',
    tests: ['TestSnapshotIndex2D'],
    patches: [
      {
        file: 'raft/raft.ts',
        find: 'const term = this.state.log.termAt(index)',
        replace: 'const term = this.state.log.termAt(index) ?? 0',
      },
      {
        file: 'raft/raft.ts',
        find: 'if (this.isKilled || isOld || index > this.applier.lastApplied || term === undefined) return',
        replace: 'if (this.isKilled) return',
      },
    ],
  },
  {
    id: 'entries-below-snapshot-not-skipped',
    title: 'Entries of a late AppendEntries that the snapshot covers are taken for new ones.',
    part: '2D',
    tests: ['TestAppendBelowSnapshot2D'],
    patches: [
      {
        file: 'raft/log.ts',
        find: 'index <= this.lastIncludedIndex || this.termAt(index)',
        replace: 'this.termAt(index)',
      },
    ],
  },
  {
    id: 'append-below-snapshot-cuts',
    title: 'A late AppendEntries that begins below the snapshot sets the end of the log.',
    part: '2D',
    tests: ['TestAppendBelowSnapshot2D'],
    patches: [
      {
        file: 'raft/log.ts',
        find: 'for (const [offset, entry] of entries.entries()) {',
        replace: `if (prevLogIndex < this.lastIncludedIndex) {
      this.entries = entries.slice(this.lastIncludedIndex - prevLogIndex)
      return true
    }
    for (const [offset, entry] of entries.entries()) {`,
      },
    ],
  },
  {
    id: 'install-saves-old-snapshot',
    title: 'InstallSnapshot saves the new log with the old snapshot; only the next save has both.',
    part: '2D',
    tests: ['TestInstallCrash2D'],
    patches: [
      {
        file: 'raft/raft.ts',
        find: 'state.compactTo(args.lastIncludedIndex, args.lastIncludedTerm, args.data)',
        replace: `const old = state.snapshot
      state.compactTo(args.lastIncludedIndex, args.lastIncludedTerm, old)
      state.snapshot = args.data`,
      },
    ],
  },
  {
    id: 'applied-snapshot-delivered',
    title: 'InstallSnapshot is compared with the last snapshot, not with what is applied.',
    part: '2D',
    tests: ['TestKnownSnapshot2D'],
    patches: [
      {
        file: 'raft/raft.ts',
        find: 'args.lastIncludedIndex > applier.commitIndex',
        replace: 'args.lastIncludedIndex > state.log.lastIncludedIndex',
      },
    ],
  },
  {
    id: 'install-drops-acknowledged-tail',
    title: 'InstallSnapshot drops the entries behind the snapshot, which are stored and match.',
    part: '2D',
    tests: ['TestSnapshotKeepsAcknowledged2D'],
    patches: [
      {
        file: 'raft/raft.ts',
        find: 'state.compactTo(args.lastIncludedIndex, args.lastIncludedTerm, args.data)',
        replace: `state.log.restore(args.lastIncludedIndex, args.lastIncludedTerm, [])
      state.compactTo(args.lastIncludedIndex, args.lastIncludedTerm, args.data)`,
      },
    ],
  },
  {
    id: 'snapshot-term-of-last-entry',
    title:
      "A snapshot is kept with the term of the log's last entry instead of its own last one's.",
    part: '2D',
    tests: ['TestSnapshotTerm2D'],
    patches: [
      {
        file: 'raft/raft.ts',
        find: 'this.state.compactTo(index, term, snapshot)',
        replace: `const { lastTerm } = this.state.log
    this.state.compactTo(index, term, snapshot)
    this.state.log.lastIncludedTerm = lastTerm
    this.state.save()`,
      },
    ],
  },
  {
    id: 'snapshot-saved-before-log',
    title: 'A snapshot is saved with the log of before; the log that fits it comes with the next.',
    part: '2D',
    tests: ['TestSnapshotCrash2D'],
    patches: [
      {
        file: 'raft/state.ts',
        find: 'this.snapshot = snapshot\n    this.save()',
        replace: `this.snapshot = snapshot
    this.persister.save(this.persister.readRaftState(), snapshot)
    setTimeout(() => this.save(), 0)`,
      },
    ],
  },
  {
    id: 'match-index-of-newer-snapshot',
    title: "The answer to an InstallSnapshot sets matchIndex to the leader's newest snapshot.",
    part: '2D',
    tests: ['TestNewerSnapshot2D'],
    patches: [
      {
        file: 'raft/leader.ts',
        find: 'this.onAcknowledged(follower, lastIncludedIndex)',
        replace: 'this.onAcknowledged(follower, state.log.lastIncludedIndex)',
      },
    ],
  },
  {
    id: 'append-at-start-taken-behind-snapshot',
    title: 'An AppendEntries from the very start of the log is taken to begin behind the snapshot.',
    part: '2D',
    tests: ['TestFirstAppendLate2D'],
    patches: [
      {
        file: 'raft/log.ts',
        find: 'for (const [offset, entry] of entries.entries()) {\n      const index = prevLogIndex + 1 + offset',
        replace: `const before = prevLogIndex === 0 ? this.lastIncludedIndex : prevLogIndex
    for (const [offset, entry] of entries.entries()) {
      const index = before + 1 + offset`,
      },
    ],
  },
]
