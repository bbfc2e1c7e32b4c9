//go:build js

package labworld

import (
	"syscall/js"
	"unsafe"
)

// What the host has written into atRung before it wakes the program.
const (
	// Nothing: the event is one of syscall/js, such as the end of a write.
	rungNot = iota
	// There is a request in the inbox.
	rungRequest
	// A timer of the runtime is due.
	rungTimer
)

// connect tells the host where the header is, and how the program is woken.
func connect(wake func()) {
	growInbox(4096)
	setOutbox()
	header[atHasBell] = hangBell(wake)
	function := js.FuncOf(func(js.Value, []js.Value) interface{} {
		wake()
		return nil
	})
	js.Global().Call("connectLab", int(uintptr(unsafe.Pointer(&header))), function)
}

// answerBell does what the host has rung for, and says what it was.
func answerBell(wake func()) uint32 {
	rung := header[atRung]
	header[atRung] = rungNot
	if rung == rungRequest {
		wake()
	}
	return rung
}
