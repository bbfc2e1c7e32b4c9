package rsm

import (
	"crypto/rand"
	"math/big"
	"time"

	"6.5840/labrpc"
)

const (
	// A server that does not answer for so long is cut off from the others, or dead.
	patience = 400 * time.Millisecond
	// After all servers have refused.
	pause = 40 * time.Millisecond
)

// NewClientId draws a number that no other client has.
func NewClientId() int64 {
	n, err := rand.Int(rand.Reader, big.NewInt(1<<62))
	if err != nil {
		panic(err)
	}
	return n.Int64()
}

// Call is ClientEnd.Call that waits no longer than a client's patience. The reply is a new one each
// time, for a late one must not be written into what the next call reads.
func Call(end *labrpc.ClientEnd, method string, args interface{},
	newReply func() interface{}) (interface{}, bool) {
	answered := make(chan interface{}, 1)
	go func() {
		reply := newReply()
		if end.Call(method, args, reply) {
			answered <- reply
		} else {
			answered <- nil
		}
	}()
	select {
	case reply := <-answered:
		return reply, reply != nil
	case <-time.After(patience):
		return nil, false
	}
}

// Group is servers of which one leads, as a client sees them.
type Group struct {
	ends   []*labrpc.ClientEnd
	leader int
}

// NewGroup begins with the first server.
func NewGroup(ends []*labrpc.ClientEnd) *Group {
	return &Group{ends: ends}
}

// Ask calls one server after the other, the last leader first, until one gives a reply that is
// taken. It is false when all have been asked.
func (g *Group) Ask(method string, args interface{}, newReply func() interface{},
	isTaken func(reply interface{}) bool) bool {
	for range g.ends {
		reply, ok := Call(g.ends[g.leader], method, args, newReply)
		if ok && isTaken(reply) {
			return true
		}
		g.leader = (g.leader + 1) % len(g.ends)
	}
	return false
}

// Insist asks until somebody answers.
func (g *Group) Insist(method string, args interface{}, newReply func() interface{},
	isTaken func(reply interface{}) bool) {
	for !g.Ask(method, args, newReply, isTaken) {
		time.Sleep(pause)
	}
}
