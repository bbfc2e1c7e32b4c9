//go:build js && bell

package labworld

import _ "unsafe"

// What the runtime asks whenever the host resumes the program; until some Go after 1.19.
//
//go:linkname eventHandler runtime.eventHandler
var eventHandler func()

// hangBell lets the host wake the program without an event of syscall/js, whose values each take
// longer to clear away than most requests take.
func hangBell(wake func()) uint32 {
	others := eventHandler
	eventHandler = func() {
		if answerBell(wake) == rungNot {
			others()
		}
	}
	return 1
}
