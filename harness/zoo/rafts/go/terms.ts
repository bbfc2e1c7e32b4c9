/** The kinds of 2C about terms, late messages and what counts as committed, on the Raft in Go. */
import type { Realisation } from '../../entry.ts'

export const terms: Readonly<Record<string, Realisation>> = {
  'commits-old-terms-by-counting': [
    {
      file: 'raft/replication.go',
      find: 'if rf.log.term(index) != rf.currentTerm {\n\t\t\treturn\n\t\t}\n',
      replace: '',
    },
  ],

  'reply-of-old-term-used': [
    {
      file: 'raft/replication.go',
      find: 'return rf.role == leader && rf.currentTerm == asked',
      replace: 'return rf.role == leader',
    },
  ],

  // nextIndex stays right, or followers would miss entries even when nothing is late.
  'match-from-own-log': [
    {
      file: 'raft/replication.go',
      find: 'rf.advanceMatch(peer, args.PrevLogIndex+len(args.Entries))',
      replace: `rf.matchIndex[peer] = rf.log.last()
		rf.nextIndex[peer] = max(rf.nextIndex[peer], args.PrevLogIndex+len(args.Entries)+1)
		rf.advanceCommit()
		rf.sendCond.Broadcast()`,
    },
    {
      file: 'raft/replication.go',
      find: 'max(rf.matchIndex[peer]+1, rf.backUp(args.PrevLogIndex, &reply))',
      replace: 'rf.backUp(args.PrevLogIndex, &reply)',
    },
  ],

  'match-index-moves-back': [
    {
      file: 'raft/replication.go',
      find: 'rf.matchIndex[peer] = max(rf.matchIndex[peer], match)',
      replace: 'rf.matchIndex[peer] = match',
    },
  ],

  'votes-of-old-term-counted': [
    {
      file: 'raft/election.go',
      find: 'if rf.role != candidate || rf.currentTerm != args.Term || !reply.VoteGranted {',
      replace: 'if rf.role != candidate || !reply.VoteGranted {',
    },
  ],

  'stale-append-truncates': [
    {
      file: 'raft/replication.go',
      find: 'func (rf *Raft) takeEntries(prev int, entries []Entry) {\n',
      replace: `func (rf *Raft) takeEntries(prev int, entries []Entry) {
	if prev < rf.log.last() {
		rf.log.cut(prev + 1)
		rf.persist()
	}
`,
    },
  ],

  'dead-instance-goes-on': 'the labs in Go advise silence after Kill(), and do not ask for it',

  'last-entry-of-term-commits-all': [
    {
      file: 'raft/replication.go',
      find: 'if rf.log.term(index) != rf.currentTerm {',
      replace: 'if rf.log.lastTerm() != rf.currentTerm {',
    },
  ],

  'past-heartbeats-heeded': [
    {
      file: 'raft/replication.go',
      find: 'if term < rf.currentTerm {\n',
      replace: 'if term < rf.currentTerm {\n\t\trf.resetDeadline()\n',
    },
  ],

  'vote-by-commit-index': [
    {
      file: 'raft/election.go',
      find: 'if !rf.isUpToDate(args.LastLogTerm, args.LastLogIndex) {',
      replace: `index, term := rf.commitIndex, rf.log.term(rf.commitIndex)
	if args.LastLogTerm < term || (args.LastLogTerm == term && args.LastLogIndex < index) {`,
    },
  ],

  'log-committed-at-restart': [
    {
      file: 'raft/raft.go',
      find: 'rf.commitIndex = rf.log.base()',
      replace: 'rf.commitIndex = rf.log.last()',
    },
  ],

  'match-index-kept': [
    { file: 'raft/election.go', find: 'rf.matchIndex[peer] = 0\n', replace: '' },
  ],
}
