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

// EndMaker gives what makes new ends to servers by their names: for a clerk of that number, or for
// the server of this program, whose number is 0.
func EndMaker(clerk int) func(server string) *ClientEnd {
	return func(server string) *ClientEnd { return &ClientEnd{labworld.MakeEnd(clerk, server)} }
}
