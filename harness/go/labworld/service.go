package labworld

import (
	"encoding/json"
	"reflect"
	"strings"
)

// The Raft that a service has made.
var watched Raft

// Watch tells of the Raft of this process.
func Watch(rf Raft) { watched = rf }

// Service is a program that has a Raft of its own.
func Service(receiver interface{}, kill func()) *Program {
	if watched == nil {
		panic("this server has called no raft.Make")
	}
	return &Program{Services: []interface{}{receiver, watched}, Raft: watched, Kill: kill}
}

// KV gives the operations of a clerk of a key-value store as the world calls them.
func KV(ck interface{ Get(key string) string }) func(string, []json.RawMessage) interface{} {
	put := operation(ck, "Put", "key, value string")
	add := operation(ck, "Append", "key, value string")
	return func(method string, args []json.RawMessage) interface{} {
		texts := make([]string, len(args))
		for i := range args {
			Read(args[i], &texts[i])
		}
		switch method {
		case "get":
			return ck.Get(texts[0])
		case "put":
			put(texts[0], texts[1])
		case "append":
			add(texts[0], texts[1])
		}
		return nil
	}
}

// operation is a method of a student's with two parameters. What it returns, which in the course's
// tests nobody looks at, is left out.
func operation(receiver interface{}, name, parameters string) func(interface{}, interface{}) {
	method := reflect.ValueOf(receiver).MethodByName(name)
	if !method.IsValid() || method.Type().NumIn() != 2 {
		t := reflect.TypeOf(receiver).String()
		panic(strings.TrimPrefix(t, "*") + " has no method " + name + "(" + parameters + ")")
	}
	return func(first, second interface{}) {
		method.Call([]reflect.Value{reflect.ValueOf(first), reflect.ValueOf(second)})
	}
}

// Read reads an argument of the world's.
func Read(text json.RawMessage, into interface{}) {
	if err := json.Unmarshal(text, into); err != nil {
		panic("labworld: " + err.Error())
	}
}

// nothing is what an operation gives that gives nothing.
const nothing = `{"$":"undef"}`

// putResult puts out what an operation has given.
func putResult(id int, result interface{}) {
	text := []byte(nothing)
	if result != nil {
		written, err := json.Marshal(result)
		if err != nil {
			panic("labworld: " + err.Error())
		}
		text = written
	}
	begin(opResult)
	putNumber(id)
	putBytes(text)
	end()
}
