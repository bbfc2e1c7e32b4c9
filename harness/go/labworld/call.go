package labworld

import (
	"log"
	"reflect"
	"strings"
	"sync"

	"6.5840/labgob"
)

type answered struct {
	isOk  bool
	reply []byte
}

// Guards the two below: see writing.
var waiting sync.Mutex
var pending = map[int]chan answered{}
var lastCall int

// Call sends an RPC over an end and waits for its answer.
func Call(over int, svcMeth string, args interface{}, reply interface{}) bool {
	text, err := labgob.Marshal(args)
	if err != nil {
		panic(err)
	}
	done := make(chan answered, 1)
	waiting.Lock()
	lastCall++
	id := lastCall
	pending[id] = done
	waiting.Unlock()
	begin(opCall)
	putNumber(id)
	putNumber(over)
	putText(svcMeth)
	putBytes(text)
	end()
	got := <-done
	if !got.isOk {
		return false
	}
	if err := labgob.Unmarshal(got.reply, reply); err != nil {
		log.Fatalf("ClientEnd.Call(): decode reply: %v", err)
	}
	return true
}

func answer(id int, isOk bool, reply []byte) {
	waiting.Lock()
	done, ok := pending[id]
	delete(pending, id)
	waiting.Unlock()
	if ok {
		done <- answered{isOk, reply}
	}
}

var lastMadeEnd = 1000000

// share is how many numbers a clerk has for its ends and operations, as SHARE in
// harness/realm/go/clerks.ts. The number of a server, which is alone in its program, is 0.
const share = 1000000000

// MakeEnd asks for an end to a server by its name, for a clerk of that number.
func MakeEnd(clerk int, server string) int {
	number := clerk*share + lastMadeEnd
	lastMadeEnd++
	begin(opMakeEnd)
	putNumber(number)
	putText(server)
	end()
	return number
}

type handler struct {
	function  reflect.Value
	args      reflect.Type
	reply     reflect.Type
	isPointer bool
}

var services = map[string]map[string]*handler{}

// addService finds the handlers of a receiver: exported, two parameters of which the second is a
// pointer, no result.
func addService(receiver interface{}) {
	v := reflect.ValueOf(receiver)
	handlers := map[string]*handler{}
	for i := 0; i < v.NumMethod(); i++ {
		method := v.Type().Method(i)
		t := method.Type
		if t.NumIn() != 3 || t.NumOut() != 0 || t.In(2).Kind() != reflect.Ptr {
			continue
		}
		h := &handler{function: v.Method(i), args: t.In(1), reply: t.In(2).Elem()}
		if h.args.Kind() == reflect.Ptr {
			h.args, h.isPointer = h.args.Elem(), true
		}
		handlers[method.Name] = h
	}
	services[reflect.Indirect(v).Type().Name()] = handlers
}

func serve(id int, svcMeth string, args []byte) {
	<-booted
	dot := strings.LastIndex(svcMeth, ".")
	if dot < 0 {
		log.Fatalf("Call(%q): expected Service.Method, such as Raft.RequestVote", svcMeth)
	}
	name, method := svcMeth[:dot], svcMeth[dot+1:]
	handlers, ok := services[name]
	if !ok {
		log.Fatalf("labrpc.Server.dispatch(): unknown service %v in %v; expecting one of %v",
			name, svcMeth, serviceNames())
	}
	h, ok := handlers[method]
	if !ok {
		log.Fatalf("labrpc.Service.dispatch(): unknown method %v in %v; expecting one of %v",
			method, svcMeth, handlerNames(handlers))
	}
	given, reply := reflect.New(h.args), reflect.New(h.reply)
	// As in the course's labrpc: what cannot be read is left out.
	_ = labgob.Unmarshal(args, given.Interface())
	if !h.isPointer {
		given = given.Elem()
	}
	h.function.Call([]reflect.Value{given, reply})
	// As in the course's labrpc: what cannot be written shows where the reply is read.
	text, _ := labgob.Marshal(reply.Interface())
	begin(opReply)
	putNumber(id)
	putBytes(text)
	end()
}

func serviceNames() []string {
	var names []string
	for name := range services {
		names = append(names, name)
	}
	return sorted(names)
}

func handlerNames(handlers map[string]*handler) []string {
	var names []string
	for name := range handlers {
		names = append(names, name)
	}
	return sorted(names)
}
