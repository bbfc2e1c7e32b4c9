/**
 * Wrong Rafts that part 2C must catch: terms, late messages, and what counts as committed. Patches
 * on `solutions/raft`.
 */
import type { ReferenceKind } from './entry.ts'

export const termKinds: readonly ReferenceKind[] = [
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
  {
    id: 'vote-by-commit-index',
    title: 'A voter compares the candidate with what it knows to be committed, not with its log.',
    part: '2C',
    tests: ['TestPersist22C'],
    patches: [
      {
        file: 'raft/raft.ts',
        find: 'const isUpToDate = state.log.isUpToDate(args.lastLogIndex, args.lastLogTerm)',
        replace: `const index = this.applier.commitIndex
    const term = state.log.termAt(index) ?? 0
    const isLonger = args.lastLogTerm === term && args.lastLogIndex >= index
    const isUpToDate = args.lastLogTerm > term || isLonger`,
      },
    ],
  },
  {
    id: 'log-committed-at-restart',
    title: 'A server that restarts takes its whole log for committed.',
    part: '2C',
    tests: ['TestKilled2C', 'TestFigure8Steps2C'],
    patches: [
      {
        file: 'raft/applier.ts',
        find: 'this.commitIndex = state.log.lastIncludedIndex',
        replace: 'this.commitIndex = state.log.lastIndex',
      },
    ],
  },
  {
    // The reference makes what it knows of followers anew for every office. The hunks keep it.
    id: 'match-index-kept',
    title: 'What a leader knew of its followers in an earlier office counts in the next one.',
    part: '2C',
    tests: ['TestOldMatch2C'],
    patches: [
      {
        file: 'raft/leader.ts',
        find: 'const QUIET_MS = 25',
        replace: 'const QUIET_MS = 25\nconst known = new WeakMap<object, Map<number, number>>()',
      },
      {
        file: 'raft/leader.ts',
        find: 'this.followers = others.map((server) => new Progress(server, office.state.log.lastIndex + 1))',
        replace: `const kept = known.get(office.state) ?? new Map<number, number>()
    known.set(office.state, kept)
    this.followers = others.map((server) => {
      const progress = new Progress(server, office.state.log.lastIndex + 1)
      progress.matchIndex = kept.get(server) ?? 0
      return progress
    })`,
      },
      {
        file: 'raft/leader.ts',
        find: 'follower.acknowledge(index)',
        replace: `follower.acknowledge(index)
    known.get(this.office.state)?.set(follower.server, follower.matchIndex)`,
      },
    ],
  },
]
