/** The way to servers of other groups, whose leaders are not known. */
import type { ClientEnd } from '#lab'

/** A server that says nothing holds the asker no longer than that. */
const LIMIT_MS = 600

export class Neighbours {
  readonly #makeEnd: (serverName: string) => ClientEnd
  readonly #ends = new Map<string, ClientEnd>()
  /** By the first name of a group: the server of it to be asked first. */
  readonly #first = new Map<string, number>()

  constructor(makeEnd: (serverName: string) => ClientEnd) {
    this.#makeEnd = makeEnd
  }

  /** Goes around the servers of a group once, until one gives an answer that will do. */
  async ask<Reply>(
    servers: readonly string[],
    svcMeth: string,
    args: unknown,
    willDo: (reply: Reply) => boolean,
  ): Promise<Reply | undefined> {
    const group = servers[0] ?? ''
    const first = this.#first.get(group) ?? 0
    for (let tries = 0; tries < servers.length; tries++) {
      const at = (first + tries) % servers.length
      const reply = await this.#call<Reply>(servers[at] ?? '', svcMeth, args)
      if (reply === undefined || !willDo(reply)) continue
      this.#first.set(group, at)
      return reply
    }
    // Whoever was first may be one that was cut off.
    this.#first.set(group, (first + 1) % Math.max(1, servers.length))
    return undefined
  }

  #call<Reply>(serverName: string, svcMeth: string, args: unknown): Promise<Reply | undefined> {
    const end = this.#ends.get(serverName) ?? this.#makeEnd(serverName)
    this.#ends.set(serverName, end)
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => resolve(undefined), LIMIT_MS)
      const settle = (reply: Reply | undefined): void => {
        clearTimeout(timer)
        resolve(reply)
      }
      end.call<Reply>(svcMeth, args).then(settle, reject)
    })
  }
}
