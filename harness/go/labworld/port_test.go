package labworld

import (
	"encoding/binary"
	"math"
	"sync"
	"testing"
	"unsafe"
)

// connect has no host here.
func connect(func()) {}

func label() unsafe.Pointer { return nil }

// Goroutines write at the same time, as they do where one of them helps the collector in the middle.
func TestOperationsStayWhole(t *testing.T) {
	const writers, each = 8, 400
	outbox = outbox[:0]
	var all sync.WaitGroup
	for i := 0; i < writers; i++ {
		all.Add(1)
		go func(i int) {
			defer all.Done()
			for n := 0; n < each; n++ {
				begin(opReply)
				putNumber(i)
				putBytes(make([]byte, 100*i))
				end()
			}
		}(i)
	}
	all.Wait()
	counts := make([]int, writers)
	for rest := outbox; len(rest) > 0; {
		if rest[0] != opReply {
			t.Fatalf("an operation %d among replies", rest[0])
		}
		i := int(math.Float64frombits(binary.LittleEndian.Uint64(rest[1:])))
		size := int(binary.LittleEndian.Uint32(rest[9:]))
		if i < 0 || i >= writers || size != 100*i {
			t.Fatalf("writer %d wrote %d bytes", i, size)
		}
		counts[i]++
		rest = rest[13+size:]
	}
	for i, count := range counts {
		if count != each {
			t.Errorf("writer %d wrote %d times", i, count)
		}
	}
}

func TestCallsAndAnswersMeet(t *testing.T) {
	const callers = 200
	before := lastCall
	var all sync.WaitGroup
	for i := 0; i < callers; i++ {
		all.Add(1)
		go func() {
			defer all.Done()
			if Call(1, "Raft.Ask", 7, nil) {
				t.Error("a call that failed came back with a reply")
			}
		}()
	}
	done := make(chan bool)
	go func() {
		defer close(done)
		all.Wait()
	}()
	for id := 0; ; id = (id + 1) % callers {
		select {
		case <-done:
			return
		default:
			answer(before+1+id, false, nil)
		}
	}
}
