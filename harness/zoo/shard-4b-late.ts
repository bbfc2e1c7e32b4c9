/**
 * Wrong sharded stores that part 4B must catch: what comes late from another group, or twice.
 * Patches on `solutions/shardkv`.
 */
import type { ReferenceKind } from './entry.ts'

const STORE = 'shardkv/shard-store.ts'
const TAKE = 'if (num !== this.config.num || !this.awaited.delete(copy.shard)) continue'
const RECEIVED = 'if (num !== this.config.num) return num < this.config.num'

export const lateKinds: readonly ReferenceKind[] = [
  {
    id: 'old-shards-taken-for-new',
    title:
      'A shard that is awaited is taken from whatever message brings it, of an older configuration too.',
    part: '4B',
    tests: ['TestLateShards4B', 'TestUnconfirmed4B'],
    patches: [
      { file: STORE, find: TAKE, replace: 'if (!this.awaited.delete(copy.shard)) continue' },
      {
        file: STORE,
        find: RECEIVED,
        replace: 'if (num > this.config.num) return false',
      },
    ],
  },
  {
    id: 'late-shards-overwrite',
    title: 'A late message with an old copy of a shard replaces what the group has by now.',
    part: '4B',
    tests: ['TestLateShards4B', 'TestArrivesTwice4B'],
    patches: [
      { file: STORE, find: TAKE, replace: 'this.awaited.delete(copy.shard)' },
      {
        file: STORE,
        find: RECEIVED,
        replace: 'if (num !== this.config.num) return false',
      },
    ],
  },
  {
    id: 'late-shards-kept-while-away',
    title: 'A group that has given a shard away takes an old copy of it from a late message.',
    part: '4B',
    tests: ['TestLateShards4B', 'TestArrivesTwice4B'],
    patches: [
      {
        file: STORE,
        find: TAKE,
        replace: `if (this.shards.has(copy.shard)) continue
      this.awaited.delete(copy.shard)`,
      },
      {
        file: STORE,
        find: `${RECEIVED}
    return shards.every(({ shard }) => !this.awaited.has(shard))`,
        replace: `if (num > this.config.num) return false
    return shards.every(({ shard }) => this.shards.has(shard))`,
      },
    ],
  },
  {
    id: 'confirmation-of-any-move-deletes',
    title: 'What is to go to a group is deleted when that confirms an earlier move.',
    part: '4B',
    tests: ['TestUnconfirmed4B'],
    patches: [
      { file: STORE, find: 'known.num !== num || known.gid !== gid', replace: 'known.gid !== gid' },
    ],
  },
]
