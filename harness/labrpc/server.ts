/**
 * A server made of plain host objects, as 6.5840 labrpc's Server and Service; the labrpc tests use
 * it. Servers of a submission live in realms, and are dispatched by the same rules (`dispatch.ts`).
 */
import { Dispatcher, type Services } from '../realm/inside/dispatch.ts'
import { decodeText, encodeText } from '../realm/inside/labgob.ts'
import type { Request } from './call.ts'
import type { NetworkServer } from './network.ts'

export class Server implements NetworkServer {
  readonly #services: Services = {}
  #dispatcher = new Dispatcher(this.#services)
  readonly #fail: (error: unknown) => void

  /** `fail` is told when a call names no handler, or it throws, or its reply cannot travel. */
  constructor(fail: (error: unknown) => void) {
    this.#fail = fail
  }

  /** Adds an object whose methods can be called as `name.method`; replaces one of the same name. */
  addService(name: string, service: object): this {
    this.#services[name] = service
    this.#dispatcher = new Dispatcher(this.#services)
    return this
  }

  dispatch({ svcMeth, args }: Request, done: (reply: string) => void): void {
    const answer = (value: unknown): void => done(encodeText(value, `the reply of ${svcMeth}`))
    try {
      const reply = this.#dispatcher.call(svcMeth, decodeText(args))
      if (reply instanceof Promise) reply.then(answer).catch(this.#fail)
      else answer(reply)
    } catch (error) {
      this.#fail(error)
    }
  }
}
