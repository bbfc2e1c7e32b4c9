package labworld

import "reflect"

// One for each message that the world is ready for. More are never asked for at a time than there
// are starts held up, so that it is never full.
var wanted = make(chan struct{}, 1<<10)

// Held while Snapshot runs: the service calls it between two messages, and reads none meanwhile.
var service = make(chan struct{}, 1)

// applier is the service's side of applyCh. It ends when the student's Raft has closed it.
func applier(receive func() (message interface{}, isOpen bool)) {
	for range wanted {
		service <- struct{}{}
		<-service
		message, isOpen := receive()
		if !isOpen {
			return
		}
		putMessage(message, opApplyCommand, opApplySnapshot, true)
	}
}

func takeSnapshot(index int, snapshot []byte) {
	<-booted
	raft, ok := program.Raft.(interface{ Snapshot(int, []byte) })
	if !ok {
		panic("raft: type Raft has no method Snapshot(index int, snapshot []byte)")
	}
	service <- struct{}{}
	raft.Snapshot(index, snapshot)
	<-service
}

// applyFields are where an ApplyMsg has what the editions of the labs give it; -1 for nowhere.
type applyFields struct{ commandValid, command, commandIndex, snapshotValid, snapshot, snapshotTerm, snapshotIndex int }

var messageType reflect.Type
var fields applyFields

func learnFields(t reflect.Type) {
	at := func(names ...string) int {
		for _, name := range names {
			if f, ok := t.FieldByName(name); ok && len(f.Index) == 1 {
				return f.Index[0]
			}
		}
		return -1
	}
	messageType = t
	fields = applyFields{at("CommandValid"), at("Command"), at("CommandIndex", "CommandId", "Index"),
		at("SnapshotValid"), at("Snapshot"), at("SnapshotTerm"), at("SnapshotIndex", "SnapshotId")}
	if fields.commandIndex < 0 || fields.command < 0 {
		panic("labworld: " + t.String() + " has no CommandIndex or no Command, as the labs give it")
	}
}

// PutSeen reports a message that the program's own service gets.
func PutSeen(message interface{}) { putMessage(message, opSawCommand, opSawSnapshot, false) }

func putMessage(message interface{}, opCommand, opSnapshot byte, isWhole bool) {
	v := reflect.ValueOf(message)
	if v.Type() != messageType {
		learnFields(v.Type())
	}
	isSet := func(at int) bool { return at >= 0 && v.Field(at).Bool() }
	switch {
	case isSet(fields.snapshotValid):
		if isWhole && !isInstalled(v) {
			passOver()
			return
		}
		begin(opSnapshot)
		putNumber(int(v.Field(fields.snapshotIndex).Int()))
		if isWhole {
			putNumber(int(v.Field(fields.snapshotTerm).Int()))
			putBytes(v.Field(fields.snapshot).Bytes())
		}
		end()
	case isSet(fields.commandValid):
		text := words(v.Field(fields.command).Interface())
		begin(opCommand)
		putNumber(int(v.Field(fields.commandIndex).Int()))
		putBytes(text)
		end()
	case isWhole:
		passOver()
	}
}

// passOver makes the service ready for the next message: this one says nothing to it.
func passOver() {
	select {
	case wanted <- struct{}{}:
	default:
	}
}

// isInstalled asks a Raft of 2022 or before whether the service shall go over to a snapshot that it
// has sent, as the service had to then.
func isInstalled(v reflect.Value) bool {
	raft, ok := program.Raft.(interface {
		CondInstallSnapshot(lastIncludedTerm, lastIncludedIndex int, snapshot []byte) bool
	})
	return !ok || raft.CondInstallSnapshot(int(v.Field(fields.snapshotTerm).Int()),
		int(v.Field(fields.snapshotIndex).Int()), v.Field(fields.snapshot).Bytes())
}
