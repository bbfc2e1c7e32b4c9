/**
 * A scenario on a key-value service: clerks share a few keys. In the end everything that was asked
 * for must return, and the history of all clerks is judged.
 */
import { CheckFailure } from '../tester/failure.ts'
import type { KvClerk } from '../tester/kv-clerk.ts'
import type { KvCluster } from '../tester/kv-cluster.ts'
import type { TestContext } from '../tester/lab-test.ts'
import { formatMs } from '../tester/process.ts'
import { RULE } from '../tester/rules.ts'
import type { Cast } from './cast.ts'
import { ClerkQueues } from './clerk-queues.ts'
import type { DeedOf, Done, OwnDeed } from './deeds.ts'
import type { Play } from './play.ts'
import type { Scenario } from './scenario.ts'
import type { Stage } from './stage.ts'
import { describeAsk } from './words.ts'

/** 6.5840: bytes of Raft state above which a server should take a snapshot. */
const MAX_RAFT_STATE = 1_000
/** So long what waits may take when everything is mended. Some elections and a slow clerk. */
export const IN_TIME_MS = 20_000

export class KvPlay implements Play {
  readonly cast: Cast
  readonly #kv: KvCluster
  readonly #clerks: ClerkQueues<KvClerk>
  readonly #keys = new Set<string>()
  #written = 0

  constructor(t: TestContext, { servers, takesSnapshots }: Scenario) {
    const kv = t.kvCluster({ servers, maxRaftState: takesSnapshots ? MAX_RAFT_STATE : -1 })
    const clerks = new ClerkQueues(
      () => kv.makeClerk(),
      (failure) => t.world.fail(failure),
    )
    this.#kv = kv
    this.#clerks = clerks
    this.cast = {
      troops: [kv.group],
      routes: kv.routes,
      get waiting() {
        return clerks.waiting
      },
      start: (_, server) => {
        kv.group.crash(server)
        kv.group.start(server)
        kv.group.connectAll()
      },
      setUnreliable: (isOn) => {
        kv.isUnreliable = isOn
      },
      setReordering: (isOn) => {
        kv.hasLongReordering = isOn
      },
      describe: () => `${Math.min(clerks.waiting, 2)}`,
    }
  }

  carryOut(deed: OwnDeed): Done {
    return deed.do === 'ask' ? this.#ask(deed) : [undefined, []]
  }

  async conclude(stage: Stage): Promise<void> {
    await this.#waitForAnswers(stage)
    for (const key of [...this.#keys].sort()) this.#clerks.ask(0, [(clerk) => clerk.get(key)])
    await this.#waitForAnswers(stage)
    // How long a log may stay where snapshots are wanted, the tests of part 3B know.
    if (this.#kv.maxRaftState < 0) this.#kv.checkSizes()
  }

  #ask(deed: DeedOf<'ask'>): Done {
    const { op, key, count } = deed
    const taken = [...new Set(deed.clerks)].sort().map((clerk) => {
      const operations = Array.from({ length: count }, () => {
        if (op === 'get') return (clerk: KvClerk) => clerk.get(key)
        // Every value is another one, so that a history can be read in only one way.
        const value = `${++this.#written} `
        return (clerk: KvClerk) => clerk[op](key, value)
      })
      return { name: `C${clerk}`, count: this.#clerks.ask(clerk, operations) }
    })
    const asked = taken.filter((one) => one.count > 0)
    if (asked.length === 0) return [undefined, []]
    this.#keys.add(key)
    const most = Math.max(...asked.map((one) => one.count))
    const names = asked.map(({ name }) => name)
    return [describeAsk({ ...deed, count: most }, names), []]
  }

  async #waitForAnswers(stage: Stage): Promise<void> {
    const sinceMs = stage.nowMs
    if (await stage.until(IN_TIME_MS, () => this.#clerks.waiting === 0)) return
    throw lateAnswers(this.#clerks.waiting, sinceMs, this.#kv.describe())
  }
}

/** Everything was mended at that time, and still somebody waits. */
export function lateAnswers(
  waiting: number,
  sinceMs: number,
  details: readonly string[],
): CheckFailure {
  const which = waiting === 1 ? 'an operation has' : `${waiting} operations have`
  return new CheckFailure(
    `${which} not returned ${IN_TIME_MS / 1_000} s after everything was mended`,
    {
      details: [`that was at ${formatMs(sinceMs)}`, ...details],
      rule: `${RULE.available}; ${RULE.comesToAnEnd}`,
    },
  )
}
