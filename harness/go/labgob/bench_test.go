package labgob

import (
	"bytes"
	"encoding/gob"
	"testing"
)

// As the labs use it: a fresh encoder and decoder for each message.

func saved() []entry {
	log := make([]entry, 2000)
	for i := range log {
		log[i] = entry{i / 100, i, op{"Put", "key", "some value", 1 << 40, i}}
	}
	return log
}

func numbersLog() []entry {
	log := make([]entry, 2000)
	for i := range log {
		log[i] = entry{i / 100, i, i * 1000003}
	}
	return log
}

type voteReply struct {
	Term        int
	VoteGranted bool
}

var messages = []struct {
	name  string
	value interface{}
	fresh func() interface{}
}{
	{"heartbeat", &appendArgs{Term: 3, LeaderId: 1, PrevLogIndex: 40},
		func() interface{} { return &appendArgs{} }},
	{"reply", &voteReply{3, true}, func() interface{} { return &voteReply{} }},
	{"entries", &appendArgs{Term: 3, Entries: saved()[:5]},
		func() interface{} { return &appendArgs{} }},
	{"log-2000-int", numbersLog(), func() interface{} { return &[]entry{} }},
	{"log-2000-op", saved(), func() interface{} { return &[]entry{} }},
}

func BenchmarkEncode(b *testing.B) {
	for _, m := range messages {
		b.Run(m.name+"/gob", func(b *testing.B) {
			for i := 0; i < b.N; i++ {
				gob.NewEncoder(&bytes.Buffer{}).Encode(m.value)
			}
		})
		b.Run(m.name+"/ours", func(b *testing.B) {
			for i := 0; i < b.N; i++ {
				NewEncoder(&bytes.Buffer{}).Encode(m.value)
			}
		})
	}
}

func BenchmarkDecode(b *testing.B) {
	for _, m := range messages {
		theirs, _ := gobBytes(m.value)
		ours, _ := ourBytes(m.value)
		b.Run(m.name+"/gob", func(b *testing.B) {
			for i := 0; i < b.N; i++ {
				gob.NewDecoder(bytes.NewBuffer(theirs)).Decode(m.fresh())
			}
		})
		b.Run(m.name+"/ours", func(b *testing.B) {
			for i := 0; i < b.N; i++ {
				NewDecoder(bytes.NewBuffer(ours)).Decode(m.fresh())
			}
		})
	}
}
