package labworld

import (
	"fmt"
	"strings"
	"testing"
)

type message struct {
	CommandValid  bool
	Command       interface{}
	CommandIndex  int
	SnapshotValid bool
	Snapshot      []byte
	SnapshotTerm  int
	SnapshotIndex int
}

func command(index int) message { return message{CommandValid: true, CommandIndex: index, Command: 7} }

func snapshotOf(index int) message { return message{SnapshotValid: true, SnapshotIndex: index} }

type oldRaft struct{ refused int }

func (rf *oldRaft) CondInstallSnapshot(term, index int, snapshot []byte) bool {
	return index != rf.refused
}

// told gives what the world is told of messages in this order, `c3` for a command, `s3` for a snapshot.
func told(raft interface{}, isWhole bool, messages ...message) string {
	toldTo, coveredTo, outbox = 0, 0, outbox[:0]
	var list []string
	for _, m := range messages {
		before := len(outbox)
		if isWhole {
			putMessage(raft, m, opApplyCommand, opApplySnapshot, true)
		} else {
			PutSeen(raft, m)
		}
		if len(outbox) > before {
			kind := map[byte]string{opApplyCommand: "c", opSawCommand: "c", opApplySnapshot: "s", opSawSnapshot: "s"}
			list = append(list, fmt.Sprint(kind[outbox[before]], m.CommandIndex+m.SnapshotIndex))
		}
	}
	return strings.Join(list, " ")
}

func TestSnapshotsOfOldEditions(t *testing.T) {
	late := []message{command(1), command(2), snapshotOf(4), command(3), command(4), command(5), snapshotOf(4)}
	stale := []message{command(1), command(2), command(3), snapshotOf(2), command(4)}
	var none *oldRaft
	for _, test := range []struct {
		name     string
		got      string
		expected string
	}{
		{"covered commands are passed over", told(none, false, late...), "c1 c2 s4 c5"},
		{"an old snapshot is refused", told(none, false, stale...), "c1 c2 c3 c4"},
		{"so in lab 2, where it is asked", told(&oldRaft{2}, true, stale...), "c1 c2 c3 c4"},
		{"one that it takes counts", told(&oldRaft{}, true, late[:5]...), "c1 c2 s4"},
		{"a refused one covers nothing", told(&oldRaft{4}, true, late[:5]...), "c1 c2 c3 c4"},
		{"a Raft of 2023 is not asked", told(0, false, stale...), "c1 c2 c3 s2 c4"},
		{"nor forgiven", told(0, true, late[:5]...), "c1 c2 s4 c3 c4"},
	} {
		if test.got != test.expected {
			t.Errorf("%s: %s, expected %s", test.name, test.got, test.expected)
		}
	}
}
