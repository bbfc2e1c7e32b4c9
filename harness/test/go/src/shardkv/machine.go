package shardkv

import (
	"bytes"
	"sync"

	"6.5840/labgob"
	"6.5840/shardctrler"
)

// What the log holds besides OpArgs.
type (
	// NewConfig begins a configuration.
	NewConfig struct{ Config shardctrler.Config }
	// Arrived brings a shard that its old group has given.
	Arrived struct {
		Num, Shard int
		Data       map[string]string
		Last       map[int64]int
	}
	// Fetched drops a shard that its new group has.
	Fetched struct{ Num, Shard int }
	// Told notes that the old group has dropped it.
	Told struct{ Num, Shard int }
	// Nothing makes a new leader commit what was there before.
	Nothing struct{}
)

// status is where a shard stands on its way from group to group.
type status int

const (
	// absent: it is of another group.
	absent status = iota
	// serving: it is ours.
	serving
	// wanted: it is ours, but its data is with its old group.
	wanted
	// taken: it is served here, and the old group has not dropped it yet.
	taken
	// leaving: its new group has not got it yet.
	leaving
)

// shard is the data of a shard, and the number of the last request of each client.
type shard struct {
	Status status
	Data   map[string]string
	Last   map[int64]int
}

// machine is what a group keeps alike. The mutex is for those who only look.
type machine struct {
	mu     sync.Mutex
	gid    int
	Config shardctrler.Config
	Before shardctrler.Config
	Shards [shardctrler.NShards]shard
}

// Apply carries out what the log says.
func (m *machine) Apply(it interface{}) interface{} {
	m.mu.Lock()
	defer m.mu.Unlock()
	switch op := it.(type) {
	case OpArgs:
		return m.operate(op)
	case NewConfig:
		m.begin(op.Config)
	case Arrived:
		s := &m.Shards[op.Shard]
		if op.Num == m.Config.Num && s.Status == wanted {
			*s = shard{taken, copyData(op.Data), copyLast(op.Last)}
		}
	case Fetched:
		s := &m.Shards[op.Shard]
		if op.Num == m.Config.Num && s.Status == leaving {
			*s = shard{}
		}
	case Told:
		s := &m.Shards[op.Shard]
		if op.Num == m.Config.Num && s.Status == taken {
			s.Status = serving
		}
	}
	return OpReply{Err: OK}
}

func (m *machine) operate(op OpArgs) OpReply {
	s := &m.Shards[key2shard(op.Key)]
	if s.Status != serving && s.Status != taken {
		return OpReply{Err: ErrWrongGroup}
	}
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
		return OpReply{OK, s.Data[op.Key]}
	}
	return OpReply{Err: OK}
}

// begin goes on to the next configuration, if all that the one before moves has moved.
func (m *machine) begin(next shardctrler.Config) {
	if next.Num != m.Config.Num+1 || !m.isSettled() {
		return
	}
	m.Before, m.Config = m.Config, next
	for i := range m.Shards {
		s := &m.Shards[i]
		isOurs, wasOurs := next.Shards[i] == m.gid, s.Status == serving
		switch {
		case isOurs && !wasOurs && m.Before.Shards[i] == 0:
			*s = shard{serving, map[string]string{}, map[int64]int{}}
		case isOurs && !wasOurs:
			s.Status = wanted
		case !isOurs && wasOurs && next.Shards[i] == 0:
			*s = shard{}
		case !isOurs && wasOurs:
			s.Status = leaving
		}
	}
}

func (m *machine) isSettled() bool {
	for _, s := range m.Shards {
		if s.Status != absent && s.Status != serving {
			return false
		}
	}
	return true
}

// in is which shards have a status, with the configuration and the servers that had them before.
func (m *machine) in(status status) (int, map[int][]string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	found := map[int][]string{}
	for i, s := range m.Shards {
		if s.Status == status {
			found[i] = m.Before.Groups[m.Before.Shards[i]]
		}
	}
	return m.Config.Num, found
}

// next is the number of the configuration to go on to; false while shards are on their way.
func (m *machine) next() (int, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.Config.Num + 1, m.isSettled()
}

// Snapshot is all that it holds.
func (m *machine) Snapshot() []byte {
	m.mu.Lock()
	defer m.mu.Unlock()
	w := new(bytes.Buffer)
	e := labgob.NewEncoder(w)
	if e.Encode(m.Config) != nil || e.Encode(m.Before) != nil || e.Encode(m.Shards) != nil {
		panic("shardkv: the state cannot be encoded")
	}
	return w.Bytes()
}

// Restore takes in a snapshot.
func (m *machine) Restore(snapshot []byte) {
	var config, before shardctrler.Config
	var shards [shardctrler.NShards]shard
	d := labgob.NewDecoder(bytes.NewBuffer(snapshot))
	if d.Decode(&config) != nil || d.Decode(&before) != nil || d.Decode(&shards) != nil {
		panic("shardkv: the snapshot cannot be read")
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.Config, m.Before, m.Shards = config, before, shards
}

func copyData(data map[string]string) map[string]string {
	fresh := map[string]string{}
	for key, value := range data {
		fresh[key] = value
	}
	return fresh
}

func copyLast(last map[int64]int) map[int64]int {
	fresh := map[int64]int{}
	for client, seq := range last {
		fresh[client] = seq
	}
	return fresh
}
