// Program shardkv: one server of the student's sharded store, or of the controller, or the clerks of
// both.
package main

import (
	"6.5840/labrpc"
	"6.5840/labworld"
	"6.5840/raft"
	"6.5840/shardctrler"
	"6.5840/shardkv"
)

func main() {
	labworld.Run(func(setup *labworld.Setup) *labworld.Program {
		ends, ctrlers := labrpc.Ends(setup.Ends), labrpc.Ends(setup.CtrlerEnds)
		makeEnd := labrpc.EndMaker(setup.Clerk)
		switch setup.Program {
		case "shardclerk":
			return &labworld.Program{Invoke: labworld.KV(shardkv.MakeClerk(ends, makeEnd))}
		case "ctrlerclerk":
			return &labworld.Program{Invoke: clerk(shardctrler.MakeClerk(ends))}
		}
		persister := raft.OpenPersister(setup.RaftState, setup.Snapshot)
		if setup.Program == "shardctrler" {
			sc := shardctrler.StartServer(ends, setup.Me, persister)
			return labworld.Service(sc, sc.Kill)
		}
		kv := shardkv.StartServer(ends, setup.Me, persister, setup.MaxRaftState, setup.Gid, ctrlers,
			makeEnd)
		return labworld.Service(kv, kv.Kill)
	})
}
