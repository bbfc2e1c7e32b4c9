// Package rsm is what the services have in common: a state machine that is kept alike on several
// servers by Raft. A service submits operations and is asked to apply what is committed.
package rsm

import (
	"sync"
	"sync/atomic"
	"time"

	"6.5840/labgob"
	"6.5840/labrpc"
	"6.5840/raft"
)

// How often a waiting request looks whether its server still leads.
const look = 100 * time.Millisecond

// Machine is a service. Its methods are called by one goroutine, in the order of the log.
type Machine interface {
	// Apply carries out an operation. What it does depends on nothing but the log.
	Apply(op interface{}) interface{}
	Snapshot() []byte
	Restore(snapshot []byte)
}

// Entry is what stands in the log: an operation, and who has put it there.
type Entry struct {
	Server int
	Number int64
	Op     interface{}
}

type waiting struct {
	number int64
	result chan interface{}
}

// RSM is one server.
type RSM struct {
	rf        *raft.Raft
	me        int
	persister *raft.Persister
	applyCh   chan raft.ApplyMsg
	// The log is cut when the saved state has so many bytes; -1 for never.
	stateMax int
	machine  Machine
	dead     int32

	mu      sync.Mutex
	number  int64
	waiting map[int]waiting
}

func init() {
	labgob.Register(Entry{})
}

// Make starts a server. The machine is restored from a snapshot before it returns.
func Make(servers []*labrpc.ClientEnd, me int, persister *raft.Persister, stateMax int,
	machine Machine) *RSM {
	r := &RSM{
		me:        me,
		persister: persister,
		applyCh:   make(chan raft.ApplyMsg),
		stateMax:  stateMax,
		machine:   machine,
		waiting:   map[int]waiting{},
		// No two lives of a server use the same numbers.
		number: time.Now().UnixNano(),
	}
	if snapshot := persister.ReadSnapshot(); len(snapshot) > 0 {
		machine.Restore(snapshot)
	}
	r.rf = raft.Make(servers, me, persister, r.applyCh)
	go r.applyAll()
	return r
}

// Raft is the Raft that it stands on.
func (r *RSM) Raft() *raft.Raft {
	return r.rf
}

// Kill tells that the server is no longer needed.
func (r *RSM) Kill() {
	atomic.StoreInt32(&r.dead, 1)
	r.rf.Kill()
}

// Killed tells whether it is.
func (r *RSM) Killed() bool {
	return atomic.LoadInt32(&r.dead) == 1
}

// Leads tells whether this server believes it is the leader.
func (r *RSM) Leads() bool {
	_, leads := r.rf.GetState()
	return leads && !r.Killed()
}

// Submit has an operation committed and applied, and returns what came of it. It is false when this
// server is not the leader, or ceases to be: then the operation may still be applied some day.
func (r *RSM) Submit(op interface{}) (interface{}, bool) {
	r.mu.Lock()
	r.number++
	index, term, isLeader := r.rf.Start(Entry{r.me, r.number, op})
	if !isLeader {
		r.mu.Unlock()
		return nil, false
	}
	w := waiting{r.number, make(chan interface{}, 1)}
	if old, ok := r.waiting[index]; ok {
		close(old.result)
	}
	r.waiting[index] = w
	r.mu.Unlock()

	for {
		select {
		case result, ok := <-w.result:
			return result, ok
		case <-time.After(look):
			if now, leads := r.rf.GetState(); !leads || now != term || r.Killed() {
				return nil, false
			}
		}
	}
}

// applyAll carries out what Raft delivers.
func (r *RSM) applyAll() {
	for msg := range r.applyCh {
		if r.Killed() {
			return
		}
		if msg.SnapshotValid {
			r.machine.Restore(msg.Snapshot)
			continue
		}
		entry, ok := msg.Command.(Entry)
		if !ok {
			continue
		}
		r.answer(msg.CommandIndex, entry, r.machine.Apply(entry.Op))
		if r.stateMax >= 0 && r.persister.RaftStateSize() >= r.stateMax {
			r.rf.Snapshot(msg.CommandIndex, r.machine.Snapshot())
		}
	}
}

// answer wakes who waits at an index. If another entry came there, its own will not.
func (r *RSM) answer(index int, entry Entry, result interface{}) {
	r.mu.Lock()
	defer r.mu.Unlock()
	w, ok := r.waiting[index]
	if !ok {
		return
	}
	delete(r.waiting, index)
	if entry.Server == r.me && entry.Number == w.number {
		w.result <- result
	} else {
		close(w.result)
	}
}
