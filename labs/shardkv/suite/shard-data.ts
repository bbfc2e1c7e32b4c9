/**
 * Keys and the values a test expects under them, one key per shard unless more are asked for, and
 * the writers that keep appending to them. Source: the helpers of 6.5840 shardkv test_test.go.
 */
import { CheckFailure } from '../../../harness/tester/failure.ts'
import { type KvClerk, wrongValue } from '../../../harness/tester/kv-clerk.ts'
import type { TestContext } from '../../../harness/tester/lab-test.ts'
import { formatMs } from '../../../harness/tester/process.ts'
import { RULE } from '../../../harness/tester/rules.ts'
import type { ShardCluster } from '../../../harness/tester/shard-cluster.ts'

const CHARACTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** A random text of that length. */
export function randomText(t: TestContext, length: number): string {
  return Array.from({ length }, () => CHARACTERS[t.random(0, CHARACTERS.length - 1)]).join('')
}

export class ShardData {
  readonly #t: TestContext
  readonly #values = new Map<string, string>()

  /** Keys '0', '1', ... up to `count - 1`. */
  constructor(t: TestContext, count: number) {
    this.#t = t
    for (let at = 0; at < count; at++) this.#values.set(String(at), '')
  }

  get keys(): string[] {
    return [...this.#values.keys()]
  }

  expected(key: string): string {
    return this.#values.get(key) as string
  }

  /** Does a message hold what is to be found under some key? */
  isIn({ text }: { readonly text: string }, keys: readonly string[] = this.keys): boolean {
    return keys.some((key) => text.includes(this.expected(key)))
  }

  /** Puts a fresh random value under every key. */
  async putAll(clerk: KvClerk, length: number): Promise<void> {
    for (const key of this.keys) await this.put(clerk, key, randomText(this.#t, length))
  }

  async put(clerk: KvClerk, key: string, value: string): Promise<void> {
    this.#values.set(key, value)
    await clerk.put(key, value)
  }

  async append(clerk: KvClerk, key: string, value: string): Promise<void> {
    await clerk.append(key, value)
    this.#values.set(key, this.expected(key) + value)
  }

  async check(clerk: KvClerk, key: string): Promise<void> {
    await clerk.check(key, this.expected(key))
  }

  async checkAll(clerk: KvClerk, keys: readonly string[] = this.keys): Promise<void> {
    for (const key of keys) await this.check(clerk, key)
  }

  /** Checks every key and appends to it. */
  async checkAndAppendAll(clerk: KvClerk, length: number): Promise<void> {
    for (const key of this.keys) {
      await this.check(clerk, key)
      await this.append(clerk, key, randomText(this.#t, length))
    }
  }
}

/** Figures of a set of writers. */
export interface Writing {
  /** Characters per append. */
  readonly length: number
  readonly pauseMs?: number
}

/** One writer per key, appending and at times reading back, until stopped. */
export function startWriters(
  t: TestContext,
  cluster: ShardCluster,
  data: ShardData,
  { length, pauseMs = 0 }: Writing,
): { stop(): Promise<void> } {
  let isStopped = false
  const writers = data.keys.map(async (key) => {
    const clerk = cluster.makeClerk()
    let count = 0
    while (!isStopped) {
      await data.append(clerk, key, randomText(t, length))
      count++
      if (t.isHit(0.2)) await data.check(clerk, key)
      if (pauseMs > 0) await t.sleep(pauseMs)
    }
    return count
  })
  return {
    async stop() {
      isStopped = true
      const idle = (await Promise.all(writers)).indexOf(0)
      if (idle < 0) return
      throw new CheckFailure(`the writer of key "${data.keys[idle]}" finished no append`, {
        rule: RULE.soonServed,
        details: cluster.describe(),
      })
    },
  }
}

/** A get that goes on in the background, to see whether and what it answers. */
export class Probe {
  readonly key: string
  readonly expected: string
  /** Who asks: `C3`. */
  readonly client: string
  value: string | undefined
  #answeredMs = 0

  constructor(t: TestContext, cluster: ShardCluster, key: string, expected: string) {
    this.key = key
    this.expected = expected
    const clerk = cluster.makeClerk()
    this.client = clerk.name
    void clerk.get(key).then((value) => {
      this.value = value
      this.#answeredMs = t.world.sim.nowMs
      clerk.close()
    })
  }

  get isDone(): boolean {
    return this.value !== undefined
  }

  checkPending(why: string): void {
    if (!this.isDone) return
    throw new CheckFailure(`${this.client}: get("${this.key}") was answered, but ${why}`, {
      rule: RULE.servesItsOwn,
      details: [
        `received  ${JSON.stringify(this.value?.slice(0, 80))} at ${formatMs(this.#answeredMs)}`,
      ],
    })
  }
}

/**
 * Waits until all probes are answered, and rightly; `since` says what happened when the wait began.
 */
export async function checkProbesDone(
  t: TestContext,
  probes: readonly Probe[],
  withinMs: number,
  since: string,
): Promise<void> {
  for (
    let waitedMs = 0;
    waitedMs < withinMs && !probes.every(({ isDone }) => isDone);
    waitedMs += 20
  ) {
    await t.sleep(20)
  }
  for (const { client, key, value, expected } of probes) {
    if (value === undefined) {
      throw new CheckFailure(
        `${client}: get("${key}") is not answered ${withinMs / 1_000} s after ${since}`,
        { rule: RULE.servesItsOwn, details: t.clusters.flatMap((cluster) => cluster.describe()) },
      )
    }
    if (value !== expected) throw wrongValue(client, key, expected, value)
  }
}

/** Throws unless an operation finishes in time; `rule` is what promises that. */
export async function within(
  t: TestContext,
  ms: number,
  { what, rule }: { what: string; rule: string },
  run: () => Promise<void>,
): Promise<void> {
  const startMs = t.world.sim.nowMs
  await run()
  const tookMs = t.world.sim.nowMs - startMs
  if (tookMs <= ms) return
  throw new CheckFailure(`${what} took ${formatMs(tookMs)}, the limit is ${formatMs(ms)}`, { rule })
}
