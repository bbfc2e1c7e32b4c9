/**
 * Lab 3: the clerk, the library a client talks to the service with. This is a file you write;
 * labs/kvraft/README.md says what each part asks for.
 *
 * The names below are fixed, because the tester calls them. Every clerk is a process of its own. It
 * has one operation at a time, and never gives up: it returns when the operation is done.
 */
import { type ClientEnd, debug } from '#lab'
import type { PutAppendArgs } from './common.ts'

export class Clerk {
  /** One end per server, in an order of their own: `servers[2]` need not lead to server 2. */
  private readonly servers: ClientEnd[]

  // 3A: an id of this clerk (nrand() draws one), and which server led when it was asked last.

  constructor(servers: ClientEnd[]) {
    this.servers = servers
  }

  /** The value of a key, '' if there is none. */
  async get(key: string): Promise<string> {
    debug('clerk', 'get', key, 'of', this.servers.length, 'servers')
    // For example:
    //   const reply = await this.servers[i]?.call<GetReply>('KVServer.get', args)
    throw new Error(
      "3A: Clerk.get() is not written yet: send KVServer.get to one server after the other until one answers 'OK', then return its value (labs/kvraft/README.md, part 3A)",
    )
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
    debug('clerk', op, key, value)
    throw new Error(
      "3A: Clerk.putAppend() is not written yet: send KVServer.putAppend to one server after the other until one answers 'OK' (labs/kvraft/README.md, part 3A)",
    )
  }
}
