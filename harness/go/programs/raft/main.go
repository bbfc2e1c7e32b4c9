// Program raft: one server of the student's Raft under a service of the world's.
package main

import (
	"6.5840/labrpc"
	"6.5840/labworld"
	"6.5840/raft"
)

func main() {
	labworld.Run(func(setup *labworld.Setup) *labworld.Program {
		applyCh := make(chan raft.ApplyMsg)
		persister := raft.OpenPersister(setup.RaftState, setup.Snapshot)
		rf := raft.Make(labrpc.Ends(setup.Ends), setup.Me, persister, applyCh)
		return &labworld.Program{
			Services: []interface{}{rf},
			Raft:     rf,
			Receive: func() (interface{}, bool) {
				message, isOpen := <-applyCh
				return message, isOpen
			},
			Kill: rf.Kill,
		}
	})
}
