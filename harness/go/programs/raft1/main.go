// Program raft1: one server of the student's Raft, as it is laid out since 2025, under a service of
// the world's.
package main

import (
	"6.5840/labrpc"
	"6.5840/labworld"
	raft "6.5840/raft1"
	"6.5840/raftapi"
	tester "6.5840/tester1"
)

func main() {
	labworld.Run(func(setup *labworld.Setup) *labworld.Program {
		applyCh := make(chan raftapi.ApplyMsg)
		persister := tester.OpenPersister(setup.RaftState, setup.Snapshot)
		rf := raft.Make(labrpc.Ends(setup.Ends), setup.Me, persister, applyCh)
		return &labworld.Program{
			Services: []interface{}{rf},
			Raft:     rf,
			Receive: func() (interface{}, bool) {
				message, isOpen := <-applyCh
				return message, isOpen
			},
			Kill: labworld.KillOf(rf),
		}
	})
}
