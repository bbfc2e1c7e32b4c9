package raft

import (
	"sync"

	"6.5840/labworld"
)

// Persister keeps what a server has saved. Every save goes out to the world, which alone outlives
// a crash. It has the names of all editions. Nobody else holds the bytes it keeps, so a save goes
// into those of the one before.
type Persister struct {
	mu        sync.Mutex
	raftState []byte
	snapshot  []byte
	isLive    bool
}

// MakePersister gives an empty one, whose saves nobody sees.
func MakePersister() *Persister { return &Persister{} }

// OpenPersister gives the one of this life, with what the lives before it have saved.
func OpenPersister(raftState, snapshot []byte) *Persister {
	return &Persister{raftState: clone(raftState), snapshot: clone(snapshot), isLive: true}
}

// An empty one is not nil, as in the course's.
func clone(data []byte) []byte { return append([]byte{}, data...) }

// Copy gives another one with the same content.
func (ps *Persister) Copy() *Persister {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	return &Persister{raftState: clone(ps.raftState), snapshot: clone(ps.snapshot)}
}

// Checkpoint is Copy, as it is called since 2026.
func (ps *Persister) Checkpoint() *Persister { return ps.Copy() }

// Save replaces both at once.
func (ps *Persister) Save(raftState []byte, snapshot []byte) {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	ps.raftState = append(ps.raftState[:0], raftState...)
	ps.snapshot = append(ps.snapshot[:0], snapshot...)
	ps.putOut()
}

// SaveStateAndSnapshot is Save, as it was called until 2022.
func (ps *Persister) SaveStateAndSnapshot(state []byte, snapshot []byte) { ps.Save(state, snapshot) }

// SaveRaftState replaces the state and leaves the snapshot.
func (ps *Persister) SaveRaftState(state []byte) {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	ps.raftState = append(ps.raftState[:0], state...)
	ps.putOut()
}

func (ps *Persister) putOut() {
	if ps.isLive {
		labworld.Save(ps.raftState, ps.snapshot)
	}
}

// ReadRaftState gives a copy.
func (ps *Persister) ReadRaftState() []byte {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	return clone(ps.raftState)
}

// RaftStateSize is in bytes.
func (ps *Persister) RaftStateSize() int {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	return len(ps.raftState)
}

// ReadSnapshot gives a copy.
func (ps *Persister) ReadSnapshot() []byte {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	return clone(ps.snapshot)
}

// SnapshotSize is in bytes.
func (ps *Persister) SnapshotSize() int {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	return len(ps.snapshot)
}
