/** A clerk of labs 3 or 4B as a suite uses it: every operation goes into the history. */
import type { Name } from '../labrpc/name.ts'
import type { ClerkProcess } from './clerk.ts'
import { CheckFailure } from './failure.ts'
import type { KvHistory } from './kv-history.ts'
import type { World } from './world.ts'

export class KvClerk {
  readonly #world: World
  readonly #process: ClerkProcess
  readonly #history: KvHistory
  readonly #onClose: () => void

  constructor(world: World, process: ClerkProcess, history: KvHistory, onClose: () => void) {
    this.#world = world
    this.#process = process
    this.#history = history
    this.#onClose = onClose
  }

  get name(): string {
    return this.#process.name
  }

  async get(key: string): Promise<string> {
    const { sim } = this.#world
    const operation = this.#history.begin(this.name, { op: 'get', key }, sim.nowMs)
    const value = await this.#process.call('get', key)
    if (typeof value !== 'string') {
      throw new CheckFailure(
        `${this.name}: get("${key}") must give a string, but gave ${String(value)}`,
      )
    }
    this.#history.finish(operation, value, sim.nowMs)
    return value
  }

  put(key: string, value: string): Promise<void> {
    return this.#write('put', key, value)
  }

  append(key: string, value: string): Promise<void> {
    return this.#write('append', key, value)
  }

  /** A get that must show exactly this. */
  async check(key: string, expected: string): Promise<void> {
    const value = await this.get(key)
    if (value === expected) return
    throw new CheckFailure(`get("${key}") gave the wrong value`, {
      details: [
        `expected  ${JSON.stringify(cut(expected))}`,
        `received  ${JSON.stringify(cut(value))}`,
      ],
    })
  }

  /** Lets it reach these servers too. */
  connect(servers: readonly Name[]): void {
    this.#process.enable(servers, true)
  }

  /** Cuts it off from these servers. */
  disconnect(servers: readonly Name[]): void {
    this.#process.enable(servers, false)
  }

  close(): void {
    this.#process.close()
    this.#onClose()
  }

  async #write(op: 'put' | 'append', key: string, value: string): Promise<void> {
    const { sim } = this.#world
    const operation = this.#history.begin(this.name, { op, key, value }, sim.nowMs)
    await this.#process.call(op, key, value)
    this.#history.finish(operation, undefined, sim.nowMs)
  }
}

/** A long value shortened in the middle. */
function cut(value: string): string {
  return value.length <= 200 ? value : `${value.slice(0, 100)} ... ${value.slice(-90)}`
}
