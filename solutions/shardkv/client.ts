/**
 * The clerk of the sharded store: finds the group that serves a key, and repeats each call until it
 * has been carried out.
 */
import { type ClientEnd, nrand, sleep } from '#lab'
import { callWithin } from '../replica/call-within.ts'
import { Clerk as CtrlerClerk } from '../shardctrler/client.ts'
import { type Config, makeFirstConfig } from '../shardctrler/common.ts'
import { key2shard, type Operation, type Reply } from './common.ts'

/** Ours: a leader that cannot reach its followers holds a clerk no longer than that. */
const CALL_MS = 700
/** 6.5840 lab 4: the pause before the controller is asked again. */
const RETRY_MS = 100

export class Clerk {
  private readonly ctrler: CtrlerClerk
  private readonly makeEnd: (serverName: string) => ClientEnd
  private readonly ends = new Map<string, ClientEnd>()
  private readonly clientId = nrand()
  private lastRequestId = 0
  private config: Config = makeFirstConfig()
  /** By gid: which of its servers to ask first. */
  private readonly leaders = new Map<number, number>()

  constructor(ctrlers: ClientEnd[], makeEnd: (serverName: string) => ClientEnd) {
    this.ctrler = new CtrlerClerk(ctrlers)
    this.makeEnd = makeEnd
  }

  /** The value of a key; empty if there is none. */
  get(key: string): Promise<string> {
    return this.run({ kind: 'get', key, ...this.nextRequest() })
  }

  async put(key: string, value: string): Promise<void> {
    await this.run({ kind: 'put', key, value, ...this.nextRequest() })
  }

  async append(key: string, value: string): Promise<void> {
    await this.run({ kind: 'append', key, value, ...this.nextRequest() })
  }

  private nextRequest(): Pick<Operation, 'clientId' | 'requestId'> {
    return { clientId: this.clientId, requestId: ++this.lastRequestId }
  }

  private async run(operation: Operation): Promise<string> {
    for (;;) {
      const gid = this.config.shards[key2shard(operation.key)] ?? 0
      const value = await this.askGroup(gid, operation)
      if (value !== undefined) return value
      await this.renewConfig()
    }
  }

  /** Undefined if the group has no leader just now, or does not serve the key. */
  private async askGroup(gid: number, operation: Operation): Promise<string | undefined> {
    const servers = this.config.groups[gid] ?? []
    for (let tries = 0; tries < servers.length; tries++) {
      const at = this.leaders.get(gid) ?? 0
      const end = this.endOf(servers[at % servers.length] ?? '')
      const reply = await callWithin<Reply>(CALL_MS, end, 'ShardKV.request', operation)
      if (reply?.err === 'OK') return reply.value
      // Also after ErrWrongGroup: it may come from a leader of the past that knows no better.
      this.leaders.set(gid, (at + 1) % servers.length)
      if (reply?.err === 'ErrWrongGroup') return undefined
    }
    return undefined
  }

  private async renewConfig(): Promise<void> {
    const { num } = this.config
    this.config = await this.ctrler.query(-1)
    if (this.config.num === num) await sleep(RETRY_MS)
  }

  private endOf(serverName: string): ClientEnd {
    const end = this.ends.get(serverName) ?? this.makeEnd(serverName)
    this.ends.set(serverName, end)
    return end
  }
}
