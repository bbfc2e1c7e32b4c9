/** The kinds of 2D on the Raft in Go. */
import type { Patch, Realisation } from '../../entry.ts'

const COVERED = 'rf.log.cover(args.LastIncludedIndex, args.LastIncludedTerm)'
const TOO_OLD = 'if args.LastIncludedIndex <= rf.commitIndex {'

/** An installed snapshot is all that there is. */
const TAIL_DROPPED: Patch = {
  file: 'raft/snapshot.go',
  find: COVERED,
  replace: 'rf.log = entryLog{args.LastIncludedIndex, []Entry{{args.LastIncludedTerm, nil}}}',
}

export const snapshots: Readonly<Record<string, Realisation>> = {
  'snapshot-erased-by-save': [
    {
      file: 'raft/raft.go',
      find: 'snapshot    []byte\n',
      replace: 'snapshot    []byte\n\tisNew       bool\n',
    },
    {
      file: 'raft/snapshot.go',
      find: 'rf.snapshot = snapshot\n',
      replace: 'rf.snapshot = snapshot\n\trf.isNew = true\n',
    },
    {
      file: 'raft/persist.go',
      find: 'rf.persister.Save(w.Bytes(), rf.snapshot)\n',
      replace: `if rf.isNew {
		rf.persister.Save(w.Bytes(), rf.snapshot)
	} else {
		rf.persister.Save(w.Bytes(), nil)
	}
	rf.isNew = false
`,
    },
  ],

  'old-snapshot-installed': [
    { file: 'raft/snapshot.go', find: TOO_OLD, replace: 'if args.LastIncludedIndex <= 0 {' },
  ],

  // What it goes on with is not in its log any more, and the process ends with a panic.
  'last-applied-not-advanced': [
    {
      file: 'raft/snapshot.go',
      find: 'rf.lastApplied = rf.log.base()\n',
      replace: '',
    },
  ],

  'off-by-one-after-snapshot': [
    {
      file: 'raft/log.go',
      find: 'rest = l.Entries[index-l.First+1:]',
      replace: 'rest = l.Entries[index-l.First:]',
    },
  ],

  'snapshot-term-lost': [
    {
      file: 'raft/log.go',
      find: 'append([]Entry{{term, nil}}, rest...)',
      replace: 'append([]Entry{{0, nil}}, rest...)',
    },
  ],

  'snapshot-term-not-restored': [
    {
      file: 'raft/persist.go',
      find: 'rf.currentTerm, rf.votedFor, rf.log = term, votedFor, log\n',
      replace: `rf.currentTerm, rf.votedFor, rf.log = term, votedFor, log
	rf.log.Entries[0].Term = 0
`,
    },
  ],

  // The base drops a snapshot of what is committed here. This one takes any that is not older than
  // its own, which is correct as long as the entries behind it stay.
  'install-drops-matching-tail': [
    TAIL_DROPPED,
    {
      file: 'raft/snapshot.go',
      find: TOO_OLD,
      replace: `isNews := args.LastIncludedIndex > rf.commitIndex
	if args.LastIncludedIndex < rf.log.base() {`,
    },
    {
      file: 'raft/snapshot.go',
      find: 'rf.commitIndex = args.LastIncludedIndex\n\trf.hasNewSnapshot = true\n',
      replace: `if isNews {
		rf.commitIndex = args.LastIncludedIndex
		rf.hasNewSnapshot = true
	}
`,
    },
  ],

  // What it begins with is not in its log any more, and the process ends with a panic.
  'replays-from-index-one': [
    { file: 'raft/raft.go', find: 'rf.lastApplied = rf.log.base()', replace: 'rf.lastApplied = 0' },
  ],

  'snapshot-index-unchecked': [
    {
      file: 'raft/snapshot.go',
      find: 'if index <= rf.log.base() || index > rf.lastApplied {\n\t\treturn\n\t}\n',
      replace: `term := 0
	if rf.log.has(index) {
		term = rf.log.term(index)
	}
`,
    },
    {
      file: 'raft/snapshot.go',
      find: 'rf.log.cover(index, rf.log.term(index))',
      replace: 'rf.log.cover(index, term)',
    },
  ],

  // They are put behind the snapshot, in place of what stands there.
  'entries-below-snapshot-not-skipped': [
    {
      file: 'raft/replication.go',
      find: 'entries = entries[covered:]\n\t\tprev += covered\n',
      replace: `_ = covered
		rf.log.cut(rf.log.base() + 1)
		prev = rf.log.base()
`,
    },
  ],

  'append-below-snapshot-cuts': [
    {
      file: 'raft/replication.go',
      find: 'entries = entries[covered:]\n\t\tprev += covered\n',
      replace: `entries = entries[covered:]
		prev += covered
		rf.log.cut(rf.log.base() + 1)
		rf.persist()
`,
    },
  ],

  'install-saves-old-snapshot': [
    {
      file: 'raft/snapshot.go',
      find: 'rf.snapshot = args.Data\n\trf.commitIndex',
      replace: 'rf.commitIndex',
    },
    {
      file: 'raft/snapshot.go',
      find: 'rf.hasNewSnapshot = true\n\trf.persist()\n',
      replace: 'rf.hasNewSnapshot = true\n\trf.persist()\n\trf.snapshot = args.Data\n',
    },
  ],

  'applied-snapshot-delivered': [
    {
      file: 'raft/snapshot.go',
      find: TOO_OLD,
      replace: 'if args.LastIncludedIndex <= rf.log.base() {',
    },
  ],

  'install-drops-acknowledged-tail': [TAIL_DROPPED],

  'snapshot-term-of-last-entry': [
    {
      file: 'raft/snapshot.go',
      find: 'rf.log.cover(index, rf.log.term(index))\n',
      replace: `last := rf.log.lastTerm()
	rf.log.cover(index, rf.log.term(index))
	rf.log.Entries[0].Term = last
`,
    },
  ],

  'snapshot-saved-before-log': [
    {
      file: 'raft/snapshot.go',
      find: 'rf.snapshot = snapshot\n\trf.persist()\n',
      replace: `rf.snapshot = snapshot
	rf.persister.Save(rf.persister.ReadRaftState(), snapshot)
	time.AfterFunc(time.Millisecond, func() {
		rf.mu.Lock()
		rf.persist()
		rf.mu.Unlock()
	})
`,
    },
    {
      file: 'raft/snapshot.go',
      find: 'package raft\n',
      replace: 'package raft\n\nimport "time"\n',
    },
  ],

  'match-index-of-newer-snapshot': [
    {
      file: 'raft/snapshot.go',
      find: 'rf.advanceMatch(peer, args.LastIncludedIndex)',
      replace: 'rf.advanceMatch(peer, rf.log.base())',
    },
  ],

  'append-at-start-taken-behind-snapshot': [
    {
      file: 'raft/replication.go',
      find: 'if prev < rf.log.base() {\n',
      replace: 'if prev == 0 {\n\t\tprev = rf.log.base()\n\t} else if prev < rf.log.base() {\n',
    },
  ],
}
