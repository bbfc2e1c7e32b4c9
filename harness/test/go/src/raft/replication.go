package raft

import "time"

// AppendEntriesArgs is as in Fig. 2.
type AppendEntriesArgs struct {
	Term         int
	LeaderId     int
	PrevLogIndex int
	PrevLogTerm  int
	Entries      []Entry
	LeaderCommit int
}

// AppendEntriesReply is as in Fig. 2, with the hint that the end of §5.3 speaks of.
type AppendEntriesReply struct {
	Term    int
	Success bool
	// Where the leader should look next: the first index of the term that is in the way, which
	// is ConflictTerm, or the end of the log, with a ConflictTerm of -1.
	ConflictIndex int
	ConflictTerm  int
}

// AppendEntries answers a leader.
func (rf *Raft) AppendEntries(args *AppendEntriesArgs, reply *AppendEntriesReply) {
	rf.mu.Lock()
	defer rf.mu.Unlock()
	if !rf.hearLeader(args.Term) {
		reply.Term = rf.currentTerm
		return
	}
	reply.Term = rf.currentTerm
	prev, entries := args.PrevLogIndex, args.Entries
	if prev > rf.log.last() {
		reply.ConflictIndex, reply.ConflictTerm = rf.log.last()+1, -1
		return
	}
	if prev < rf.log.base() {
		// The snapshot covers these; what it covers is committed, so it is the same.
		covered := min(rf.log.base()-prev, len(entries))
		entries = entries[covered:]
		prev += covered
	} else if rf.log.term(prev) != args.PrevLogTerm {
		reply.ConflictIndex = rf.log.firstOfTerm(prev)
		reply.ConflictTerm = rf.log.term(prev)
		return
	}
	rf.takeEntries(prev, entries)
	reply.Success = true
	if commit := min(args.LeaderCommit, prev+len(entries)); commit > rf.commitIndex {
		rf.commitIndex = commit
		rf.applyCond.Signal()
	}
}

// hearLeader is false for a leader of an old term.
func (rf *Raft) hearLeader(term int) bool {
	if term < rf.currentTerm {
		return false
	}
	rf.becomeFollower(term)
	rf.resetDeadline()
	return true
}

// takeEntries puts entries behind an index. The log is cut only where it really differs.
func (rf *Raft) takeEntries(prev int, entries []Entry) {
	for i, entry := range entries {
		index := prev + 1 + i
		if rf.log.has(index) {
			if rf.log.term(index) == entry.Term {
				continue
			}
			rf.log.cut(index)
		}
		rf.log.append(entries[i:]...)
		rf.persist()
		return
	}
}

// replicateTo sends new entries to one follower as soon as they are there. It waits for the answer,
// so that what comes together goes together. What gets lost is sent again by the heartbeats.
func (rf *Raft) replicateTo(peer int) {
	for {
		rf.mu.Lock()
		for !rf.killed() && !(rf.role == leader && rf.nextIndex[peer] <= rf.log.last()) {
			rf.sendCond.Wait()
		}
		term := rf.currentTerm
		rf.mu.Unlock()
		if rf.killed() {
			return
		}
		if !rf.bringUpToDate(peer, term) {
			time.Sleep(heartbeatPause / 2)
		}
	}
}

// bringUpToDate sends one RPC to a follower: what it lacks, or nothing. It is false when no answer
// came.
func (rf *Raft) bringUpToDate(peer, term int) bool {
	rf.mu.Lock()
	if rf.role != leader || rf.currentTerm != term {
		rf.mu.Unlock()
		return true
	}
	if rf.nextIndex[peer] <= rf.log.base() {
		args := rf.snapshotArgs()
		rf.mu.Unlock()
		return rf.sendSnapshot(peer, args)
	}
	prev := rf.nextIndex[peer] - 1
	args := &AppendEntriesArgs{
		Term:         rf.currentTerm,
		LeaderId:     rf.me,
		PrevLogIndex: prev,
		PrevLogTerm:  rf.log.term(prev),
		Entries:      rf.log.from(prev + 1),
		LeaderCommit: rf.commitIndex,
	}
	rf.mu.Unlock()
	return rf.sendEntries(peer, args)
}

func (rf *Raft) sendEntries(peer int, args *AppendEntriesArgs) bool {
	reply := AppendEntriesReply{}
	if !rf.peers[peer].Call("Raft.AppendEntries", args, &reply) {
		return false
	}
	rf.mu.Lock()
	defer rf.mu.Unlock()
	if !rf.stillLeads(args.Term, reply.Term) {
		return true
	}
	if reply.Success {
		rf.advanceMatch(peer, args.PrevLogIndex+len(args.Entries))
	} else if args.PrevLogIndex == rf.nextIndex[peer]-1 {
		rf.nextIndex[peer] = max(rf.matchIndex[peer]+1, rf.backUp(args.PrevLogIndex, &reply))
		rf.sendCond.Broadcast()
	}
	return true
}

// stillLeads tells whether a reply to a request of a term still matters.
func (rf *Raft) stillLeads(asked, answered int) bool {
	if answered > rf.currentTerm {
		rf.becomeFollower(answered)
	}
	return rf.role == leader && rf.currentTerm == asked
}

// backUp is where to try next after a follower has rejected entries behind an index.
func (rf *Raft) backUp(prev int, reply *AppendEntriesReply) int {
	if reply.ConflictTerm >= 0 && rf.log.has(prev) {
		if last := rf.log.lastOfTerm(reply.ConflictTerm, prev); last >= 0 {
			return last + 1
		}
	}
	return reply.ConflictIndex
}

// advanceMatch notes that a follower has the log up to an index.
func (rf *Raft) advanceMatch(peer, match int) {
	rf.matchIndex[peer] = max(rf.matchIndex[peer], match)
	rf.nextIndex[peer] = max(rf.nextIndex[peer], rf.matchIndex[peer]+1)
	rf.advanceCommit()
	rf.sendCond.Broadcast()
}

// advanceCommit commits what a majority has. Only an entry of the leader's own term counts, §5.4.2.
func (rf *Raft) advanceCommit() {
	for index := rf.log.last(); index > rf.commitIndex; index-- {
		if rf.log.term(index) != rf.currentTerm {
			return
		}
		count := 1
		for peer := range rf.peers {
			if peer != rf.me && rf.matchIndex[peer] >= index {
				count++
			}
		}
		if count > len(rf.peers)/2 {
			rf.commitIndex = index
			rf.applyCond.Signal()
			return
		}
	}
}
