/** The kinds of 2C about persistence on the Raft in Go. */
import type { Realisation } from '../../entry.ts'

/** Saves a moment later, when the reply has left. */
const LATER = `time.AfterFunc(time.Millisecond, func() {
		rf.mu.Lock()
		rf.persist()
		rf.mu.Unlock()
	})
`

const VOTE = 'rf.votedFor = args.CandidateId\n'
const RESTORED = 'rf.currentTerm, rf.votedFor, rf.log = term, votedFor, log'

export const persistence: Readonly<Record<string, Realisation>> = {
  'vote-not-persisted': [
    { file: 'raft/election.go', find: `${VOTE}\trf.persist()\n`, replace: VOTE },
  ],

  'vote-saved-after-reply': [
    { file: 'raft/election.go', find: `${VOTE}\trf.persist()\n`, replace: `${VOTE}\t${LATER}` },
  ],

  'vote-not-restored': [
    { file: 'raft/persist.go', find: RESTORED, replace: 'rf.currentTerm, rf.log = term, log' },
  ],

  'vote-not-reset': [
    {
      file: 'raft/raft.go',
      find: 'rf.currentTerm = term\n\t\trf.votedFor = nobody\n',
      replace: 'rf.currentTerm = term\n',
    },
  ],

  'term-not-persisted': [
    {
      file: 'raft/raft.go',
      find: 'rf.votedFor = nobody\n\t\trf.persist()\n',
      replace: 'rf.votedFor = nobody\n',
    },
  ],

  'term-not-restored': [
    { file: 'raft/persist.go', find: RESTORED, replace: 'rf.votedFor, rf.log = votedFor, log' },
  ],

  'append-not-persisted': [
    {
      file: 'raft/replication.go',
      find: 'rf.log.append(entries[i:]...)\n\t\trf.persist()\n',
      replace: 'rf.log.append(entries[i:]...)\n',
    },
  ],

  'start-not-persisted': [
    {
      file: 'raft/raft.go',
      find: 'rf.log.append(Entry{rf.currentTerm, command})\n\trf.persist()\n',
      replace: 'rf.log.append(Entry{rf.currentTerm, command})\n',
    },
  ],

  'saves-after-reply': [
    {
      file: 'raft/replication.go',
      find: 'rf.log.append(entries[i:]...)\n\t\trf.persist()\n',
      replace: `rf.log.append(entries[i:]...)\n\t${LATER}`,
    },
  ],

  'own-vote-not-persisted': [
    {
      file: 'raft/persist.go',
      find: 'e.Encode(rf.votedFor)\n',
      replace: `vote := rf.votedFor
	if vote == rf.me {
		vote = nobody
	}
	e.Encode(vote)
`,
    },
  ],

  'candidacy-not-persisted': [
    {
      file: 'raft/election.go',
      find: 'rf.votedFor = rf.me\n\trf.persist()\n',
      replace: 'rf.votedFor = rf.me\n',
    },
  ],

  'vote-of-known-term-not-persisted': [
    {
      file: 'raft/election.go',
      find: 'if args.Term > rf.currentTerm {\n',
      replace: 'isNew := args.Term > rf.currentTerm\n\tif isNew {\n',
    },
    {
      file: 'raft/election.go',
      find: `${VOTE}\trf.persist()\n`,
      replace: `${VOTE}\tif isNew {\n\t\trf.persist()\n\t}\n`,
    },
  ],
}
