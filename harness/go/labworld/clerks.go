//go:build labclerks

package labworld

import (
	"context"
	"encoding/json"
	"math/rand"
	"unsafe"
)

// A clerk is one of those that live in this program together.
type clerk struct {
	// What all goroutines of it have, and how that reads.
	labels context.Context
	label  unsafe.Pointer
	// Closed when invoke is there.
	made   chan struct{}
	invoke func(method string, args []json.RawMessage) interface{}
}

// By their numbers, the first of which is 1.
var clerks []*clerk

// addClerk makes a clerk. The generator is seeded for the first and belongs to all.
func addClerk(seed int64, setup *Setup) {
	if len(clerks) == 0 {
		rand.Seed(seed)
	}
	added := &clerk{labels: labels(), made: make(chan struct{})}
	clerks = append(clerks, added)
	go func() {
		added.run(func() { added.invoke = start(setup).Invoke })
		close(added.made)
	}()
}

func invoke(id int, method string, args []json.RawMessage) {
	asked := clerks[id/share-1]
	<-asked.made
	var result interface{}
	asked.run(func() { result = asked.invoke(method, args) })
	putResult(id, result)
}
