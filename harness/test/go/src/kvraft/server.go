package kvraft

import (
	"bytes"

	"6.5840/labgob"
	"6.5840/labrpc"
	"6.5840/raft"
	"6.5840/rsm"
)

// Op is what stands in the log.
type Op struct {
	Kind     string
	Key      string
	Value    string
	ClientId int64
	Seq      int
}

// KVServer is one server of the service.
type KVServer struct {
	rf  *raft.Raft
	rsm *rsm.RSM
}

// StartKVServer starts one. It returns at once.
func StartKVServer(servers []*labrpc.ClientEnd, me int, persister *raft.Persister,
	maxraftstate int) *KVServer {
	labgob.Register(Op{})
	store := &store{Data: map[string]string{}, Last: map[int64]int{}}
	kv := &KVServer{rsm: rsm.Make(servers, me, persister, maxraftstate, store)}
	kv.rf = kv.rsm.Raft()
	return kv
}

// Kill tells that the server is no longer needed.
func (kv *KVServer) Kill() {
	kv.rsm.Kill()
}

// Get goes through the log, too: a leader that was cut off does not know what it has missed.
func (kv *KVServer) Get(args *GetArgs, reply *GetReply) {
	reply.Err = ErrWrongLeader
	op := Op{Kind: "Get", Key: args.Key, ClientId: args.ClientId, Seq: args.Seq}
	if value, ok := kv.rsm.Submit(op); ok {
		reply.Err, reply.Value = OK, value.(string)
	}
}

// PutAppend is answered when it has been applied.
func (kv *KVServer) PutAppend(args *PutAppendArgs, reply *PutAppendReply) {
	reply.Err = ErrWrongLeader
	op := Op{args.Op, args.Key, args.Value, args.ClientId, args.Seq}
	if _, ok := kv.rsm.Submit(op); ok {
		reply.Err = OK
	}
}

// store is the data, and the number of the last request of each client.
type store struct {
	Data map[string]string
	Last map[int64]int
}

// Apply carries out an operation, once. A get may be carried out again: its client has no answer
// yet, so whatever it sees now it may see.
func (s *store) Apply(it interface{}) interface{} {
	op := it.(Op)
	if s.Last[op.ClientId] < op.Seq {
		s.Last[op.ClientId] = op.Seq
		switch op.Kind {
		case "Put":
			s.Data[op.Key] = op.Value
		case "Append":
			s.Data[op.Key] += op.Value
		}
	}
	if op.Kind == "Get" {
		return s.Data[op.Key]
	}
	return ""
}

// Snapshot is all that it holds.
func (s *store) Snapshot() []byte {
	w := new(bytes.Buffer)
	if err := labgob.NewEncoder(w).Encode(*s); err != nil {
		panic(err)
	}
	return w.Bytes()
}

// Restore takes in a snapshot.
func (s *store) Restore(snapshot []byte) {
	fresh := store{map[string]string{}, map[int64]int{}}
	if err := labgob.NewDecoder(bytes.NewBuffer(snapshot)).Decode(&fresh); err != nil {
		panic(err)
	}
	*s = fresh
}
