/** A clerk: asks until an operation is done. One operation at a time. */
import { type ClientEnd, nrand, sleep } from '#lab'
import type { Operation, Reply } from './common.ts'

/** A leader that gets nothing done holds a clerk no longer than that. */
const PATIENCE_MS = 500
/** How often a server that does not answer is asked before the next one is. */
const TRIES = 2
/** After each server in turn has refused: time for an election. */
const ROUND_PAUSE_MS = 30

export class Clerk {
  readonly #servers: readonly ClientEnd[]
  readonly #clerk = nrand()
  #serial = 0
  /** Who is asked first. */
  #favourite = 0

  constructor(servers: ClientEnd[]) {
    this.#servers = servers
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
    for (let refusals = 1; ; refusals++) {
      const reply = await this.#ask(operation)
      if (reply?.isDone) return reply.value
      this.#favourite = (this.#favourite + 1) % this.#servers.length
      if (refusals % this.#servers.length === 0) await sleep(ROUND_PAUSE_MS)
    }
  }

  /** Undefined if the server has said nothing, however often it was asked. */
  async #ask(operation: Operation): Promise<Reply | undefined> {
    const server = this.#servers[this.#favourite]
    if (server === undefined) throw new Error('a clerk needs servers')
    for (let tries = 0; tries < TRIES; tries++) {
      const call = server.call<Reply>('KVServer.execute', operation)
      const reply = await inTime(call, PATIENCE_MS)
      if (reply === 'late') return undefined
      if (reply !== undefined) return reply
    }
    return undefined
  }
}

/** What a call comes to, unless it takes too long. */
function inTime<Result>(call: Promise<Result>, limitMs: number): Promise<Result | 'late'> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve('late'), limitMs)
    call.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
