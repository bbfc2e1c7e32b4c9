package main

import (
	"encoding/json"

	"6.5840/labworld"
	"6.5840/shardctrler"
)

// clerk gives the operations of a clerk as the world calls them.
func clerk(ck *shardctrler.Clerk) func(string, []json.RawMessage) interface{} {
	return func(method string, args []json.RawMessage) interface{} {
		switch method {
		case "join":
			servers := map[int][]string{}
			labworld.Read(args[0], &servers)
			ck.Join(servers)
		case "leave":
			var gids []int
			labworld.Read(args[0], &gids)
			ck.Leave(gids)
		case "move":
			var shard, gid int
			labworld.Read(args[0], &shard)
			labworld.Read(args[1], &gid)
			ck.Move(shard, gid)
		case "query":
			var num int
			labworld.Read(args[0], &num)
			config := ck.Query(num)
			groups := map[int][]string{}
			for gid, servers := range config.Groups {
				groups[gid] = append([]string{}, servers...)
			}
			return map[string]interface{}{"num": config.Num, "shards": config.Shards, "groups": groups}
		}
		return nil
	}
}
