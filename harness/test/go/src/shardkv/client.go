package shardkv

import (
	"sync"
	"time"

	"6.5840/labrpc"
	"6.5840/rsm"
	"6.5840/shardctrler"
)

// How long a clerk waits before it asks for the configuration again.
const clerkPause = 80 * time.Millisecond

// Clerk is the library that clients use. It has one operation at a time.
type Clerk struct {
	mu      sync.Mutex
	ctrler  *shardctrler.Clerk
	config  shardctrler.Config
	makeEnd func(string) *labrpc.ClientEnd
	groups  map[int]*rsm.Group
	id      int64
	seq     int
}

// MakeClerk makes one. makeEnd turns the name of a server into an end that leads to it.
func MakeClerk(ctrlers []*labrpc.ClientEnd, makeEnd func(string) *labrpc.ClientEnd) *Clerk {
	return &Clerk{
		ctrler:  shardctrler.MakeClerk(ctrlers),
		makeEnd: makeEnd,
		groups:  map[int]*rsm.Group{},
		id:      rsm.NewClientId(),
	}
}

func (ck *Clerk) do(kind, key, value string) string {
	ck.mu.Lock()
	defer ck.mu.Unlock()
	ck.seq++
	args := &OpArgs{kind, key, value, ck.id, ck.seq}
	for {
		if value, ok := ck.try(args); ok {
			return value
		}
		time.Sleep(clerkPause)
		if config := ck.ctrler.Query(-1); config.Num != ck.config.Num {
			ck.config = config
			ck.groups = map[int]*rsm.Group{}
		}
	}
}

// try asks the group that has the shard.
func (ck *Clerk) try(args *OpArgs) (string, bool) {
	gid := ck.config.Shards[key2shard(args.Key)]
	servers, ok := ck.config.Groups[gid]
	if !ok {
		return "", false
	}
	if ck.groups[gid] == nil {
		ck.groups[gid] = rsm.NewGroup(endsOf(servers, ck.makeEnd))
	}
	answer := OpReply{}
	ok = ck.groups[gid].Ask("ShardKV.Do", args,
		func() interface{} { return &OpReply{} },
		func(reply interface{}) bool {
			answer = *reply.(*OpReply)
			return answer.Err == OK || answer.Err == ErrWrongGroup
		})
	return answer.Value, ok && answer.Err == OK
}

func endsOf(servers []string, makeEnd func(string) *labrpc.ClientEnd) []*labrpc.ClientEnd {
	ends := make([]*labrpc.ClientEnd, len(servers))
	for i, server := range servers {
		ends[i] = makeEnd(server)
	}
	return ends
}

// Get gives the value of a key, "" if there is none.
func (ck *Clerk) Get(key string) string {
	return ck.do("Get", key, "")
}

// Put sets the value of a key.
func (ck *Clerk) Put(key string, value string) {
	ck.do("Put", key, value)
}

// Append adds to the end of the value of a key. It returns something, which no test looks at.
func (ck *Clerk) Append(key string, value string) string {
	return ck.do("Append", key, value)
}
