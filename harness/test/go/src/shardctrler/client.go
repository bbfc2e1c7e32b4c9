package shardctrler

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

func (ck *Clerk) do(args Args) Config {
	ck.mu.Lock()
	defer ck.mu.Unlock()
	ck.seq++
	args.ClientId, args.Seq = ck.id, ck.seq
	config := Config{}
	ck.group.Insist("ShardCtrler.Do", &args,
		func() interface{} { return &Reply{} },
		func(reply interface{}) bool {
			config = reply.(*Reply).Config
			return !reply.(*Reply).WrongLeader
		})
	return config
}

// Query gives a configuration: the newest for -1, or for a number that does not exist yet.
func (ck *Clerk) Query(num int) Config {
	return ck.do(Args{Kind: "Query", Num: num})
}

// Join adds groups.
func (ck *Clerk) Join(servers map[int][]string) {
	ck.do(Args{Kind: "Join", Servers: servers})
}

// Leave removes groups.
func (ck *Clerk) Leave(gids []int) {
	ck.do(Args{Kind: "Leave", GIDs: gids})
}

// Move gives one shard to a group.
func (ck *Clerk) Move(shard int, gid int) {
	ck.do(Args{Kind: "Move", Shard: shard, GID: gid})
}
