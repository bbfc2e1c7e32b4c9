//go:build js && labclerks

package labworld

import "unsafe"

// label is what a goroutine hands down to those that it starts. The standard library only sets it;
// that others can read it is promised (go.dev/issue/67401). It has no body here, which the compiler
// is told in harness/runner/go/build-go.ts.
//
//go:linkname label runtime/pprof.runtime_getProfLabel
func label() unsafe.Pointer
