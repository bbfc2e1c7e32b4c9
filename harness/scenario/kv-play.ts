/**
 * A scenario on a key-value service: clerks share a few keys. In the end everything that was asked
 * for must return, and the history of all clerks is judged.
 */
import { CheckFailure } from '../tester/failure.ts'
import type { KvCluster } from '../tester/kv-cluster.ts'
import type { TestContext } from '../tester/lab-test.ts'
import { formatMs } from '../tester/process.ts'
import { RULE } from '../tester/rules.ts'
import { type Cast, serviceCast } from './cast.ts'
import type { Done, OwnDeed } from './deeds.ts'
import { KvClerks } from './kv-clerks.ts'
import type { Play } from './play.ts'
import type { Scenario } from './scenario.ts'
import type { Stage } from './stage.ts'

/** 6.5840: bytes of Raft state above which a server should take a snapshot. */
export const MAX_RAFT_STATE = 1_000
/** So long what waits may take when everything is mended. Some elections and a slow clerk. */
export const IN_TIME_MS = 20_000

export class KvPlay implements Play {
  readonly cast: Cast
  readonly #kv: KvCluster
  readonly #clerks: KvClerks

  constructor(t: TestContext, { servers, takesSnapshots }: Scenario) {
    const kv = t.kvCluster({ servers, maxRaftState: takesSnapshots ? MAX_RAFT_STATE : -1 })
    const clerks = new KvClerks(
      () => kv.makeClerk(),
      (failure) => t.world.fail(failure),
    )
    this.#kv = kv
    this.#clerks = clerks
    this.cast = serviceCast(kv, clerks, () => `${Math.min(clerks.waiting, 2)}`)
  }

  carryOut(deed: OwnDeed): Done {
    return deed.do === 'ask' ? this.#clerks.ask(deed) : [undefined, []]
  }

  async conclude(stage: Stage): Promise<void> {
    await this.#waitForAnswers(stage)
    for (const key of this.#clerks.keys) this.#clerks.get(0, key)
    await this.#waitForAnswers(stage)
    // How long a log may stay where snapshots are wanted, the tests of part 3B know.
    if (this.#kv.maxRaftState < 0) this.#kv.checkSizes()
  }

  async #waitForAnswers(stage: Stage): Promise<void> {
    const sinceMs = stage.nowMs
    if (await stage.until(IN_TIME_MS, () => this.#clerks.waiting === 0)) return
    throw lateAnswers(this.#clerks.waiting, sinceMs, this.#kv.describe())
  }
}

/** How long something may take, and who says so. */
export interface InTime {
  readonly withinMs: number
  readonly rule: string
}

const USUAL: InTime = {
  withinMs: IN_TIME_MS,
  rule: `${RULE.available}; ${RULE.comesToAnEnd}`,
}

/** Everything was mended at that time, and still somebody waits. */
export function lateAnswers(
  waiting: number,
  sinceMs: number,
  details: readonly string[],
  { withinMs, rule }: InTime = USUAL,
): CheckFailure {
  const which = waiting === 1 ? 'an operation has' : `${waiting} operations have`
  return new CheckFailure(
    `${which} not returned ${withinMs / 1_000} s after everything was mended`,
    {
      details: [`that was at ${formatMs(sinceMs)}`, ...details],
      rule,
    },
  )
}
