package labworld

import (
	"encoding/json"
	"fmt"
	"log"
	"math/rand"
	"runtime/debug"

	"6.5840/labgob"
)

// Entries into the program: as ENTRY in harness/realm/go/memory.ts.
const (
	enGrow = iota
	enBoot
	enServe
	enAnswer
	enReceiveApply
	enStart
	enProbe
	enSnapshot
	enKill
	enInvoke
	enClerk
)

// Setup is what a program is told when it starts.
type Setup struct {
	Program string
	// Number of a clerk; 0 for a server.
	Clerk        int
	Me           int
	MaxRaftState int
	Gid          int
	Ends         []int
	CtrlerEnds   []int
	RaftState    []byte
	Snapshot     []byte
}

// Program is what the entries act upon. What it does not have is nil.
type Program struct {
	// Receivers of RPCs.
	Services []interface{}
	Raft     Raft
	// Takes one message from applyCh; false when that is closed.
	Receive func() (message interface{}, isOpen bool)
	Kill    func()
	// Calls an operation of a clerk.
	Invoke func(method string, args []json.RawMessage) interface{}
}

// KillOf gives the Kill() of a Raft; nil where its edition has none.
func KillOf(rf Raft) func() {
	if it, ok := rf.(interface{ Kill() }); ok {
		return it.Kill
	}
	return nil
}

// Raft is what every edition of the labs asks of one.
type Raft interface {
	GetState() (int, bool)
	Start(command interface{}) (int, int, bool)
}

var start func(*Setup) *Program
var program *Program

// Closed when program is there.
var booted = make(chan struct{})

// How much the heap grows until it is collected, in percent. Measured: 8 % less CPU than with Go's
// own 100, and 7 % more memory.
const gcPercent = 200

// Run lets the world in. It never returns.
func Run(makeProgram func(*Setup) *Program) {
	debug.SetGCPercent(gcPercent)
	start = makeProgram
	log.SetFlags(0)
	log.SetOutput(logWriter{})
	connect(wake)
	select {}
}

// wake does what the inbox says. It must not wait: what may wait gets a goroutine.
func wake() {
	r := &inReader{}
	switch r.number() {
	case enGrow:
		growInbox(r.number())
	case enBoot:
		seed := int64(r.number())
		setup := &Setup{Program: r.text(), Me: r.number(), MaxRaftState: r.number(), Gid: r.number(),
			Ends: r.numbers(), CtrlerEnds: r.numbers(), RaftState: r.bytes(), Snapshot: r.bytes()}
		go boot(seed, setup)
	case enServe:
		id, svcMeth, args := r.number(), r.text(), r.bytes()
		go serve(id, svcMeth, args)
	case enAnswer:
		id, isOk := r.number(), r.number() == 1
		answer(id, isOk, r.bytes())
	case enReceiveApply:
		wanted <- struct{}{}
	case enStart:
		go startCommand(r.number(), read(r.bytes()))
	case enProbe:
		go probe()
	case enSnapshot:
		index, snapshot := r.number(), r.bytes()
		go takeSnapshot(index, snapshot)
	case enKill:
		go kill()
	case enInvoke:
		id, method := r.number(), r.text()
		args := make([]json.RawMessage, r.number())
		for i := range args {
			args[i] = r.bytes()
		}
		go invoke(id, method, args)
	case enClerk:
		seed := int64(r.number())
		addClerk(seed, &Setup{Clerk: r.number(), Program: r.text(), Ends: r.numbers()})
	}
}

// boot seeds the generator that the servers of a Go test share: here each has its own.
func boot(seed int64, setup *Setup) {
	rand.Seed(seed)
	made := start(setup)
	for _, receiver := range made.Services {
		addService(receiver)
	}
	program = made
	header[atBooted] = 1
	if made.Kill == nil {
		header[atNoKill] = 1
	}
	close(booted)
	if made.Receive != nil {
		go applier(made.Receive)
	}
}

var isProbing bool

// probe asks GetState. One that waits for a lock is not asked again.
func probe() {
	if program == nil || program.Raft == nil || isProbing {
		return
	}
	isProbing = true
	term, isLeader := program.Raft.GetState()
	isProbing = false
	say(atProbes, atProbeTerm, term, isLeader)
}

// The newest Start that the world waits for; one that it has given up is not made.
var wantedStart int

// startCommand calls Start, but only when GetState has come back at once: then the lock is free.
// Nobody waits for a Start that a lock holds up, and it must not take effect later.
func startCommand(number int, command interface{}) {
	if number < 0 {
		wantedStart = 0
		return
	}
	<-booted
	wantedStart = number
	termBefore, ledBefore := program.Raft.GetState()
	if wantedStart != number {
		return
	}
	index, term, isLeader := program.Raft.Start(command)
	header[atStartIndex] = uint32(index)
	putState(atSaidTerm, term, isLeader)
	say(atStarts, atStartTerm, term, isLeader)
	if isLeader {
		say(atProbes, atProbeTerm, term, true)
	}
	// Other goroutines may have their turn meanwhile: an election is won between two calls.
	if isLeader == ledBefore && (!isLeader || term == termBefore) {
		return
	}
	termBehind, leadsBehind := program.Raft.GetState()
	putState(atSaidTerm, termBehind, leadsBehind)
}

func say(count, at, term int, isLeader bool) {
	putState(at, term, isLeader)
	header[count]++
}

func putState(at, term int, isLeader bool) {
	header[at], header[at+1] = uint32(term), 0
	if isLeader {
		header[at+1] = 1
	}
}

func kill() {
	<-booted
	if program.Kill != nil {
		program.Kill()
	}
}

// read gives a value of the world's.
func read(text []byte) interface{} {
	value, err := labgob.UnmarshalCommand(text)
	if err != nil {
		panic("labworld: " + err.Error())
	}
	return value
}

// words gives the text of a value as the world compares and shows it.
func words(value interface{}) []byte {
	text, err := labgob.MarshalCommand(value)
	if err != nil {
		// Where it has to travel, that is said by labgob.
		text, _ = labgob.MarshalCommand(fmt.Sprintf("%T%v", value, value))
	}
	return text
}

// Save puts out what a Persister has been given.
func Save(raftState, snapshot []byte) {
	begin(opSave)
	putBytes(raftState)
	putBytes(snapshot)
	end()
}
