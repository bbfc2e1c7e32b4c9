package raft

import (
	"6.5840/labrpc"
	"6.5840/labworld"
)

// Make stands before the student's, whose name is now watchedMake, and sees what it hands to the
// service above.
func Make(peers []*labrpc.ClientEnd, me int, persister *Persister, applyCh chan ApplyMsg) *Raft {
	handed := make(chan ApplyMsg)
	go func() {
		for message := range handed {
			labworld.PutSeen((*Raft)(nil), message)
			applyCh <- message
		}
		close(applyCh)
	}()
	rf := watchedMake(peers, me, persister, handed)
	labworld.Watch(rf)
	return rf
}
