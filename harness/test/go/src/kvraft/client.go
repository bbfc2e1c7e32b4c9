package kvraft

import (
	"sync"

	"6.5840/labrpc"
	"6.5840/rsm"
)

// Clerk is the library that clients use. It has one operation at a time.
type Clerk struct {
	mu    sync.Mutex
	group *rsm.Group
	id    int64
	seq   int
}

// MakeClerk makes one for servers in any order.
func MakeClerk(servers []*labrpc.ClientEnd) *Clerk {
	return &Clerk{group: rsm.NewGroup(servers), id: rsm.NewClientId()}
}

// Get gives the value of a key, "" if there is none.
func (ck *Clerk) Get(key string) string {
	ck.mu.Lock()
	defer ck.mu.Unlock()
	ck.seq++
	value := ""
	ck.group.Insist("KVServer.Get", &GetArgs{key, ck.id, ck.seq},
		func() interface{} { return &GetReply{} },
		func(reply interface{}) bool {
			value = reply.(*GetReply).Value
			return reply.(*GetReply).Err == OK
		})
	return value
}

// PutAppend does what both have in common.
func (ck *Clerk) PutAppend(key, value, op string) {
	ck.mu.Lock()
	defer ck.mu.Unlock()
	ck.seq++
	ck.group.Insist("KVServer.PutAppend", &PutAppendArgs{key, value, op, ck.id, ck.seq},
		func() interface{} { return &PutAppendReply{} },
		func(reply interface{}) bool { return reply.(*PutAppendReply).Err == OK })
}

// Put sets the value of a key.
func (ck *Clerk) Put(key string, value string) {
	ck.PutAppend(key, value, "Put")
}

// Append adds to the end of the value of a key.
func (ck *Clerk) Append(key string, value string) {
	ck.PutAppend(key, value, "Append")
}
