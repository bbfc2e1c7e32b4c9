/** Every kind of fault on the sharded store whose groups fetch their shards. */
import type { Base, Realisation } from '../entry.ts'
import { pullingLeaders } from './pulling-leaders.ts'

const HOLDINGS = 'shardkv/holdings.ts'
const SERVER = 'shardkv/server.ts'

const SERVES = 'return this.config.shards[shard] === this.#gid && this.#shards.has(shard)'
const NEXT = 'if (config.num !== this.config.num + 1 || !this.isComplete) return NOTHING'
const MAY_TAKE = 'if (!this.#holdings.isComplete) return\n'
const QUERIED = 'if (config.num === num) await this.#journal.put'
const PULLED = 'const contents = this.#holdings.kept(move)\n'
const ARRIVED = "await this.#journal.put({ kind: 'arrive', move, contents: reply.contents })"
const GIVEN = 'this.#shards.delete(move.shard)\n'

const stores: Record<string, Realisation> = {
  'second-configuration-never-taken': [
    { file: SERVER, find: QUERIED, replace: QUERIED.replace('=== num', '=== num && num <= 1') },
  ],
  'serves-before-data-arrived': [
    {
      file: HOLDINGS,
      find: 'else this.awaited = [...this.awaited, { ...move, servers: last.servers }]',
      replace: `else {
      this.#shards.set(shard, new Shard())
      this.awaited = [...this.awaited, { ...move, servers: last.servers }]
    }`,
    },
  ],
  'serves-after-handing-over': [
    { file: HOLDINGS, find: SERVES, replace: 'return this.#shards.has(shard)' },
    { file: HOLDINGS, find: GIVEN, replace: '' },
  ],
  'ownership-checked-on-arrival': [
    {
      file: HOLDINGS,
      find: 'if (shard === undefined || !this.serves(operation.key))',
      replace: 'if (shard === undefined)',
    },
    { file: HOLDINGS, find: GIVEN, replace: '' },
  ],
  'copied-when-sent': [
    {
      file: HOLDINGS,
      find: 'if (shard === undefined || !this.serves(operation.key))',
      replace: 'if (shard === undefined)',
    },
    { file: HOLDINGS, find: GIVEN, replace: '' },
    {
      file: HOLDINGS,
      find: 'return this.#kept.get(nameOf(move))',
      replace: `const kept = this.#kept.get(nameOf(move))
    return kept && (this.#shards.get(move.shard)?.contents() ?? kept)`,
    },
    {
      file: HOLDINGS,
      find: 'this.#kept.delete(nameOf(command.move))',
      replace: `if (this.#kept.delete(nameOf(command.move))) this.#shards.delete(command.move.shard)`,
    },
  ],
  'duplicate-table-stays': [
    {
      file: HOLDINGS,
      find: 'this.#kept.set(nameOf(move), shard.contents())',
      replace: 'this.#kept.set(nameOf(move), { ...shard.contents(), lastWrites: [] })',
    },
  ],
  'configurations-skipped': [
    { file: SERVER, find: 'this.#ctrler.query(num)', replace: 'this.#ctrler.query(-1)' },
    { file: SERVER, find: QUERIED, replace: QUERIED.replace('===', '>=') },
    {
      file: HOLDINGS,
      find: NEXT,
      replace: 'if (config.num <= this.config.num || !this.isComplete) return NOTHING',
    },
  ],
  'next-configuration-before-settled': [
    { file: SERVER, find: MAY_TAKE, replace: '' },
    {
      file: HOLDINGS,
      find: NEXT,
      replace: 'if (config.num !== this.config.num + 1) return NOTHING',
    },
  ],
  'configuration-without-log': [
    {
      file: SERVER,
      find: 'void this.#whileAlive(CONFIG_PAUSE_MS, () => this.#takeNextConfig())',
      replace: `const follow = async (): Promise<void> => {
      while (!this.#journal.isKilled) {
        await this.#takeNextConfig()
        await sleep(CONFIG_PAUSE_MS)
      }
    }
    void follow()`,
    },
    { file: SERVER, find: QUERIED, replace: 'if (config.num === num) this.#holdings.apply' },
  ],
  'shards-never-deleted': [
    { file: HOLDINGS, find: 'this.#kept.delete(nameOf(command.move))', replace: '' },
    {
      file: SERVER,
      find: 'this.#holdings.config.num && !this.#isKept(move) }',
      replace: 'this.#holdings.config.num }',
    },
  ],
  'deleted-once-sent': [
    {
      file: SERVER,
      find: "if (contents !== undefined) return { kind: 'here', contents }",
      replace: `if (contents !== undefined) {
      void this.#journal.put({ kind: 'drop', move })
      return { kind: 'here', contents }
    }`,
    },
  ],
  'deleted-before-commit': [
    {
      file: SERVER,
      find: ARRIVED,
      replace: `void ${ARRIVED.replace('await ', '')}
    await this.#thank({ num, shard, servers })`,
    },
  ],
  'confirms-what-was-replaced': [
    {
      file: SERVER,
      find: ARRIVED,
      replace: `${ARRIVED}
    await this.#thank({ num, shard, servers })`,
    },
  ],
  'whole-group-blocked': [
    {
      file: HOLDINGS,
      find: SERVES,
      replace: SERVES.replace('return', 'return this.isComplete &&'),
    },
  ],
  'groups-wait-for-each-other': [
    {
      file: SERVER,
      find: PULLED,
      replace: `if (!this.#holdings.isComplete) return { kind: 'early' }
    ${PULLED}`,
    },
  ],
  'awaited-shards-not-in-snapshot': [
    { file: HOLDINGS, find: 'awaited: [...this.awaited],', replace: 'awaited: [],' },
  ],
  'handovers-not-in-snapshot': [
    { file: HOLDINGS, find: 'kept: [...this.#kept],', replace: 'kept: [],' },
  ],
  'shard-duplicates-not-in-snapshot': [
    {
      file: HOLDINGS,
      find: '[number, shard.contents()]',
      replace: '[number, { ...shard.contents(), lastWrites: [] }]',
    },
  ],
  // Here it is the last owner that has an older copy, while it does not know the configuration.
  'old-shards-taken-for-new': [
    {
      file: SERVER,
      find: PULLED,
      replace: 'const contents = this.#holdings.keptOf(move.shard)\n',
    },
    {
      file: HOLDINGS,
      find: '  /** Is there nothing left to wait for',
      replace: `  keptOf(shard: number): Contents | undefined {
    return [...this.#kept].find(([name]) => name.endsWith(\`.\${shard}\`))?.[1]
  }

  /** Is there nothing left to wait for`,
    },
  ],
  'late-shards-kept-while-away': [
    {
      file: HOLDINGS,
      find: 'if (arrival === undefined) return NOTHING',
      replace: `if (arrival === undefined) {
      if (!this.#shards.has(move.shard)) this.#shards.set(move.shard, new Shard(contents))
      return NOTHING
    }`,
    },
  ],
  'confirmation-of-any-move-deletes': [
    {
      file: HOLDINGS,
      find: 'this.#kept.delete(nameOf(command.move))',
      replace: `for (const name of [...this.#kept.keys()]) {
          if (name.endsWith(\`.\${command.move.shard}\`)) this.#kept.delete(name)
        }`,
    },
  ],
  'late-shards-overwrite': [
    {
      file: HOLDINGS,
      find: 'if (arrival === undefined) return NOTHING',
      replace: `if (arrival === undefined) {
      this.#shards.set(move.shard, new Shard(contents))
      return NOTHING
    }`,
    },
  ],
}

export const pulling: Base = {
  folder: 'harness/test/services/pulling',
  kinds: { ...stores, ...pullingLeaders },
}
