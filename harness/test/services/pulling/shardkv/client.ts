/** A clerk of the sharded store: asks until an operation is done. One operation at a time. */
import { type ClientEnd, nrand, sleep } from '#lab'
import { Clerk as CtrlerClerk } from '../shardctrler/client.ts'
import { type Config, makeFirstConfig } from '../shardctrler/common.ts'
import { type Answer, key2shard, type Operation } from './common.ts'
import { Neighbours } from './neighbours.ts'

/** Between two looks at the configuration, when it has not changed. */
const PAUSE_MS = 80

export class Clerk {
  readonly #ctrler: CtrlerClerk
  readonly #groups: Neighbours
  readonly #clerk = nrand()
  #serial = 0
  #config: Config = makeFirstConfig()

  constructor(ctrlers: ClientEnd[], makeEnd: (serverName: string) => ClientEnd) {
    this.#ctrler = new CtrlerClerk(ctrlers)
    this.#groups = new Neighbours(makeEnd)
  }

  get(key: string): Promise<string> {
    return this.#execute('get', key, '')
  }

  async put(key: string, value: string): Promise<void> {
    await this.#execute('put', key, value)
  }

  async append(key: string, value: string): Promise<void> {
    await this.#execute('append', key, value)
  }

  async #execute(kind: Operation['kind'], key: string, value: string): Promise<string> {
    const operation = { kind, key, value, clerk: this.#clerk, serial: ++this.#serial }
    for (;;) {
      const { num, groups, shards } = this.#config
      const servers = groups[shards[key2shard(key)] ?? 0] ?? []
      const answer = await this.#groups.ask<Answer>(
        servers,
        'ShardKV.execute',
        operation,
        ({ kind }) => kind !== 'unknown',
      )
      if (answer?.kind === 'done') return answer.value
      this.#config = await this.#ctrler.query(-1)
      if (this.#config.num === num) await sleep(PAUSE_MS)
    }
  }
}
