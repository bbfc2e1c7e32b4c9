/** Wrong Rafts that part 2C must catch: persistence, late replies. Patches on `solutions/raft`. */
import type { ZooEntry } from './entry.ts'

const MERGE_AND_SAVE = 'if (state.log.merge(args.prevLogIndex, args.entries)) state.save()'

export const persistEntries: readonly ZooEntry[] = [
  {
    id: 'vote-not-persisted',
    title: 'The vote is not saved.',
    part: '2C',
    tests: ['TestVotePersisted2C'],
    patches: [
      {
        file: 'raft/state.ts',
        find: 'this.votedFor = server\n    this.save()',
        replace: 'this.votedFor = server',
      },
    ],
  },
  {
    id: 'vote-saved-after-reply',
    title: 'The vote is saved a moment after the reply has left.',
    part: '2C',
    tests: ['TestVotePersisted2C'],
    patches: [
      {
        file: 'raft/state.ts',
        find: 'this.votedFor = server\n    this.save()',
        replace: 'this.votedFor = server\n    setTimeout(() => this.save(), 1)',
      },
    ],
  },
  {
    id: 'vote-not-restored',
    title: 'The saved vote is not restored after a restart.',
    part: '2C',
    tests: ['TestVotePersisted2C'],
    patches: [{ file: 'raft/state.ts', find: 'this.votedFor = saved.votedFor', replace: '' }],
  },
  {
    id: 'vote-not-reset',
    title: 'A new term does not free the vote of the one before.',
    part: '2C',
    tests: ['TestPersist12C'],
    patches: [
      {
        file: 'raft/state.ts',
        find: 'this.currentTerm = term\n    this.votedFor = null',
        replace: 'this.currentTerm = term',
      },
    ],
  },
  {
    id: 'term-not-persisted',
    title: 'A term learned from another server is not saved.',
    part: '2C',
    tests: ['TestTermPersisted2C'],
    patches: [
      {
        file: 'raft/state.ts',
        find: 'this.votedFor = null\n    this.save()',
        replace: 'this.votedFor = null',
      },
    ],
  },
  {
    id: 'term-not-restored',
    title: 'After a restart a server begins in term 0 again.',
    part: '2C',
    tests: ['TestTermPersisted2C'],
    patches: [{ file: 'raft/state.ts', find: 'this.currentTerm = saved.currentTerm', replace: '' }],
  },
  {
    id: 'append-not-persisted',
    title: 'A follower does not save the entries it appends.',
    part: '2C',
    tests: ['TestEntryPersisted2C'],
    patches: [
      {
        file: 'raft/raft.ts',
        find: MERGE_AND_SAVE,
        replace: 'state.log.merge(args.prevLogIndex, args.entries)',
      },
    ],
  },
  {
    id: 'start-not-persisted',
    title: 'A leader does not save the entries that start() appends.',
    part: '2C',
    tests: ['TestLeaderEntryPersisted2C'],
    patches: [
      {
        file: 'raft/raft.ts',
        find: 'log.append({ term, command })\n    this.state.save()',
        replace: 'log.append({ term, command })',
      },
    ],
  },
  {
    id: 'saves-after-reply',
    title: 'A follower saves the entries it appends a moment after its reply has left.',
    part: '2C',
    tests: ['TestEntryPersisted2C'],
    patches: [
      {
        file: 'raft/raft.ts',
        find: MERGE_AND_SAVE,
        replace:
          'if (state.log.merge(args.prevLogIndex, args.entries)) setTimeout(() => state.save(), 1)',
      },
    ],
  },
  {
    id: 'commits-old-terms-by-counting',
    title: 'A leader commits an entry of an earlier term as soon as a majority has it.',
    part: '2C',
    tests: ['TestFigure8Steps2C'],
    patches: [
      {
        file: 'raft/leader.ts',
        find: 'if (index <= applier.commitIndex || state.log.termAt(index) !== this.term) return',
        replace: 'if (index <= applier.commitIndex) return',
      },
    ],
  },
  {
    // The reference keeps what it knows of its followers per term of office, so a late reply cannot
    // reach the next one. The first two hunks give them one home, as most solutions have it.
    id: 'reply-of-old-term-used',
    title: 'A reply to an AppendEntries of an earlier term of office counts in the present one.',
    part: '2C',
    tests: ['TestStaleReply2C'],
    patches: [
      {
        file: 'raft/leader.ts',
        find: 'const QUIET_MS = 25',
        replace: 'const QUIET_MS = 25\nlet present: Leader',
      },
      {
        file: 'raft/leader.ts',
        find: 'this.office = office\n',
        replace: 'this.office = office\n    present = this\n',
      },
      {
        file: 'raft/leader.ts',
        find: 'if (!this.accepts(reply)) return\n',
        replace: `if (this !== present && !present.isOver && reply?.success) {
      const { server } = follower
      const known = present.followers.find((other) => other.server === server) as Progress
      present.onAcknowledged(known, lastSent)
    }
    if (!this.accepts(reply)) return
`,
      },
    ],
  },
  {
    // nextIndex stays right, or followers would miss entries even when nothing is late.
    id: 'match-from-own-log',
    title:
      "A success sets matchIndex to the end of the leader's log as it is when the reply arrives.",
    part: '2C',
    tests: ['TestAckCounts2C'],
    patches: [
      {
        file: 'raft/leader.ts',
        find: 'follower.acknowledge(index)',
        replace: 'follower.acknowledge(index, this.office.state.log.lastIndex)',
      },
      {
        file: 'raft/progress.ts',
        find: 'acknowledge(index: number): void {\n    this.matchIndex = Math.max(this.matchIndex, index)',
        replace:
          'acknowledge(index: number, lastIndex: number): void {\n    this.matchIndex = lastIndex',
      },
      {
        file: 'raft/progress.ts',
        find: 'this.nextIndex = Math.max(this.nextIndex, this.matchIndex + 1)',
        replace: 'this.nextIndex = Math.max(this.nextIndex, index + 1)',
      },
    ],
  },
  {
    id: 'match-index-moves-back',
    title: 'A reply that was overtaken sets matchIndex back.',
    part: '2C',
    tests: ['TestMatchIndexKept2C'],
    patches: [
      {
        file: 'raft/progress.ts',
        find: 'this.matchIndex = Math.max(this.matchIndex, index)',
        replace: 'this.matchIndex = index',
      },
    ],
  },
  {
    id: 'votes-of-old-term-counted',
    title: 'A vote that was asked for in an earlier term counts in the present one.',
    part: '2C',
    tests: ['TestOldVotes2C'],
    patches: [
      {
        file: 'raft/raft.ts',
        find: 'const isOpen = this.isCandidate && this.state.currentTerm === args.term',
        replace: 'const isOpen = this.isCandidate',
      },
    ],
  },
  {
    id: 'stale-append-truncates',
    title: 'Every AppendEntries, heartbeats included, sets the end of the log.',
    part: '2C',
    tests: ['TestLateAppend2C'],
    patches: [
      {
        file: 'raft/log.ts',
        find: 'for (const [offset, entry] of entries.entries()) {',
        replace: `this.entries.length = Math.max(0, prevLogIndex - this.lastIncludedIndex)
    for (const [offset, entry] of entries.entries()) {`,
      },
    ],
  },
  {
    id: 'dead-instance-goes-on',
    title: 'kill() stops no timer, so a killed server goes on with its elections and heartbeats.',
    part: '2C',
    tests: ['TestKilled2C'],
    patches: [
      {
        file: 'raft/raft.ts',
        find: 'clearTimeout(this.electionTimer)\n    this.leader?.end()\n',
        replace: '',
      },
    ],
  },
  {
    id: 'own-vote-not-persisted',
    title: 'A candidate does not save its vote for itself.',
    part: '2C',
    tests: ['TestOwnVotePersisted2C'],
    patches: [{ file: 'raft/raft.ts', find: 'state.voteFor(me)', replace: 'state.votedFor = me' }],
  },
  {
    id: 'candidacy-not-persisted',
    title: 'A candidate saves neither its new term nor its vote for itself.',
    part: '2C',
    tests: ['TestOwnVotePersisted2C'],
    patches: [
      {
        file: 'raft/raft.ts',
        find: 'state.adoptTerm(state.currentTerm + 1)\n    state.voteFor(me)',
        replace: 'state.currentTerm += 1\n    state.votedFor = me',
      },
    ],
  },
  {
    id: 'last-entry-of-term-commits-all',
    title:
      'An entry on a majority is committed if the last entry of the log is of the current term.',
    part: '2C',
    tests: ['TestFigure8Steps2C'],
    patches: [
      {
        file: 'raft/leader.ts',
        find: 'state.log.termAt(index) !== this.term) return',
        replace: 'state.log.lastTerm !== this.term) return',
      },
    ],
  },
  {
    id: 'past-heartbeats-heeded',
    title: 'An AppendEntries of a past term puts off the next election.',
    part: '2C',
    tests: ['TestDeposedLeader2C'],
    patches: [
      {
        file: 'raft/raft.ts',
        find: 'if (this.isKilled || term < this.state.currentTerm) return false',
        replace: `if (term < this.state.currentTerm) this.resetElectionDeadline()
    if (this.isKilled || term < this.state.currentTerm) return false`,
      },
    ],
  },
]
