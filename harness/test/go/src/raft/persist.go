package raft

import (
	"bytes"

	"6.5840/labgob"
)

// persist saves what must outlive a crash, Fig. 2. It is called wherever that changes, before an
// answer or a request tells anybody of it.
func (rf *Raft) persist() {
	if rf.killed() {
		return
	}
	w := new(bytes.Buffer)
	e := labgob.NewEncoder(w)
	e.Encode(rf.currentTerm)
	e.Encode(rf.votedFor)
	e.Encode(rf.log)
	rf.persister.Save(w.Bytes(), rf.snapshot)
}

// restore reads what a former life has saved.
func (rf *Raft) restore() {
	data := rf.persister.ReadRaftState()
	if len(data) == 0 {
		return
	}
	var term, votedFor int
	var log entryLog
	d := labgob.NewDecoder(bytes.NewBuffer(data))
	if d.Decode(&term) != nil || d.Decode(&votedFor) != nil || d.Decode(&log) != nil {
		panic("raft: what was saved cannot be read")
	}
	rf.currentTerm, rf.votedFor, rf.log = term, votedFor, log
	rf.snapshot = rf.persister.ReadSnapshot()
}
