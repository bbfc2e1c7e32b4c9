/**
 * What leaders, clerks and restored servers can do wrong on the sharded store whose groups fetch
 * their shards.
 */
import type { Patch, Realisation } from '../entry.ts'

const HOLDINGS = 'shardkv/holdings.ts'
const JOURNAL = 'shardkv/journal.ts'
const SERVER = 'shardkv/server.ts'
const SHARD = 'shardkv/shard.ts'

/** Who waits is found by index. */
function waitingByIndex(isOwn: string): readonly Patch[] {
  return [
    {
      file: JOURNAL,
      find: 'const { term, isLeader } = this.rf.start(entry)',
      replace: 'const { index, term, isLeader } = this.rf.start(entry)',
    },
    {
      file: JOURNAL,
      find: 'this.#holders.set(ticket, { term, resolve })',
      replace: 'this.#holders.set(index, { term, resolve, command })',
    },
    {
      file: JOURNAL,
      find: 'if (life === this.#life) this.#settle(ticket, result)',
      replace: `void [life, ticket]
    const mine = this.#holders.get(index)?.command
    this.#settle(index, mine !== undefined && ${isOwn} ? result : undefined)`,
    },
  ]
}

const IS_SAME_KIND_AND_KEY = `mine.kind === command.kind &&
      mine.operation?.kind === command.operation?.kind &&
      mine.operation?.key === command.operation?.key`

export const pullingLeaders: Record<string, Realisation> = {
  'restore-keeps-old-shards': [
    {
      file: HOLDINGS,
      find: 'this.#shards = new Map(saved.served.map(([number, held]) => [number, new Shard(held)]))',
      replace:
        'for (const [number, held] of saved.served) this.#shards.set(number, new Shard(held))',
    },
  ],
  'restore-keeps-awaited': [
    {
      file: HOLDINGS,
      find: 'this.awaited = saved.awaited',
      replace: 'this.awaited = [...this.awaited, ...saved.awaited]',
    },
  ],
  'no-command-in-new-term': [
    { file: SERVER, find: "void this.#journal.put({ kind: 'begin' })", replace: '' },
  ],
  'shard-requests-forgotten-in-time': [
    {
      file: SHARD,
      find: "if (serial <= (this.#lastWrites.get(clerk) ?? 0)) return ''",
      replace: `const now = Date.now()
    const isForgotten = now - (this.#heard.get(clerk) ?? now) > 10_000
    this.#heard.set(clerk, now)
    if (!isForgotten && serial <= (this.#lastWrites.get(clerk) ?? 0)) return ''`,
    },
    {
      file: SHARD,
      find: 'readonly #values: Map<string, string>',
      replace: `readonly #values: Map<string, string>
  readonly #heard = new Map<number, number>()`,
    },
  ],
  'clerk-stays-with-its-group': [
    {
      file: 'shardkv/client.ts',
      find: "if (answer?.kind === 'done') return answer.value",
      replace: `if (answer?.kind === 'done') return answer.value
      if (answer === undefined && servers.length > 0) {
        await sleep(PAUSE_MS)
        continue
      }`,
    },
  ],
  'deletion-confirmed-before-commit': [
    {
      file: SERVER,
      find: "if (this.#isKept(move)) await this.#journal.put({ kind: 'drop', move })",
      replace: `if (this.#isKept(move) && this.#journal.isLeader) {
      void this.#journal.put({ kind: 'drop', move })
      return { isDone: true }
    }`,
    },
  ],
  'confirmations-not-in-snapshot': [
    { file: HOLDINGS, find: 'thanks: [...this.thanks],', replace: 'thanks: [],' },
  ],
  'shard-waits-by-index': waitingByIndex('true'),
  'shard-waits-by-kind-and-key': waitingByIndex(IS_SAME_KIND_AND_KEY),
  'only-last-request-known': [
    {
      file: SHARD,
      find: 'if (serial <= (this.#lastWrites.get(clerk) ?? 0))',
      replace: 'if (serial === (this.#lastWrites.get(clerk) ?? 0))',
    },
  ],
}
