/** The kinds of 2A on the Raft in Go. */
import type { Realisation } from '../../entry.ts'

export const elections: Readonly<Record<string, Realisation>> = {
  'second-vote-in-a-term': [
    {
      file: 'raft/election.go',
      find: 'if rf.votedFor != nobody && rf.votedFor != args.CandidateId {',
      replace: 'if false {',
    },
  ],

  'election-timeout-not-random': [
    {
      file: 'raft/raft.go',
      find: 'time.Duration(rand.Int63n(int64(electionTimeoutMin)))',
      replace: '0*time.Duration(rand.Int63n(2))',
    },
  ],

  'higher-term-in-reply-ignored': [
    {
      file: 'raft/replication.go',
      find: 'if answered > rf.currentTerm {\n\t\trf.becomeFollower(answered)\n\t}\n',
      replace: '',
    },
    {
      file: 'raft/election.go',
      find: 'if reply.Term > rf.currentTerm {\n\t\t\t\trf.becomeFollower(reply.Term)\n\t\t\t}\n',
      replace: '',
    },
  ],

  'candidate-does-not-yield': [
    {
      file: 'raft/replication.go',
      find: 'if term < rf.currentTerm {',
      replace: 'if term < rf.currentTerm || (term == rf.currentTerm && rf.role == candidate) {',
    },
  ],

  'no-heartbeats': [
    { file: 'raft/election.go', find: 'go rf.sendHeartbeats(rf.currentTerm)', replace: '' },
  ],

  'candidate-votes-for-rival': [
    {
      file: 'raft/election.go',
      find: 'rf.votedFor = rf.me\n',
      replace: 'rf.votedFor = nobody\n',
    },
  ],

  'vote-freed-by-heartbeat': [
    {
      file: 'raft/raft.go',
      find: 'if term > rf.currentTerm {',
      replace: 'if term >= rf.currentTerm {',
    },
  ],

  'voter-counted-twice': [
    {
      file: 'raft/election.go',
      find: 'go func(peer int) {\n',
      replace: `for _, wait := range []time.Duration{0, 80, 160, 240} {
			go func(peer int, wait time.Duration) {
			time.Sleep(wait * time.Millisecond)
			rf.mu.Lock()
			isOpen := rf.role == candidate && rf.currentTerm == args.Term
			rf.mu.Unlock()
			if !isOpen {
				return
			}
`,
    },
    { file: 'raft/election.go', find: '}(peer)\n', replace: '}(peer, wait)\n}\n' },
  ],

  'pre-vote-taken-for-election': 'It has no pre-vote.',

  'pre-vote-frees-vote': 'It has no pre-vote.',
  'refused-vote-resets-timer': [
    {
      file: 'raft/election.go',
      find: '\treply.Term = rf.currentTerm\n\tif args.Term < rf.currentTerm {\n',
      replace: `	rf.resetDeadline()
	reply.Term = rf.currentTerm
	if args.Term < rf.currentTerm {
`,
    },
  ],

  'heartbeats-of-ended-office': [
    {
      file: 'raft/election.go',
      find: `		if rf.role != leader || rf.currentTerm != term {
			rf.mu.Unlock()
			return
		}
`,
      replace: `		if rf.role != leader {
			rf.mu.Unlock()
			time.Sleep(heartbeatPause)
			continue
		}
		term = rf.currentTerm
`,
    },
  ],
}
