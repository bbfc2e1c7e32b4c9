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
		putMessage(program.Raft, message, opApplyCommand, opApplySnapshot, true)
	}
}

func takeSnapshot(index int, snapshot []byte) {
	<-booted
	service <- struct{}{}
	operation(program.Raft, "Snapshot", "index int, snapshot []byte")(index, snapshot)
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

// PutSeen reports a message that the program's own service gets from a Raft.
func PutSeen(raft, message interface{}) {
	putMessage(raft, message, opSawCommand, opSawSnapshot, false)
}

// conditional is a Raft of 2022 or before. The service asks it whether it shall go over to a snapshot
// that came on applyCh, and passes over commands that an installed one covers.
type conditional interface {
	CondInstallSnapshot(lastIncludedTerm, lastIncludedIndex int, snapshot []byte) bool
}

// Of a conditional Raft: the last index that was told, and that of the last snapshot.
var toldTo, coveredTo int

func putMessage(raft, message interface{}, opCommand, opSnapshot byte, isWhole bool) {
	v := reflect.ValueOf(message)
	if v.Type() != messageType {
		learnFields(v.Type())
	}
	rf, isConditional := raft.(conditional)
	isSet := func(at int) bool { return at >= 0 && v.Field(at).Bool() }
	switch {
	case isSet(fields.snapshotValid):
		index := int(v.Field(fields.snapshotIndex).Int())
		if isConditional {
			if isWhole && !isInstalled(rf, v) || !isWhole && index <= toldTo {
				passOver(isWhole)
				return
			}
			toldTo, coveredTo = index, index
		}
		begin(opSnapshot)
		putNumber(index)
		if isWhole {
			putNumber(int(v.Field(fields.snapshotTerm).Int()))
			putBytes(v.Field(fields.snapshot).Bytes())
		}
		end()
	case isSet(fields.commandValid):
		index := int(v.Field(fields.commandIndex).Int())
		if isConditional && index <= coveredTo {
			passOver(isWhole)
			return
		}
		toldTo = index
		text := words(v.Field(fields.command).Interface())
		begin(opCommand)
		putNumber(index)
		putBytes(text)
		end()
	default:
		passOver(isWhole)
	}
}

// passOver makes a service of the world's ready for the next message: this one says nothing to it.
func passOver(isWhole bool) {
	if !isWhole {
		return
	}
	select {
	case wanted <- struct{}{}:
	default:
	}
}

func isInstalled(raft conditional, v reflect.Value) bool {
	return raft.CondInstallSnapshot(int(v.Field(fields.snapshotTerm).Int()),
		int(v.Field(fields.snapshotIndex).Int()), v.Field(fields.snapshot).Bytes())
}
