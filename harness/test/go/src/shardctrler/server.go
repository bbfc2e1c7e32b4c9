package shardctrler

import (
	"bytes"

	"6.5840/labgob"
	"6.5840/labrpc"
	"6.5840/raft"
	"6.5840/rsm"
)

// ShardCtrler is one server of the controller.
type ShardCtrler struct {
	rf  *raft.Raft
	rsm *rsm.RSM
}

// StartServer starts one. It returns at once.
func StartServer(servers []*labrpc.ClientEnd, me int, persister *raft.Persister) *ShardCtrler {
	labgob.Register(Args{})
	history := &history{[]Config{{Groups: map[int][]string{}}}, map[int64]int{}}
	sc := &ShardCtrler{rsm: rsm.Make(servers, me, persister, -1, history)}
	sc.rf = sc.rsm.Raft()
	return sc
}

// Raft is needed by the tester of lab 4B.
func (sc *ShardCtrler) Raft() *raft.Raft {
	return sc.rf
}

// Kill tells that the server is no longer needed.
func (sc *ShardCtrler) Kill() {
	sc.rsm.Kill()
}

// Do is every operation.
func (sc *ShardCtrler) Do(args *Args, reply *Reply) {
	config, ok := sc.rsm.Submit(*args)
	if !ok {
		reply.WrongLeader = true
		return
	}
	reply.Err, reply.Config = OK, config.(Config)
}

// history is all configurations, and the number of the last request of each client.
type history struct {
	Configs []Config
	Last    map[int64]int
}

// Apply carries out an operation, once. It gives what a query asks for.
func (h *history) Apply(it interface{}) interface{} {
	args := it.(Args)
	if args.Kind != "Query" && h.Last[args.ClientId] < args.Seq {
		h.Last[args.ClientId] = args.Seq
		next := h.Configs[len(h.Configs)-1].copy()
		next.Num++
		next.change(args)
		h.Configs = append(h.Configs, next)
	}
	num := args.Num
	if num < 0 || num >= len(h.Configs) {
		num = len(h.Configs) - 1
	}
	return h.Configs[num].copy()
}

func (c *Config) change(args Args) {
	switch args.Kind {
	case "Join":
		for gid, servers := range args.Servers {
			c.Groups[gid] = append([]string(nil), servers...)
		}
		c.balance()
	case "Leave":
		for _, gid := range args.GIDs {
			delete(c.Groups, gid)
		}
		c.balance()
	case "Move":
		c.Shards[args.Shard] = args.GID
	}
}

// Snapshot is all that it holds.
func (h *history) Snapshot() []byte {
	w := new(bytes.Buffer)
	if err := labgob.NewEncoder(w).Encode(*h); err != nil {
		panic(err)
	}
	return w.Bytes()
}

// Restore takes in a snapshot.
func (h *history) Restore(snapshot []byte) {
	fresh := history{Last: map[int64]int{}}
	if err := labgob.NewDecoder(bytes.NewBuffer(snapshot)).Decode(&fresh); err != nil {
		panic(err)
	}
	*h = fresh
}
