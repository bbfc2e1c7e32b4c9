/** Acknowledged and lost, or lost and not repeated, on the Raft in Go. */
import type { Realisation } from '../../entry.ts'

const TAKE = '\trf.takeEntries(prev, entries)'

export const kept: Readonly<Record<string, Realisation>> = {
  // It counts as there what has left, so that it leaves again only when it is refused.
  'lost-append-not-repeated': [
    {
      file: 'raft/replication.go',
      find: '\treply := AppendEntriesReply{}\n',
      replace: `	reply := AppendEntriesReply{}
	rf.mu.Lock()
	if rf.role == leader && rf.currentTerm == args.Term {
		rf.nextIndex[peer] = args.PrevLogIndex + len(args.Entries) + 1
	}
	rf.mu.Unlock()
`,
    },
    {
      file: 'raft/replication.go',
      find: 'else if args.PrevLogIndex == rf.nextIndex[peer]-1 {',
      replace: 'else if args.PrevLogIndex < rf.log.last() && rf.log.has(args.PrevLogIndex) {',
    },
  ],

  'sent-again-not-stored': [
    {
      file: 'raft/replication.go',
      find: TAKE,
      replace: `	if args.PrevLogIndex < rf.commitIndex {
		reply.Success = true
		return
	}
${TAKE}`,
    },
  ],

  'uncommitted-dropped-at-new-term': [
    {
      file: 'raft/raft.go',
      find: '\tif term > rf.currentTerm {\n',
      replace: `	if term > rf.currentTerm {
		if known := max(rf.commitIndex, rf.log.base()); known < rf.log.last() {
			rf.log.cut(known + 1)
		}
`,
    },
  ],

  'replaced-entries-not-persisted': [
    {
      file: 'raft/replication.go',
      find: '\tfor i, entry := range entries {\n',
      replace: '\tlast := rf.log.last()\n\tfor i, entry := range entries {\n',
    },
    {
      file: 'raft/replication.go',
      find: '\t\trf.persist()\n\t\treturn\n',
      replace: '\t\tif rf.log.last() > last {\n\t\t\trf.persist()\n\t\t}\n\t\treturn\n',
    },
  ],

  'sent-again-below-snapshot-not-stored': [
    {
      file: 'raft/replication.go',
      find: TAKE,
      replace: `	if args.PrevLogIndex < rf.log.base() {
		reply.Success = true
		return
	}
${TAKE}`,
    },
  ],
}
