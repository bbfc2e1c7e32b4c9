package shardkv

import (
	"6.5840/labgob"
	"6.5840/labrpc"
	"6.5840/raft"
	"6.5840/rsm"
	"6.5840/shardctrler"
)

// ShardKV is one server of a group.
type ShardKV struct {
	rf      *raft.Raft
	rsm     *rsm.RSM
	machine *machine
	ctrler  *shardctrler.Clerk
	makeEnd func(string) *labrpc.ClientEnd
}

// StartServer starts one. It returns at once.
func StartServer(servers []*labrpc.ClientEnd, me int, persister *raft.Persister, maxraftstate int,
	gid int, ctrlers []*labrpc.ClientEnd, makeEnd func(string) *labrpc.ClientEnd) *ShardKV {
	for _, op := range []interface{}{
		OpArgs{}, NewConfig{}, Arrived{}, Fetched{}, Told{}, Nothing{},
	} {
		labgob.Register(op)
	}
	kv := &ShardKV{machine: &machine{gid: gid}, makeEnd: makeEnd}
	kv.ctrler = shardctrler.MakeClerk(ctrlers)
	kv.rsm = rsm.Make(servers, me, persister, maxraftstate, kv.machine)
	kv.rf = kv.rsm.Raft()
	kv.every(configPause, kv.goOn)
	kv.every(movePause, kv.fetchWanted)
	kv.every(movePause, kv.tellTaken)
	kv.every(movePause, kv.commitOldTerms())
	return kv
}

// Kill tells that the server is no longer needed.
func (kv *ShardKV) Kill() {
	kv.rsm.Kill()
}

// Do is a get, put or append.
func (kv *ShardKV) Do(args *OpArgs, reply *OpReply) {
	reply.Err = ErrWrongLeader
	if result, ok := kv.rsm.Submit(*args); ok {
		*reply = result.(OpReply)
	}
}

// Fetch gives a shard to the group that has it from a configuration on. It does not change any more
// once that has begun here.
func (kv *ShardKV) Fetch(args *ShardArgs, reply *ShardReply) {
	if !kv.rsm.Leads() {
		reply.Err = ErrWrongLeader
		return
	}
	kv.machine.mu.Lock()
	defer kv.machine.mu.Unlock()
	s := kv.machine.Shards[args.Shard]
	if kv.machine.Config.Num != args.Num || s.Status != leaving {
		reply.Err = ErrNotReady
		return
	}
	reply.Err, reply.Data, reply.Last = OK, copyData(s.Data), copyLast(s.Last)
}

// Drop is asked by the group that has got a shard.
func (kv *ShardKV) Drop(args *ShardArgs, reply *ShardReply) {
	if _, ok := kv.rsm.Submit(Fetched{args.Num, args.Shard}); ok {
		reply.Err = OK
	} else {
		reply.Err = ErrWrongLeader
	}
}
