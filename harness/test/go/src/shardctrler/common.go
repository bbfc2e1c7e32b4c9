// Package shardctrler is a right solution of lab 4A in Go: it decides which group serves which
// shard.
package shardctrler

// NShards is the number of shards.
const NShards = 10

// Config says for each shard which group has it, and for each group the names of its servers.
type Config struct {
	Num    int
	Shards [NShards]int
	Groups map[int][]string
}

// Err is how an operation ended.
type Err string

// OK: it was carried out.
const OK Err = "OK"

// Args is any operation: what it needs, and which of whose requests it is.
type Args struct {
	Kind     string
	Servers  map[int][]string
	GIDs     []int
	Shard    int
	GID      int
	Num      int
	ClientId int64
	Seq      int
}

// Reply is its reply. Config is that of a query.
type Reply struct {
	WrongLeader bool
	Err         Err
	Config      Config
}

// copy is a configuration that shares nothing with this one.
func (c Config) copy() Config {
	groups := map[int][]string{}
	for gid, servers := range c.Groups {
		groups[gid] = append([]string(nil), servers...)
	}
	return Config{c.Num, c.Shards, groups}
}
