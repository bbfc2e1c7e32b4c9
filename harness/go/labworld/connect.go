//go:build js

package labworld

import (
	"syscall/js"
	"unsafe"
)

// connect tells the host where the header is, and which function wakes the program.
func connect(wake func()) {
	growInbox(4096)
	setOutbox()
	function := js.FuncOf(func(js.Value, []js.Value) interface{} {
		wake()
		return nil
	})
	js.Global().Call("connectLab", int(uintptr(unsafe.Pointer(&header))), function)
}
