package shardkv

import (
	"sync"
	"time"

	"6.5840/rsm"
)

const (
	configPause = 80 * time.Millisecond
	movePause   = 40 * time.Millisecond
)

// every does something now and then, as long as the server lives, and only while it leads.
func (kv *ShardKV) every(pause time.Duration, do func()) {
	go func() {
		for !kv.rsm.Killed() {
			if kv.rsm.Leads() {
				do()
			}
			time.Sleep(pause)
		}
	}()
}

// goOn asks for the next configuration, one after the other.
func (kv *ShardKV) goOn() {
	num, isSettled := kv.machine.next()
	if !isSettled {
		return
	}
	if config := kv.ctrler.Query(num); config.Num == num {
		kv.rsm.Submit(NewConfig{config})
	}
}

// fetchWanted brings the shards here that this configuration gives us.
func (kv *ShardKV) fetchWanted() {
	num, shards := kv.machine.in(wanted)
	kv.askAll(shards, func(group *rsm.Group, shard int) {
		got := ShardReply{}
		isTaken := group.Ask("ShardKV.Fetch", &ShardArgs{num, shard},
			func() interface{} { return &ShardReply{} },
			func(reply interface{}) bool {
				got = *reply.(*ShardReply)
				return got.Err == OK
			})
		if isTaken {
			kv.rsm.Submit(Arrived{num, shard, got.Data, got.Last})
		}
	})
}

// tellTaken lets their old groups drop them.
func (kv *ShardKV) tellTaken() {
	num, shards := kv.machine.in(taken)
	kv.askAll(shards, func(group *rsm.Group, shard int) {
		isTold := group.Ask("ShardKV.Drop", &ShardArgs{num, shard},
			func() interface{} { return &ShardReply{} },
			func(reply interface{}) bool { return reply.(*ShardReply).Err == OK })
		if isTold {
			kv.rsm.Submit(Told{num, shard})
		}
	})
}

// askAll asks about all shards at the same time.
func (kv *ShardKV) askAll(shards map[int][]string, ask func(group *rsm.Group, shard int)) {
	var asked sync.WaitGroup
	for shard, servers := range shards {
		asked.Add(1)
		go func(shard int, servers []string) {
			defer asked.Done()
			ask(rsm.NewGroup(endsOf(servers, kv.makeEnd)), shard)
		}(shard, servers)
	}
	asked.Wait()
}

// commitOldTerms gives a new leader something of its own term to commit: what it found in its log
// would wait for it, and others for that.
func (kv *ShardKV) commitOldTerms() func() {
	last := 0
	return func() {
		if term, _ := kv.rf.GetState(); term != last {
			if _, ok := kv.rsm.Submit(Nothing{}); ok {
				last = term
			}
		}
	}
}
