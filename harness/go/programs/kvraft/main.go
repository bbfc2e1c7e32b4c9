// Program kvraft: one server or the clerks of the student's key-value service.
package main

import (
	"6.5840/kvraft"
	"6.5840/labrpc"
	"6.5840/labworld"
	"6.5840/raft"
)

func main() {
	labworld.Run(func(setup *labworld.Setup) *labworld.Program {
		ends := labrpc.Ends(setup.Ends)
		if setup.Program == "kvclerk" {
			return &labworld.Program{Invoke: labworld.KV(kvraft.MakeClerk(ends))}
		}
		persister := raft.OpenPersister(setup.RaftState, setup.Snapshot)
		kv := kvraft.StartKVServer(ends, setup.Me, persister, setup.MaxRaftState)
		return labworld.Service(kv, kv.Kill)
	})
}
