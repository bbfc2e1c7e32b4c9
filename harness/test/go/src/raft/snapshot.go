package raft

// InstallSnapshotArgs is as in Fig. 13, but the snapshot is sent whole.
type InstallSnapshotArgs struct {
	Term              int
	LeaderId          int
	LastIncludedIndex int
	LastIncludedTerm  int
	Data              []byte
}

// InstallSnapshotReply is as in Fig. 13.
type InstallSnapshotReply struct {
	Term int
}

// Snapshot is called by the service: it has put everything up to index into a snapshot, and the log
// up to there is not needed any more.
func (rf *Raft) Snapshot(index int, snapshot []byte) {
	rf.mu.Lock()
	defer rf.mu.Unlock()
	if index <= rf.log.base() || index > rf.lastApplied {
		return
	}
	rf.log.cover(index, rf.log.term(index))
	rf.snapshot = snapshot
	rf.persist()
}

// InstallSnapshot answers a leader that has dropped what this server lacks.
func (rf *Raft) InstallSnapshot(args *InstallSnapshotArgs, reply *InstallSnapshotReply) {
	rf.mu.Lock()
	defer rf.mu.Unlock()
	if !rf.hearLeader(args.Term) {
		reply.Term = rf.currentTerm
		return
	}
	reply.Term = rf.currentTerm
	if args.LastIncludedIndex <= rf.commitIndex {
		return
	}
	rf.log.cover(args.LastIncludedIndex, args.LastIncludedTerm)
	rf.snapshot = args.Data
	rf.commitIndex = args.LastIncludedIndex
	rf.hasNewSnapshot = true
	rf.persist()
	rf.applyCond.Signal()
}

func (rf *Raft) snapshotArgs() *InstallSnapshotArgs {
	base := rf.log.base()
	return &InstallSnapshotArgs{rf.currentTerm, rf.me, base, rf.log.term(base), rf.snapshot}
}

func (rf *Raft) sendSnapshot(peer int, args *InstallSnapshotArgs) bool {
	reply := InstallSnapshotReply{}
	if !rf.peers[peer].Call("Raft.InstallSnapshot", args, &reply) {
		return false
	}
	rf.mu.Lock()
	defer rf.mu.Unlock()
	if rf.stillLeads(args.Term, reply.Term) {
		rf.advanceMatch(peer, args.LastIncludedIndex)
	}
	return true
}

// apply is the only goroutine that sends on applyCh, so that the order is right. It never holds the
// mutex while it sends.
func (rf *Raft) apply() {
	for {
		rf.mu.Lock()
		for !rf.killed() && !rf.hasNewSnapshot && rf.lastApplied >= rf.commitIndex {
			rf.applyCond.Wait()
		}
		msg := rf.nextMessage()
		rf.mu.Unlock()
		if rf.killed() {
			return
		}
		rf.applyCh <- msg
	}
}

// nextMessage is what the service is to get next. It counts as applied from now on.
func (rf *Raft) nextMessage() ApplyMsg {
	if rf.hasNewSnapshot {
		rf.hasNewSnapshot = false
		rf.lastApplied = rf.log.base()
		return ApplyMsg{
			SnapshotValid: true,
			Snapshot:      rf.snapshot,
			SnapshotTerm:  rf.log.term(rf.log.base()),
			SnapshotIndex: rf.log.base(),
		}
	}
	if rf.killed() {
		return ApplyMsg{}
	}
	rf.lastApplied++
	return ApplyMsg{
		CommandValid: true,
		Command:      rf.log.at(rf.lastApplied).Command,
		CommandIndex: rf.lastApplied,
	}
}
