/**
 * Divides the shards over the groups: as evenly as possible, moving as few as possible, and always
 * in the same way, because every replica has to come to the same result.
 */

/**
 * The new owner of each shard. `shards` holds the old ones; those that are not in `gids` count as
 * gone. Depends on nothing but the numbers: not on the order in which groups have joined.
 */
export function rebalance(shards: readonly number[], gids: readonly number[]): number[] {
  if (gids.length === 0) return shards.map(() => 0)
  const room = quotas(shards, gids)
  const kept = shards.map((gid) => (takePlace(room, gid) ? gid : 0))
  return kept.map((gid) => (gid !== 0 ? gid : takeAnyPlace(room)))
}

/**
 * How many shards each group shall have. Some groups have one more than others if the division
 * leaves a rest: those that own most now, so that the fewest shards have to move.
 */
function quotas(shards: readonly number[], gids: readonly number[]): Map<number, number> {
  const owned = new Map(gids.map((gid) => [gid, 0]))
  for (const gid of shards) {
    const count = owned.get(gid)
    if (count !== undefined) owned.set(gid, count + 1)
  }
  const each = Math.floor(shards.length / gids.length)
  const rest = shards.length % gids.length
  const byOwned = [...owned].sort(([gidA, a], [gidB, b]) => b - a || gidA - gidB)
  return new Map(byOwned.map(([gid], rank) => [gid, rank < rest ? each + 1 : each]))
}

function takePlace(room: Map<number, number>, gid: number): boolean {
  const left = room.get(gid) ?? 0
  if (left > 0) room.set(gid, left - 1)
  return left > 0
}

function takeAnyPlace(room: Map<number, number>): number {
  for (const gid of room.keys()) if (takePlace(room, gid)) return gid
  throw new Error('the quotas do not add up to the number of shards')
}
