// Package labrpc has the ends over which the servers and clerks of the labs call each other. The
// network itself is outside of the program.
package labrpc

import "6.5840/labworld"

// ClientEnd is an end of a connection to one server.
type ClientEnd struct{ number int }

// Call sends an RPC and waits for its reply; false when there is none.
func (e *ClientEnd) Call(svcMeth string, args interface{}, reply interface{}) bool {
	return labworld.Call(e.number, svcMeth, args, reply)
}

// Ends gives the ends with these numbers.
func Ends(numbers []int) []*ClientEnd {
	ends := make([]*ClientEnd, len(numbers))
	for i, number := range numbers {
		ends[i] = &ClientEnd{number}
	}
	return ends
}

// NewEnd gives a new end to the server of that name.
func NewEnd(server string) *ClientEnd { return &ClientEnd{labworld.MakeEnd(server)} }
