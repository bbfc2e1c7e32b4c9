/** The controller's clerk: sends each request until a leader has carried it out. */
import { type ClientEnd, nrand, sleep } from '#lab'
import { callWithin } from '../replica/call-within.ts'
import type { Config, Operation, Reply, Request } from './common.ts'

/** Ours: a leader that cannot reach its followers holds a clerk no longer than that. */
const CALL_MS = 700
/** 6.5840 lab 4: the pause after all servers were asked in vain. */
const ROUND_PAUSE_MS = 100

export class Clerk {
  private readonly servers: ClientEnd[]
  private readonly clientId = nrand()
  private lastRequestId = 0
  /** Who answered last; asked first the next time. */
  private leader = 0

  constructor(servers: ClientEnd[]) {
    this.servers = servers
  }

  /** The configuration with that number; the newest for -1 or a number that does not exist yet. */
  async query(num: number): Promise<Config> {
    const config = await this.request({ kind: 'query', num })
    if (config === undefined) throw new Error('a query was answered without a configuration')
    return config
  }

  /** Adds groups, given as gid and server names. */
  async join(servers: Record<number, string[]>): Promise<void> {
    await this.request({ kind: 'join', servers })
  }

  async leave(gids: number[]): Promise<void> {
    await this.request({ kind: 'leave', gids })
  }

  /** Gives one shard to a group; the next join or leave may take it away again. */
  async move(shard: number, gid: number): Promise<void> {
    await this.request({ kind: 'move', shard, gid })
  }

  private async request(operation: Operation): Promise<Config | undefined> {
    const request: Request = {
      clientId: this.clientId,
      requestId: ++this.lastRequestId,
      operation,
    }
    for (;;) {
      for (let tries = 0; tries < this.servers.length; tries++) {
        const reply = await this.ask(request)
        if (reply?.err === 'OK') return reply.config
        this.leader = (this.leader + 1) % this.servers.length
      }
      await sleep(ROUND_PAUSE_MS)
    }
  }

  private async ask(request: Request): Promise<Reply | undefined> {
    const end = this.servers[this.leader]
    if (end === undefined) throw new Error('the clerk was given no servers')
    return await callWithin<Reply>(CALL_MS, end, 'ShardCtrler.request', request)
  }
}
