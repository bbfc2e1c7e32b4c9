package raft

import "time"

// nobody has got the vote.
const nobody = -1

// RequestVoteArgs is as in Fig. 2.
type RequestVoteArgs struct {
	Term         int
	CandidateId  int
	LastLogIndex int
	LastLogTerm  int
}

// RequestVoteReply is as in Fig. 2.
type RequestVoteReply struct {
	Term        int
	VoteGranted bool
}

// RequestVote answers a candidate.
func (rf *Raft) RequestVote(args *RequestVoteArgs, reply *RequestVoteReply) {
	rf.mu.Lock()
	defer rf.mu.Unlock()
	if args.Term > rf.currentTerm {
		rf.becomeFollower(args.Term)
	}
	reply.Term = rf.currentTerm
	if args.Term < rf.currentTerm {
		return
	}
	if rf.votedFor != nobody && rf.votedFor != args.CandidateId {
		return
	}
	if !rf.isUpToDate(args.LastLogTerm, args.LastLogIndex) {
		return
	}
	rf.votedFor = args.CandidateId
	rf.persist()
	rf.resetDeadline()
	reply.VoteGranted = true
}

// isUpToDate tells whether a log that ends so may be the leader's, §5.4.1.
func (rf *Raft) isUpToDate(lastTerm, lastIndex int) bool {
	if lastTerm != rf.log.lastTerm() {
		return lastTerm > rf.log.lastTerm()
	}
	return lastIndex >= rf.log.last()
}

// watchElection starts an election whenever no leader was heard of for too long.
func (rf *Raft) watchElection() {
	for !rf.killed() {
		time.Sleep(tick)
		rf.mu.Lock()
		if rf.role != leader && time.Now().After(rf.deadline) {
			rf.startElection()
		}
		rf.mu.Unlock()
	}
}

// startElection asks all others for their votes at the same time.
func (rf *Raft) startElection() {
	rf.role = candidate
	rf.currentTerm++
	rf.votedFor = rf.me
	rf.persist()
	rf.resetDeadline()
	args := RequestVoteArgs{rf.currentTerm, rf.me, rf.log.last(), rf.log.lastTerm()}
	votes := 1
	for peer := range rf.peers {
		if peer == rf.me {
			continue
		}
		go func(peer int) {
			reply := RequestVoteReply{}
			if !rf.peers[peer].Call("Raft.RequestVote", &args, &reply) {
				return
			}
			rf.mu.Lock()
			defer rf.mu.Unlock()
			if reply.Term > rf.currentTerm {
				rf.becomeFollower(reply.Term)
			}
			if rf.role != candidate || rf.currentTerm != args.Term || !reply.VoteGranted {
				return
			}
			votes++
			if votes > len(rf.peers)/2 {
				rf.becomeLeader()
			}
		}(peer)
	}
}

func (rf *Raft) becomeLeader() {
	rf.role = leader
	for peer := range rf.peers {
		rf.nextIndex[peer] = rf.log.last() + 1
		rf.matchIndex[peer] = 0
	}
	go rf.sendHeartbeats(rf.currentTerm)
}

// sendHeartbeats goes on as long as the server leads in this term.
func (rf *Raft) sendHeartbeats(term int) {
	for !rf.killed() {
		rf.mu.Lock()
		if rf.role != leader || rf.currentTerm != term {
			rf.mu.Unlock()
			return
		}
		for peer := range rf.peers {
			if peer != rf.me {
				go rf.bringUpToDate(peer, term)
			}
		}
		rf.mu.Unlock()
		time.Sleep(heartbeatPause)
	}
}
