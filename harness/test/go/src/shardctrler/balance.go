package shardctrler

import "sort"

// balance divides the shards evenly, and moves as few as it can. All servers must come to the same
// division, so nothing here depends on the order of a map.
func (c *Config) balance() {
	if len(c.Groups) == 0 {
		c.Shards = [NShards]int{}
		return
	}
	owned := map[int][]int{}
	var homeless []int
	for shard, gid := range c.Shards {
		if _, ok := c.Groups[gid]; ok {
			owned[gid] = append(owned[gid], shard)
		} else {
			homeless = append(homeless, shard)
		}
	}
	gids := c.byOwned(owned)
	// Who has most keeps one more, where they cannot have the same.
	least, more := NShards/len(gids), NShards%len(gids)
	should := func(at int) int {
		if at < more {
			return least + 1
		}
		return least
	}
	for at, gid := range gids {
		if surplus := len(owned[gid]) - should(at); surplus > 0 {
			homeless = append(homeless, owned[gid][:surplus]...)
			owned[gid] = owned[gid][surplus:]
		}
	}
	for at, gid := range gids {
		for missing := should(at) - len(owned[gid]); missing > 0; missing-- {
			c.Shards[homeless[0]] = gid
			homeless = homeless[1:]
		}
	}
}

// byOwned is the groups, those with most shards first, then by their ids.
func (c *Config) byOwned(owned map[int][]int) []int {
	var gids []int
	for gid := range c.Groups {
		gids = append(gids, gid)
	}
	sort.Slice(gids, func(i, j int) bool {
		if a, b := len(owned[gids[i]]), len(owned[gids[j]]); a != b {
			return a > b
		}
		return gids[i] < gids[j]
	})
	return gids
}
