/** Wrong sharded stores that part 4B must catch. Patches on `solutions/shardkv`. */
import type { Patch, ReferenceKind } from './entry.ts'

const STORE = 'shardkv/shard-store.ts'
const SERVER = 'shardkv/server.ts'

const OWNED = 'return this.config.shards[shard] === this.gid ? this.shards.get(shard) : undefined'
const NEXT = 'if (config.num !== this.config.num + 1 || !this.isSettled) return OK'
const MAY_TAKE = 'if (!replica.isLeader || !store.isSettled) return false'
/** Two patches of kinds that carry out requests on what has gone. */
const RUNS_WHATEVER_IT_HAS: Patch = {
  file: STORE,
  find: 'return this.shardServing(command.key)?.run(command)',
  replace: 'return this.shards.get(key2shard(command.key))?.run(command)',
}
const KEEPS_WHAT_HAS_GONE: Patch = { file: STORE, find: 'this.shards.delete(shard)', replace: '' }

export const storeKinds: readonly ReferenceKind[] = [
  {
    id: 'second-configuration-never-taken',
    title: 'A group takes the first configuration and stays at it.',
    part: '4B',
    tests: ['TestJoinLeave', 'TestSnapshot', 'TestMissChange'],
    patches: [
      {
        file: SERVER,
        find: 'if (this.isKilled || config.num !== num) return false',
        replace: 'if (this.isKilled || config.num !== num || num > 1) return false',
      },
    ],
  },
  {
    id: 'serves-before-data-arrived',
    title: 'A group serves a new shard as an empty one until its data has come.',
    part: '4B',
    tests: ['TestChallenge2Unaffected', 'TestDeleteAfterCommit4B'],
    patches: [
      {
        file: STORE,
        find: 'else if (owner === this.gid) this.awaited.add(shard)',
        replace: `else if (owner === this.gid) {
      this.awaited.add(shard)
      this.shards.set(shard, Shard.empty(shard))
    }`,
      },
    ],
  },
  {
    id: 'serves-after-handing-over',
    title: 'A group goes on serving a shard from the copy it has given away.',
    part: '4B',
    tests: ['TestOwnership4B'],
    patches: [
      { file: STORE, find: OWNED, replace: 'return this.shards.get(shard)' },
      KEEPS_WHAT_HAS_GONE,
    ],
  },
  {
    id: 'ownership-checked-on-arrival',
    title:
      'Whether a group owns the shard is checked when a request comes, not when it is applied.',
    part: '4B',
    tests: ['TestOwnership4B'],
    patches: [RUNS_WHATEVER_IT_HAS, KEEPS_WHAT_HAS_GONE],
  },
  {
    id: 'copied-when-sent',
    title:
      'The copy of a shard is made when it is sent; requests that come behind the configuration are carried out on what is left.',
    part: '4B',
    tests: ['TestOwnership4B'],
    patches: [
      RUNS_WHATEVER_IT_HAS,
      KEEPS_WHAT_HAS_GONE,
      {
        file: STORE,
        find: 'this.handovers = this.handovers.filter(',
        replace: `for (const known of this.handovers) {
      if (known.num !== num || known.gid !== gid) continue
      for (const { shard } of known.shards) this.shards.delete(shard)
    }
    this.handovers = this.handovers.filter(`,
      },
      {
        file: SERVER,
        find: 'await this.courier.deliver(handover)',
        replace: `await this.courier.deliver({
      ...handover,
      shards: handover.shards.map((copy) => this.store['shards'].get(copy.shard)?.copy() ?? copy),
    })`,
      },
    ],
  },
  {
    id: 'duplicate-table-stays',
    title: 'A shard is handed over without the table of requests already carried out on it.',
    part: '4B',
    tests: ['TestRetryAfterMove4B'],
    patches: [
      {
        file: STORE,
        find: 'if (copy === undefined) return',
        replace: `if (copy === undefined) return
    copy.lastRequests = []`,
      },
    ],
  },
  {
    id: 'configurations-skipped',
    title: 'A group goes to the newest configuration at once, whatever it has missed.',
    part: '4B',
    tests: ['TestMissedConfigs4B'],
    patches: [
      { file: SERVER, find: 'this.ctrler.query(num)', replace: 'this.ctrler.query(-1)' },
      { file: SERVER, find: 'config.num !== num)', replace: 'config.num < num)' },
      {
        file: STORE,
        find: NEXT,
        replace: 'if (config.num <= this.config.num || !this.isSettled) return OK',
      },
    ],
  },
  {
    id: 'next-configuration-before-settled',
    title: 'A group takes the next configuration while shards of this one are still missing.',
    part: '4B',
    tests: ['TestMissedConfigs4B', 'TestExchange4B'],
    patches: [
      { file: SERVER, find: MAY_TAKE, replace: 'if (!replica.isLeader) return false' },
      { file: STORE, find: NEXT, replace: 'if (config.num !== this.config.num + 1) return OK' },
    ],
  },
  {
    id: 'configuration-without-log',
    title: 'Every server takes a configuration when it hears of it, not when the log says so.',
    part: '4B',
    tests: ['TestMissedConfigs4B'],
    patches: [
      { file: SERVER, find: MAY_TAKE, replace: 'if (!store.isSettled) return false' },
      {
        file: SERVER,
        find: "return (await replica.propose({ kind: 'configure', config })) !== undefined",
        replace: `store.apply({ kind: 'configure', config })
    return true`,
      },
    ],
  },
  {
    id: 'shards-never-deleted',
    title: 'A group keeps for ever what it has handed over.',
    part: '4B',
    tests: ['TestChallenge1Delete'],
    patches: [
      {
        file: STORE,
        find: '  handovers: Handover[] = []',
        replace: `  handovers: Handover[] = []
  private kept: Handover[] = []`,
      },
      {
        file: STORE,
        find: 'this.handovers = this.handovers.filter(',
        replace: `this.kept.push(...this.handovers)
    this.handovers = this.handovers.filter(`,
      },
      {
        file: STORE,
        find: 'return encode(saved)',
        replace: 'return encode({ ...saved, kept: this.kept })',
      },
    ],
  },
  {
    id: 'deleted-once-sent',
    title: 'A group deletes a shard when it has sent it, whether it was received or not.',
    part: '4B',
    tests: ['TestDeleteAfterCommit4B', 'TestRestartMidMove4B'],
    patches: [
      {
        file: SERVER,
        find: 'if (!hasArrived || this.isKilled) return',
        replace: 'if (hasArrived === undefined || this.isKilled) return',
      },
    ],
  },
  {
    id: 'deleted-before-commit',
    title:
      'The new owner confirms a shard when it has put it into its log, before that is committed.',
    part: '4B',
    tests: ['TestDeleteAfterCommit4B'],
    patches: [
      {
        file: SERVER,
        find: `const reply = await replica.propose({ kind: 'install', ...args })
    if (reply === undefined) return { err: 'ErrWrongLeader' }
    return { err: store.hasReceived(args) ? 'OK' : 'ErrNotReady' }`,
        replace: `void replica.propose({ kind: 'install', ...args })
    return { err: 'OK' }`,
      },
    ],
  },
  {
    id: 'confirms-what-was-replaced',
    title:
      'The new owner confirms a shard once its command is settled, also if another replaced it.',
    part: '4B',
    tests: ['TestConfirmDeposed4B'],
    patches: [
      {
        file: SERVER,
        find: `if (reply === undefined) return { err: 'ErrWrongLeader' }
    return { err: store.hasReceived(args) ? 'OK' : 'ErrNotReady' }`,
        replace: `void reply
    return { err: 'OK' }`,
      },
    ],
  },
  {
    id: 'whole-group-blocked',
    title: 'A group serves nothing until all shards of a configuration have come.',
    part: '4B',
    tests: ['TestChallenge2Partial'],
    patches: [
      {
        file: STORE,
        find: OWNED,
        replace:
          'return this.isSettled && this.config.shards[shard] === this.gid ? this.shards.get(shard) : undefined',
      },
    ],
  },
  {
    id: 'groups-wait-for-each-other',
    title: 'A group gives nothing away until it has got everything it is to get.',
    part: '4B',
    tests: ['TestExchange4B'],
    patches: [
      {
        file: SERVER,
        find: 'for (const handover of this.store.handovers) void this.handOver(handover)',
        replace: `if (!this.store.isSettled) return
    for (const handover of this.store.handovers) void this.handOver(handover)`,
      },
    ],
  },
  {
    id: 'awaited-shards-not-in-snapshot',
    title: 'A snapshot does not say which shards have still to come.',
    part: '4B',
    tests: ['TestRestartMidMove4B'],
    patches: [{ file: STORE, find: 'awaited: [...this.awaited]', replace: 'awaited: []' }],
  },
  {
    id: 'handovers-not-in-snapshot',
    title: 'A snapshot does not hold the shards that have still to be handed over.',
    part: '4B',
    tests: ['TestRestartMidMove4B'],
    patches: [
      {
        file: STORE,
        find: '[...this.awaited], handovers }',
        replace: '[...this.awaited], handovers: [] }',
      },
    ],
  },
  {
    id: 'shard-duplicates-not-in-snapshot',
    title: 'A snapshot holds the shards without their tables of requests carried out.',
    part: '4B',
    tests: ['TestRetryAfterMove4B'],
    patches: [
      {
        file: STORE,
        find: 'map((shard) => shard.copy())',
        replace: 'map((shard) => ({ ...shard.copy(), lastRequests: [] }))',
      },
    ],
  },
]
