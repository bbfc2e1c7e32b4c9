/** A clerk of labs 3 or 4B as a suite uses it: every operation goes into the history. */
import type { Name } from '../labrpc/name.ts'
import type { ClerkProcess } from './clerk.ts'
import { CheckFailure } from './failure.ts'
import type { KvHistory } from './kv-history.ts'
import { RULE } from './rules.ts'
import { describeDifference } from './value-difference.ts'
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
        { rule: "labs/kvraft/README.md: get(key) gives the value, '' if there is none" },
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
    throw wrongValue(this.name, key, expected, value)
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

/** A get that should have shown exactly what had been written. */
export function wrongValue(
  client: string,
  key: string,
  expected: string,
  received: string,
): CheckFailure {
  const hasMore = received.length > expected.length && received.startsWith(expected)
  return new CheckFailure(`${client}: get("${key}") gave the wrong value`, {
    details: describeDifference(expected, received),
    rule: hasMore ? RULE.exactlyOnce : RULE.seesAll,
  })
}
