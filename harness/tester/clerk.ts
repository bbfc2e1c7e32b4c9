/**
 * A clerk of the submission in a process of its own; in Go all clerks of a run share one, which
 * does not show here. The tester calls its operations; it holds ends to servers in shuffled order,
 * some of them enabled. One operation at a time.
 */

import type { Name } from '../labrpc/name.ts'
import type { End } from '../labrpc/observers.ts'
import { decodeText, encodeText } from '../realm/inside/labgob.ts'
import { limited, Process, type ProcessHooks } from './process.ts'
import type { World } from './world.ts'

export interface ClerkOptions {
  readonly program: 'kvclerk' | 'ctrlerclerk' | 'shardclerk'
  /** `C3` */
  readonly name: string
  /** Addresses the constructor gets ends to, in this order. */
  readonly addresses: readonly Name[]
  /** Whether those ends work at once. */
  readonly isConnected: boolean
}

export class ClerkProcess {
  readonly name: string
  readonly #world: World
  readonly #process: Process
  readonly #endNames = new Map<Name, Name>()
  readonly #madeEnds: Name[] = []
  readonly #pending = new Map<number, (result: string) => void>()
  #lastInvocation = 0

  constructor(world: World, options: ClerkOptions) {
    this.name = options.name
    this.#world = world
    const hooks: ProcessHooks = {
      result: (invocation, result) => {
        this.#pending.get(invocation)?.(result)
        this.#pending.delete(invocation)
      },
      ...(options.program === 'shardclerk'
        ? { makeEnd: (number, name) => this.#makeEnd(`made-${number}`, name, true) }
        : {}),
    }
    this.#process = new Process(world, options.name, hooks, true)
    options.addresses.forEach((address, number) => {
      const end = this.#makeEnd(number, address, options.isConnected)
      this.#process.addEnd(number, end)
      this.#endNames.set(address, end.name)
    })
    const ends = options.addresses.map((_, number) => number)
    const nothing = new Uint8Array(0)
    const { program } = options
    const setup = program === 'shardclerk' ? { ends, ctrlerEnds: [] } : { ends }
    this.#process.realm.boot({ program, ...setup }, { raftState: nothing, snapshot: nothing })
  }

  /** Calls an operation; resolves when the clerk's promise does. */
  async call(method: string, ...args: unknown[]): Promise<unknown> {
    const invocation = ++this.#lastInvocation
    const answered = new Promise<string>((resolve) => this.#pending.set(invocation, resolve))
    const encoded = encodeText(args)
    this.#note('invoke', invocation, method, encoded)
    this.#process.realm.invoke(invocation, method, encoded)
    const result = await this.#world.sim.waitFor(`${this.name} ${method}()`, answered)
    this.#note('return', invocation, method, result)
    return decodeText(result)
  }

  #note(kind: 'invoke' | 'return', operation: number, method: string, text: string): void {
    if (!this.#world.trace.recording) return
    const shown = limited(text)
    const words = kind === 'invoke' ? `${method} ${shown}` : describeReturn(method, shown)
    const value = kind === 'invoke' ? { args: shown } : { result: shown }
    this.#world.note(kind, this.name, () => words, { operation, method, ...value })
  }

  /** Enables the ends to these servers, or cuts them. */
  enable(addresses: readonly Name[], isEnabled: boolean): void {
    for (const address of addresses) {
      const name = this.#endNames.get(address)
      if (name === undefined || !this.#world.network.enable(name, isEnabled)) continue
      this.#world.noteLink(this.name, address, isEnabled)
    }
  }

  /** Ends the process and drops its ends. */
  close(): void {
    this.#world.destroyRealm(this.#process.realm)
    for (const name of [...this.#endNames.values(), ...this.#madeEnds]) {
      this.#world.network.deleteEnd(name)
    }
  }

  #makeEnd(suffix: number | string, address: Name, isEnabled: boolean): End {
    const { network } = this.#world
    const owner = this.#process.realm.number
    const end = network.makeEnd(`${this.name}-${owner}-${suffix}`, this.name, owner)
    if (typeof suffix === 'string') this.#madeEnds.push(end.name)
    network.connect(end.name, address)
    network.enable(end.name, isEnabled)
    return end
  }
}

/** Most operations give nothing. */
function describeReturn(method: string, result: string): string {
  return result === NOTHING ? `${method} returned` : `${method} returned ${result}`
}

const NOTHING = encodeText(undefined)
