/**
 * The controller's state: all configurations so far, and which requests have been carried out.
 * Every replica applies the same requests in the same order and so holds the same.
 */
import { decode, encode } from '#lab'
import type { Machine } from '../replica/replica.ts'
import { type Config, makeFirstConfig, type Operation, type Reply, type Request } from './common.ts'
import { rebalance } from './rebalance.ts'

interface Saved {
  configs: Config[]
  lastRequests: [clientId: number, requestId: number][]
}

export class ConfigHistory implements Machine<Request, Reply> {
  /** By number. What is in here is never changed, only added to. */
  private configs: Config[] = [makeFirstConfig()]
  /** The last request of each client that changed something. */
  private lastRequests = new Map<number, number>()

  identify({ clientId, requestId }: Request): string {
    return `${clientId}/${requestId}`
  }

  apply({ clientId, requestId, operation }: Request): Reply {
    if (operation.kind === 'query') return { err: 'OK', config: this.query(operation.num) }
    // A request may stand in the log twice: its clerk sends it again when no answer comes.
    if (requestId > (this.lastRequests.get(clientId) ?? 0)) {
      this.lastRequests.set(clientId, requestId)
      this.change(operation)
    }
    return { err: 'OK' }
  }

  encode(): Uint8Array {
    const saved: Saved = { configs: this.configs, lastRequests: [...this.lastRequests] }
    return encode(saved)
  }

  restore(bytes: Uint8Array): void {
    const { configs, lastRequests } = decode<Saved>(bytes)
    this.configs = configs
    this.lastRequests = new Map(lastRequests)
  }

  private get newest(): Config {
    return this.configs.at(-1) ?? makeFirstConfig()
  }

  private query(num: number): Config {
    return this.configs[num] ?? this.newest
  }

  private change(operation: Exclude<Operation, { kind: 'query' }>): void {
    const { num, groups, shards } = this.newest
    const next = this.changed(operation, groups, shards)
    this.configs.push({ num: num + 1, ...next })
  }

  private changed(
    operation: Exclude<Operation, { kind: 'query' }>,
    groups: Config['groups'],
    shards: readonly number[],
  ): Pick<Config, 'groups' | 'shards'> {
    switch (operation.kind) {
      case 'join':
        return spread({ ...groups, ...operation.servers }, shards)
      case 'leave':
        return spread(without(groups, operation.gids), shards)
      case 'move':
        return { groups, shards: moved(shards, operation.shard, operation.gid) }
    }
  }
}

function spread(
  groups: Config['groups'],
  shards: readonly number[],
): Pick<Config, 'groups' | 'shards'> {
  return { groups, shards: rebalance(shards, Object.keys(groups).map(Number)) }
}

function moved(shards: readonly number[], shard: number, gid: number): number[] {
  return shards.map((owner, at) => (at === shard ? gid : owner))
}

function without(groups: Config['groups'], gids: readonly number[]): Config['groups'] {
  const left = Object.entries(groups).filter(([gid]) => !gids.includes(Number(gid)))
  return Object.fromEntries(left)
}
