//go:build !labclerks

package labworld

import "encoding/json"

// A Raft alone has no clerks.

func addClerk(int64, *Setup) {}

func invoke(id int, method string, args []json.RawMessage) {
	putResult(id, program.Invoke(method, args))
}

func beginSaying(op byte) { begin(op) }
