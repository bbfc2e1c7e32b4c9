package labworld

import (
	"os"
	"runtime"
	"runtime/debug"
	"sort"
	"strings"
)

// logWriter takes what package log writes.
type logWriter struct{}

// callersDepth is from here to log.Fatal at most.
const callersDepth = 8

func (logWriter) Write(line []byte) (int, error) {
	beginSaying(opLog)
	putText("console")
	putText(strings.TrimSuffix(string(line), "\n"))
	end()
	var callers [callersDepth]uintptr
	frames := runtime.CallersFrames(callers[:runtime.Callers(2, callers[:])])
	for {
		frame, more := frames.Next()
		if strings.HasPrefix(frame.Function, "log.Fatal") || strings.HasPrefix(frame.Function, "log.(*Logger).Fatal") {
			fail("log.Fatal: " + strings.TrimSpace(string(line)) + "\n\n" + string(debug.Stack()))
		}
		if !more {
			break
		}
	}
	return len(line), nil
}

// fail ends the program with a failure of its own.
func fail(description string) {
	beginSaying(opError)
	putText("a goroutine")
	putText(description)
	end()
	os.Exit(1)
}

func sorted(names []string) []string {
	sort.Strings(names)
	return names
}
