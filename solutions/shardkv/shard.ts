/** One shard: its keys, and which requests have already been carried out on them. */
import type { Operation, Reply, ShardCopy } from './common.ts'

export class Shard {
  readonly number: number
  private readonly values: Map<string, string>
  /** The last request of each client that changed something here. */
  private readonly lastRequests: Map<number, number>

  /** Takes over what a copy holds; the copy itself stays as it is. */
  constructor({ shard, values, lastRequests }: ShardCopy) {
    this.number = shard
    this.values = new Map(values)
    this.lastRequests = new Map(lastRequests)
  }

  static empty(shard: number): Shard {
    return new Shard({ shard, values: [], lastRequests: [] })
  }

  run(operation: Operation): Reply {
    const { kind, key, clientId, requestId } = operation
    if (kind === 'get') return { err: 'OK', value: this.values.get(key) ?? '' }
    if (requestId > (this.lastRequests.get(clientId) ?? 0)) {
      this.lastRequests.set(clientId, requestId)
      const before = kind === 'append' ? (this.values.get(key) ?? '') : ''
      this.values.set(key, before + operation.value)
    }
    return { err: 'OK', value: '' }
  }

  copy(): ShardCopy {
    return { shard: this.number, values: [...this.values], lastRequests: [...this.lastRequests] }
  }
}
