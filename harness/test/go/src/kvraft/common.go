// Package kvraft is a right solution of lab 3 in Go: a key-value service on Raft.
package kvraft

// Err is how an operation ended.
type Err string

const (
	// OK: it was carried out.
	OK Err = "OK"
	// ErrWrongLeader: ask another server.
	ErrWrongLeader Err = "ErrWrongLeader"
)

// PutAppendArgs is a put or an append, and which of whose requests it is.
type PutAppendArgs struct {
	Key, Value string
	Op         string
	ClientId   int64
	Seq        int
}

// PutAppendReply is its reply.
type PutAppendReply struct {
	Err Err
}

// GetArgs is a get.
type GetArgs struct {
	Key      string
	ClientId int64
	Seq      int
}

// GetReply is its reply; a key that does not exist has the value "".
type GetReply struct {
	Err   Err
	Value string
}
