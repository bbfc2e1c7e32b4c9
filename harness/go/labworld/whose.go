//go:build labclerks

package labworld

import (
	"context"
	"runtime/pprof"
)

// labels makes a label that no other clerk has.
func labels() context.Context {
	return pprof.WithLabels(context.Background(), pprof.Labels("of", "a clerk"))
}

// run calls a student's function in this goroutine, which with those that come from it is the clerk's.
func (c *clerk) run(function func()) {
	pprof.SetGoroutineLabels(c.labels)
	c.label = label()
	isDone := false
	// A panic goes on behind this, and its stack is whole.
	defer func() {
		if !isDone {
			begin(opWhose)
			putNumber(whose())
			end()
		}
	}()
	function()
	isDone = true
}

// whose gives the number of the clerk whose goroutine this is; 0 where that is not known.
func whose() int {
	its := label()
	for i, clerk := range clerks {
		if its != nil && clerk.label == its {
			return i + 1
		}
	}
	return 0
}

// beginSaying begins an operation that any clerk can put out: whose it is stands before it.
func beginSaying(op byte) {
	number := whose()
	if number == 0 {
		begin(op)
		return
	}
	begin(opWhose)
	putNumber(number)
	outbox = append(outbox, op)
}
