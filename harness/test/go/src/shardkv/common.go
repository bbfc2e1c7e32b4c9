// Package shardkv is a right solution of lab 4B in Go: the keys are spread over groups of servers,
// and move between them while clients go on.
package shardkv

import "6.5840/shardctrler"

// Err is how an operation ended.
type Err string

const (
	// OK: it was carried out.
	OK Err = "OK"
	// ErrWrongGroup: the shard is not served here.
	ErrWrongGroup Err = "ErrWrongGroup"
	// ErrWrongLeader: ask another server.
	ErrWrongLeader Err = "ErrWrongLeader"
	// ErrNotReady: this group has not come to that configuration yet.
	ErrNotReady Err = "ErrNotReady"
)

// OpArgs is a get, put or append, and which of whose requests it is.
type OpArgs struct {
	Kind, Key, Value string
	ClientId         int64
	Seq              int
}

// OpReply is its reply.
type OpReply struct {
	Err   Err
	Value string
}

// ShardArgs is about a shard that moves when a configuration begins.
type ShardArgs struct {
	Num   int
	Shard int
}

// ShardReply has what was asked for.
type ShardReply struct {
	Err  Err
	Data map[string]string
	Last map[int64]int
}

func key2shard(key string) int {
	shard := 0
	if len(key) > 0 {
		shard = int(key[0])
	}
	return shard % shardctrler.NShards
}
