// Program shardctrler: one server or the clerks of the student's shard controller.
package main

import (
	"6.5840/labrpc"
	"6.5840/labworld"
	"6.5840/raft"
	"6.5840/shardctrler"
)

func main() {
	labworld.Run(func(setup *labworld.Setup) *labworld.Program {
		ends := labrpc.Ends(setup.Ends)
		if setup.Program == "ctrlerclerk" {
			return &labworld.Program{Invoke: clerk(shardctrler.MakeClerk(ends))}
		}
		persister := raft.OpenPersister(setup.RaftState, setup.Snapshot)
		sc := shardctrler.StartServer(ends, setup.Me, persister)
		return labworld.Service(sc, sc.Kill)
	})
}
