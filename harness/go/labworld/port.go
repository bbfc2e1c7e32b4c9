// Package labworld is the boundary between a Go program of the labs and the world around it. One
// program is one life of one server, or all clerks of a run; what it is asked comes in through an inbox, what it
// wants goes out through an outbox, and both lie in its own memory, where the host reads and writes
// them. The host runs a program until no goroutine of it can go on, then takes the outbox.
package labworld

import (
	"encoding/binary"
	"math"
	"sync"
	"unsafe"
)

// Operations out of the program: as OP in harness/realm/protocol.ts.
const (
	opCall          = 1
	opReply         = 2
	opSave          = 3
	opApplyCommand  = 4
	opApplySnapshot = 5
	opLog           = 8
	opError         = 9
	opResult        = 10
	opMakeEnd       = 11
	opSawCommand    = 13
	opSawSnapshot   = 14
	// Number of the clerk who says what follows. Known to harness/realm/go alone.
	opWhose = 100
)

// Places of the header, which the host knows (harness/realm/go/memory.ts).
const (
	atInbox = iota
	atInboxSize
	atOutbox
	atOutboxSize
	// Set by the host when it has taken the outbox.
	atTaken
	// How many probes and starts have been answered, and the last answers.
	atProbes
	atProbeTerm
	atProbeLeader
	atStarts
	atStartIndex
	atStartTerm
	atStartLeader
	// What GetState said around the last start.
	atSaidTerm
	atSaidLeader
	// Set where the edition has no Kill(): its tester ends the process.
	atNoKill
	// Set when the program has been made.
	atBooted
	// Set where the program can be woken by atRung, in which the host then says what for.
	atHasBell
	atRung
	headerWords
)

var header [headerWords]uint32
var inbox []byte
var outbox = make([]byte, 0, 4096)

func growInbox(size int) {
	inbox = make([]byte, size)
	header[atInbox] = uint32(uintptr(unsafe.Pointer(&inbox[0])))
	header[atInboxSize] = uint32(size)
}

func setOutbox() {
	if cap(outbox) > 0 {
		header[atOutbox] = uint32(uintptr(unsafe.Pointer(&outbox[:1][0])))
	}
	header[atOutboxSize] = uint32(len(outbox))
}

// Held from begin to end. A goroutine that needs memory may have to help the collector first, and
// another one has its turn meanwhile.
var writing sync.Mutex

// begin starts an operation; end lets the host see it.
func begin(op byte) {
	writing.Lock()
	if header[atTaken] != 0 {
		header[atTaken] = 0
		outbox = outbox[:0]
		// A large message must not keep its room for ever.
		if cap(outbox) > 1<<20 {
			outbox = make([]byte, 0, 4096)
		}
	}
	outbox = append(outbox, op)
}

func end() {
	setOutbox()
	writing.Unlock()
}

func putNumber(n int) {
	var b [8]byte
	binary.LittleEndian.PutUint64(b[:], math.Float64bits(float64(n)))
	outbox = append(outbox, b[:]...)
}

func putBytes(data []byte) {
	putSize(len(data))
	outbox = append(outbox, data...)
}

func putText(text string) {
	putSize(len(text))
	outbox = append(outbox, text...)
}

func putSize(n int) {
	outbox = append(outbox, byte(n), byte(n>>8), byte(n>>16), byte(n>>24))
}

// inReader goes through the inbox.
type inReader struct{ at int }

func (r *inReader) number() int {
	bits := binary.LittleEndian.Uint64(inbox[r.at:])
	r.at += 8
	return int(math.Float64frombits(bits))
}

// bytes gives a copy.
func (r *inReader) bytes() []byte {
	size := int(binary.LittleEndian.Uint32(inbox[r.at:]))
	r.at += 4 + size
	return append(make([]byte, 0, size), inbox[r.at-size:r.at]...)
}

func (r *inReader) text() string {
	size := int(binary.LittleEndian.Uint32(inbox[r.at:]))
	r.at += 4 + size
	return string(inbox[r.at-size : r.at])
}

func (r *inReader) numbers() []int {
	list := make([]int, r.number())
	for i := range list {
		list[i] = r.number()
	}
	return list
}
