/** Wrong Rafts that part 2B must catch: the log. Patches on `solutions/raft`. */
import type { ReferenceKind } from './entry.ts'

export const logKinds: readonly ReferenceKind[] = [
  {
    id: 'heartbeats-every-10-ms',
    title: 'Heartbeats leave every 10 ms instead of every 100 ms.',
    part: '2B',
    tests: ['TestCount2B'],
    patches: [
      {
        file: 'raft/leader.ts',
        find: 'const HEARTBEAT_MS = 100',
        replace: 'const HEARTBEAT_MS = 10',
      },
      // The reference leaves out a heartbeat that comes soon after an AppendEntries; this one does
      // not.
      { file: 'raft/leader.ts', find: 'const QUIET_MS = 25', replace: 'const QUIET_MS = 0' },
    ],
  },
  {
    id: 'vote-without-log-check',
    title: 'A vote is granted without a look at how up to date the candidate is.',
    part: '2B',
    tests: ['TestOlderLogLoses2B', 'TestLatePermission2B'],
    patches: [
      {
        file: 'raft/raft.ts',
        find: 'const isUpToDate = state.log.isUpToDate(args.lastLogIndex, args.lastLogTerm)',
        replace: 'const isUpToDate = true',
      },
    ],
  },
  {
    id: 'up-to-date-by-length',
    title: 'The longer log counts as more up to date, whatever the terms of the last entries.',
    part: '2B',
    tests: ['TestOlderLogLoses2B', 'TestRejoin2B'],
    patches: [
      {
        file: 'raft/log.ts',
        find: 'if (lastLogTerm !== this.lastTerm) return lastLogTerm > this.lastTerm',
        replace: '',
      },
    ],
  },
  {
    id: 'commits-on-half',
    title: 'An entry is committed once half of the servers, rounded down, have it.',
    part: '2B',
    tests: ['TestFollowerFailure2B', 'TestFailNoAgree2B'],
    patches: [
      {
        file: 'raft/leader.ts',
        find: 'matched[Math.floor(matched.length / 2)]',
        replace: 'matched[Math.floor(matched.length / 2) - 1]',
      },
    ],
  },
  {
    id: 'conflicts-not-truncated',
    title:
      'A follower appends behind its last entry and leaves conflicting ones before it in place.',
    part: '2B',
    tests: ['TestRejoin2B', 'TestBackup2B'],
    patches: [
      {
        file: 'raft/log.ts',
        find: 'if (index <= this.lastIncludedIndex || this.termAt(index) === entry.term) continue',
        replace: 'if (index <= this.lastIndex) continue',
      },
    ],
  },
  {
    id: 'truncates-on-every-append',
    title: 'A follower cuts its log behind prevLogIndex whenever an AppendEntries brings entries.',
    part: '2B',
    tests: ['TestStaleAppend2B'],
    patches: [
      {
        file: 'raft/log.ts',
        find: 'if (index <= this.lastIncludedIndex || this.termAt(index) === entry.term) continue',
        replace: 'if (index <= this.lastIncludedIndex) continue',
      },
    ],
  },
  {
    id: 'prev-log-term-unchecked',
    title: 'A follower looks only whether it has an entry at prevLogIndex, not of which term.',
    part: '2B',
    tests: ['TestRejoin2B', 'TestBackup2B', 'TestCommitCap2B'],
    patches: [
      {
        file: 'raft/log.ts',
        find: 'if (term === prevLogTerm) return undefined',
        replace: 'if (term !== undefined) return undefined',
      },
    ],
  },
  {
    id: 'whole-log-every-time',
    title: 'Every AppendEntries carries the whole log.',
    part: '2B',
    tests: ['TestRPCBytes2B'],
    patches: [
      {
        file: 'raft/leader.ts',
        find: 'const prevLogIndex = follower.nextIndex - 1',
        replace: 'const prevLogIndex = this.office.state.log.lastIncludedIndex',
      },
    ],
  },
  {
    // Harmful with a leader that looks for the matching entry with empty AppendEntries, as the
    // reference does.
    id: 'commit-index-not-capped',
    title: 'A follower commits up to leaderCommit, beyond the last entry it was sent.',
    part: '2B',
    tests: ['TestCommitCap2B', 'TestStaleTail2B'],
    patches: [
      {
        file: 'raft/raft.ts',
        find: 'Math.min(args.leaderCommit, args.prevLogIndex + args.entries.length)',
        replace: 'Math.min(args.leaderCommit, state.log.lastIndex)',
      },
    ],
  },
  {
    id: 'applied-before-commit',
    title: 'A follower applies what it has just appended.',
    part: '2B',
    tests: ['TestFailNoAgree2B'],
    patches: [
      {
        file: 'raft/raft.ts',
        find: 'Math.min(args.leaderCommit, args.prevLogIndex + args.entries.length)',
        replace: 'args.prevLogIndex + args.entries.length',
      },
    ],
  },
  {
    id: 'backs-up-one-per-heartbeat',
    title: 'After a rejection the leader goes back by one entry and waits for the next heartbeat.',
    part: '2B',
    tests: ['TestLongBackup2B'],
    patches: [
      {
        file: 'raft/leader.ts',
        find: `const nextIndex = this.office.state.log.nextIndexAfter(reply.conflict)
    follower.probeFrom(Math.min(nextIndex, prevLogIndex))
    this.sendTo(follower)`,
        replace: 'follower.probeFrom(prevLogIndex)',
      },
    ],
  },
  {
    id: 'start-returns-wrong-index',
    title: 'start() returns the index before the one that the command gets.',
    part: '2B',
    tests: ['TestBasicAgree2B'],
    patches: [
      {
        file: 'raft/raft.ts',
        find: 'return { index: log.lastIndex, term, isLeader: true }',
        replace: 'return { index: log.lastIndex - 1, term, isLeader: true }',
      },
    ],
  },
  {
    id: 'async-start',
    title: 'start() is async, so the caller gets a promise.',
    part: '2B',
    tests: ['TestBasicAgree2B'],
    patches: [
      {
        file: 'raft/raft.ts',
        find: 'start(command: unknown): { index: number; term: number; isLeader: boolean } {',
        replace: 'async start(command: unknown) {',
      },
    ],
  },
  {
    id: 'two-applied-out-of-order',
    title: 'Of two entries that are committed together the second one is applied first.',
    part: '2B',
    tests: ['TestCount2B', 'TestConcurrentStarts2B'],
    patches: [
      {
        file: 'raft/applier.ts',
        find: 'if (message !== undefined) await this.applyCh.send(message)',
        replace: `const second = message && this.takeNext()
      if (second) await this.applyCh.send(second)
      if (message !== undefined) await this.applyCh.send(message)`,
      },
    ],
  },
  {
    id: 'conflicting-tail-kept',
    title: 'Conflicting entries are overwritten one by one; what stands behind them stays.',
    part: '2B',
    tests: ['TestOlderLogLoses2B'],
    patches: [
      {
        file: 'raft/log.ts',
        find: `this.entries.length = index - this.lastIncludedIndex - 1
      this.entries.push(...entries.slice(offset))`,
        replace: `const rest = entries.slice(offset)
      this.entries.splice(index - this.lastIncludedIndex - 1, rest.length, ...rest)`,
      },
    ],
  },
  {
    id: 'past-append-taken',
    title: 'A follower takes entries from a leader of a past term.',
    part: '2B',
    tests: ['TestStaleAppend2B', 'TestPastAppend2B'],
    patches: [
      {
        file: 'raft/raft.ts',
        find: 'if (this.isKilled || term < this.state.currentTerm) return false',
        replace: 'if (this.isKilled) return false',
      },
    ],
  },
  {
    id: 'heartbeats-unchecked',
    title: 'An AppendEntries without entries is not compared with the log, and commits all of it.',
    part: '2B',
    tests: ['TestStaleAppend2B'],
    patches: [
      {
        file: 'raft/raft.ts',
        find: 'if (conflict !== undefined) return',
        replace: 'if (conflict !== undefined && args.entries.length > 0) return',
      },
      {
        file: 'raft/raft.ts',
        find: 'args.prevLogIndex + args.entries.length)',
        replace:
          'args.entries.length > 0 ? args.prevLogIndex + args.entries.length : state.log.lastIndex)',
      },
    ],
  },
  {
    id: 'terms-compared-as-text',
    title: 'The last terms of two logs are compared as text, so that 9 is later than 10.',
    part: '2B',
    tests: ['TestManyTerms2B'],
    patches: [
      {
        file: 'raft/log.ts',
        find: 'return lastLogTerm > this.lastTerm',
        replace: 'return String(lastLogTerm) > String(this.lastTerm)',
      },
    ],
  },
  {
    id: 'commit-announced-once',
    title: 'Each commit index is sent to a follower once, and not again when that was lost.',
    part: '2B',
    tests: ['TestCommitAgain2B'],
    patches: [
      {
        file: 'raft/leader.ts',
        find: 'leaderCommit: applier.commitIndex,',
        replace: `leaderCommit:
        !follower.isProbing && follower.commitSent < applier.commitIndex
          ? applier.commitIndex
          : 0,`,
      },
      {
        file: 'raft/leader.ts',
        find: 'follower.commitSent = args.leaderCommit',
        replace: 'follower.commitSent = Math.max(follower.commitSent, args.leaderCommit)',
      },
    ],
  },
  {
    id: 'next-index-stays-below-match',
    title:
      'A late refusal sets nextIndex below matchIndex + 1 for good; it costs bytes, and a warning says so.',
    part: '2B',
    tests: ['TestLateRefusal2B'],
    isWarned: true,
    patches: 'nextIndex moves on with whatever leaves, and a probe carries no entries.',
  },
]
