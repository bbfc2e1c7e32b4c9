//go:build js && bell_bool

package labworld

import _ "unsafe"

// As in bell.go, for a newer runtime: it asks whether there was an event other than its own timer.
//
//go:linkname eventHandler runtime.eventHandler
var eventHandler func() bool

func hangBell(wake func()) uint32 {
	others := eventHandler
	eventHandler = func() bool {
		switch answerBell(wake) {
		case rungNot:
			return others()
		case rungTimer:
			return false
		}
		return true
	}
	return 1
}
