/** The kinds of 2B on the Raft in Go. */
import type { Realisation } from '../../entry.ts'

export const log: Readonly<Record<string, Realisation>> = {
  'heartbeats-every-10-ms': [
    {
      file: 'raft/raft.go',
      find: 'heartbeatPause = 100 * time.Millisecond',
      replace: 'heartbeatPause = 10 * time.Millisecond',
    },
  ],

  'vote-without-log-check': [
    {
      file: 'raft/election.go',
      find: 'if !rf.isUpToDate(args.LastLogTerm, args.LastLogIndex) {',
      replace: 'if false {',
    },
  ],

  'up-to-date-by-length': [
    {
      file: 'raft/election.go',
      find: 'if lastTerm != rf.log.lastTerm() {',
      replace: 'if false {',
    },
  ],

  'commits-on-half': [
    {
      file: 'raft/replication.go',
      find: 'if count > len(rf.peers)/2 {',
      replace: 'if count >= len(rf.peers)/2 {',
    },
  ],

  'conflicts-not-truncated': [
    {
      file: 'raft/replication.go',
      find: `if rf.log.term(index) == entry.Term {
				continue
			}
			rf.log.cut(index)`,
      replace: '_ = entry\n\t\t\tcontinue',
    },
  ],

  'truncates-on-every-append': [
    {
      file: 'raft/replication.go',
      find: 'if rf.log.term(index) == entry.Term {\n\t\t\t\tcontinue\n\t\t\t}\n',
      replace: 'entry.Term = 0\n',
    },
  ],

  'prev-log-term-unchecked': [
    {
      file: 'raft/replication.go',
      find: '} else if rf.log.term(prev) != args.PrevLogTerm {',
      replace: '} else if false {',
    },
  ],

  'whole-log-every-time': [
    {
      file: 'raft/replication.go',
      find: 'prev := rf.nextIndex[peer] - 1',
      replace: 'prev := rf.log.base()',
    },
  ],

  'commit-index-not-capped':
    'Every AppendEntries brings all that its leader has, so leaderCommit is never beyond it.',

  'applied-before-commit': [
    {
      file: 'raft/replication.go',
      find: 'rf.log.append(entries[i:]...)\n',
      replace: `rf.log.append(entries[i:]...)
		rf.commitIndex = rf.log.last()
		rf.applyCond.Signal()
`,
    },
  ],

  'backs-up-one-per-heartbeat': [
    {
      file: 'raft/replication.go',
      find: `max(rf.matchIndex[peer]+1, rf.backUp(args.PrevLogIndex, &reply))
		rf.sendCond.Broadcast()
`,
      replace: `args.PrevLogIndex
		return false
`,
    },
    {
      file: 'raft/replication.go',
      find: 'time.Sleep(heartbeatPause / 2)',
      replace: 'time.Sleep(10 * heartbeatPause)',
    },
  ],

  'start-returns-wrong-index': [
    {
      file: 'raft/raft.go',
      find: 'return rf.log.last(), rf.currentTerm, true',
      replace: 'return rf.log.last() - 1, rf.currentTerm, true',
    },
  ],

  'async-start': 'Go has no promises: Start returns what it returns.',

  'two-applied-out-of-order': [
    {
      file: 'raft/snapshot.go',
      find: 'rf.applyCh <- msg\n',
      replace: `if msg.CommandValid && rf.commitIndex > rf.lastApplied && !rf.hasNewSnapshot {
			second := rf.nextMessage()
			rf.applyCh <- second
		}
		rf.applyCh <- msg
`,
    },
  ],

  'conflicting-tail-kept': [
    {
      file: 'raft/replication.go',
      find: 'rf.log.cut(index)\n',
      replace: `rf.log.Entries[index-rf.log.base()] = entry
			rf.persist()
			continue
`,
    },
  ],

  'past-append-taken': [
    {
      file: 'raft/replication.go',
      find: 'if term < rf.currentTerm {',
      replace: 'if term < rf.currentTerm && rf.role != follower {',
    },
  ],

  'heartbeats-unchecked': [
    {
      file: 'raft/replication.go',
      find: 'prev, entries := args.PrevLogIndex, args.Entries\n',
      replace: `prev, entries := args.PrevLogIndex, args.Entries
	if len(entries) == 0 {
		reply.Success = true
		if commit := min(args.LeaderCommit, rf.log.last()); commit > rf.commitIndex {
			rf.commitIndex = commit
			rf.applyCond.Signal()
		}
		return
	}
`,
    },
  ],

  'terms-compared-as-text': [
    {
      file: 'raft/election.go',
      find: 'return lastTerm > rf.log.lastTerm()',
      replace: 'return strconv.Itoa(lastTerm) > strconv.Itoa(rf.log.lastTerm())',
    },
    {
      file: 'raft/election.go',
      find: 'import "time"',
      replace: 'import (\n\t"strconv"\n\t"time"\n)',
    },
  ],

  'commit-announced-once': [
    {
      file: 'raft/raft.go',
      find: 'matchIndex []int\n',
      replace: 'matchIndex []int\n\tannounced  [16]int\n',
    },
    {
      file: 'raft/replication.go',
      find: 'LeaderCommit: rf.commitIndex,\n\t}\n',
      replace: `LeaderCommit: rf.commitIndex,
	}
	if rf.announced[peer] == rf.commitIndex {
		args.LeaderCommit = 0
	}
	rf.announced[peer] = rf.commitIndex
`,
    },
  ],

  'next-index-stays-below-match': 'Any success sets nextIndex behind matchIndex again.',
}
