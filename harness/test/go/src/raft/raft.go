// Package raft keeps a log identical on several servers. It is a right solution of lab 2 in Go, in
// the manner of a student: one mutex, condition variables, and goroutines that sleep. Numbers of
// figures and sections are those of the extended Raft paper.
package raft

import (
	"math/rand"
	"sync"
	"sync/atomic"
	"time"

	"6.5840/labrpc"
)

// ApplyMsg is what the service reads from applyCh: a command, or a snapshot in place of many.
type ApplyMsg struct {
	CommandValid bool
	Command      interface{}
	CommandIndex int

	SnapshotValid bool
	Snapshot      []byte
	SnapshotTerm  int
	SnapshotIndex int
}

type role int

const (
	follower role = iota
	candidate
	leader
)

const (
	// Ten a second, as many as are allowed.
	heartbeatPause = 100 * time.Millisecond
	// An election timeout lies between this and twice as much.
	electionTimeoutMin = 350 * time.Millisecond
	// How often the election timeout is looked at.
	tick = 15 * time.Millisecond
)

// Raft is one server. Every field below mu is only touched by who holds it.
type Raft struct {
	peers     []*labrpc.ClientEnd
	me        int
	persister *Persister
	applyCh   chan ApplyMsg
	dead      int32

	mu sync.Mutex
	// Something is to be applied, or the server was killed.
	applyCond *sync.Cond
	// There is something to send to a follower, or the server was killed.
	sendCond *sync.Cond

	// On disk, Fig. 2.
	currentTerm int
	votedFor    int
	log         entryLog
	snapshot    []byte

	role        role
	deadline    time.Time
	commitIndex int
	lastApplied int
	// A snapshot came from the leader that the service has not got yet.
	hasNewSnapshot bool

	// Of a leader, by follower.
	nextIndex  []int
	matchIndex []int
}

// Make starts a server. It returns at once; what was saved is restored by then.
func Make(peers []*labrpc.ClientEnd, me int, persister *Persister, applyCh chan ApplyMsg) *Raft {
	rf := &Raft{peers: peers, me: me, persister: persister, applyCh: applyCh}
	rf.applyCond = sync.NewCond(&rf.mu)
	rf.sendCond = sync.NewCond(&rf.mu)
	rf.votedFor = nobody
	rf.log = newLog()
	rf.restore()
	rf.commitIndex = rf.log.base()
	rf.lastApplied = rf.log.base()
	rf.nextIndex = make([]int, len(peers))
	rf.matchIndex = make([]int, len(peers))
	rf.resetDeadline()

	go rf.watchElection()
	go rf.apply()
	for peer := range peers {
		if peer != me {
			go rf.replicateTo(peer)
		}
	}
	return rf
}

// GetState returns the current term and whether this server believes it is the leader.
func (rf *Raft) GetState() (int, bool) {
	rf.mu.Lock()
	defer rf.mu.Unlock()
	return rf.currentTerm, rf.role == leader
}

// Start puts a command into the log, if this server is the leader. It returns the index that the
// command will have if it is ever committed, and the term.
func (rf *Raft) Start(command interface{}) (int, int, bool) {
	rf.mu.Lock()
	defer rf.mu.Unlock()
	if rf.role != leader || rf.killed() {
		return -1, rf.currentTerm, false
	}
	rf.log.append(Entry{rf.currentTerm, command})
	rf.persist()
	rf.advanceCommit()
	rf.sendCond.Broadcast()
	return rf.log.last(), rf.currentTerm, true
}

// Kill tells that the server is no longer needed.
func (rf *Raft) Kill() {
	atomic.StoreInt32(&rf.dead, 1)
	rf.mu.Lock()
	defer rf.mu.Unlock()
	rf.applyCond.Broadcast()
	rf.sendCond.Broadcast()
}

func (rf *Raft) killed() bool {
	return atomic.LoadInt32(&rf.dead) == 1
}

// becomeFollower takes over a newer term, in which no vote was given yet.
func (rf *Raft) becomeFollower(term int) {
	rf.role = follower
	if term > rf.currentTerm {
		rf.currentTerm = term
		rf.votedFor = nobody
		rf.persist()
	}
}

func (rf *Raft) resetDeadline() {
	timeout := electionTimeoutMin + time.Duration(rand.Int63n(int64(electionTimeoutMin)))
	rf.deadline = time.Now().Add(timeout)
}

func max(a, b int) int {
	if a > b {
		return a
	}
	return b
}

func min(a, b int) int {
	if a < b {
		return a
	}
	return b
}
