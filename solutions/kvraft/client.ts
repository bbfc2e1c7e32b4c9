/**
 * The library a client talks to the service with. Each call takes effect exactly once, however
 * often it has to be sent, and returns when it has; one call at a time.
 */
import { type ClientEnd, debug, nrand, sleep } from '#lab'
import type { Command, Err, GetArgs, GetReply, PutAppendArgs, PutAppendReply } from './common.ts'

/**
 * Ours: a leader that is cut off would hold a call for ever, so this is how long one may take. An
 * operation needs a few ms, and seldom more than 200 where messages get lost.
 */
const ANSWER_MS = 400
/** Ours: a pause when nobody seems to lead. An election takes some hundred ms. */
const NO_LEADER_PAUSE_MS = 50

export class Clerk {
  private readonly servers: ClientEnd[]
  /** Who asks, so that the servers can tell a repeated request from a new one. */
  private readonly clientId = nrand()
  private lastRequestId = 0
  /** The server to try first: the one that answered last. Its place in the list is no server id. */
  private leader = 0

  constructor(servers: ClientEnd[]) {
    this.servers = servers
  }

  /** The value of a key, '' if there is none. */
  async get(key: string): Promise<string> {
    const args: GetArgs = { key, ...this.nextRequest() }
    return (await this.ask<GetReply>('KVServer.get', args)).value
  }

  /** Sets the value of a key. */
  put(key: string, value: string): Promise<void> {
    return this.putAppend('put', key, value)
  }

  /** Appends to the value of a key; a key that does not exist counts as ''. */
  append(key: string, value: string): Promise<void> {
    return this.putAppend('append', key, value)
  }

  private async putAppend(op: PutAppendArgs['op'], key: string, value: string): Promise<void> {
    const args: PutAppendArgs = { op, key, value, ...this.nextRequest() }
    await this.ask<PutAppendReply>('KVServer.putAppend', args)
  }

  private nextRequest(): Pick<Command, 'clientId' | 'requestId'> {
    return { clientId: this.clientId, requestId: ++this.lastRequestId }
  }

  /**
   * Asks one server after the other until one says that the operation is done. The first one is
   * asked again before any pause: perhaps it leads, and only a message was lost.
   */
  private async ask<Reply extends { err: Err }>(svcMeth: string, args: unknown): Promise<Reply> {
    for (let refusals = 1; ; refusals++) {
      const reply = await this.callInTime<Reply>(svcMeth, args)
      if (reply?.err === 'OK') return reply
      this.leader = (this.leader + 1) % this.servers.length
      if (refusals % (this.servers.length + 1) === 0) {
        debug('clerk', 'no leader found for', svcMeth, args)
        await sleep(NO_LEADER_PAUSE_MS)
      }
    }
  }

  /**
   * Calls the server that is thought to lead. Undefined when no reply has come in time; one that
   * comes later is dropped, for by then somebody else is being asked.
   */
  private callInTime<Reply>(svcMeth: string, args: unknown): Promise<Reply | undefined> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => resolve(undefined), ANSWER_MS)
      const settle = (reply: Reply | undefined): void => {
        clearTimeout(timer)
        resolve(reply)
      }
      this.servers[this.leader]?.call<Reply>(svcMeth, args).then(settle, reject)
    })
  }
}
