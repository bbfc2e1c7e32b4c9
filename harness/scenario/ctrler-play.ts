/**
 * A scenario on the shard controller: every clerk has its own groups join, leave and get shards,
 * and asks for configurations. In the end everything that was asked for must return, every server
 * is asked for all that there is, and the whole history is judged.
 */
import type { CtrlerClerk, CtrlerCluster } from '../tester/ctrler-cluster.ts'
import { CtrlerHistory } from '../tester/ctrler-history.ts'
import type { CtrlerInput } from '../tester/ctrler-model.ts'
import type { TestContext } from '../tester/lab-test.ts'
import { SHARD_COUNT } from '../tester/shard-config.ts'
import { type Cast, serviceCast } from './cast.ts'
import { ClerkQueues } from './clerk-queues.ts'
import { carryOut, type DeedOf, type Done, type OwnDeed } from './deeds.ts'
import { IN_TIME_MS, lateAnswers } from './kv-play.ts'
import type { Play } from './play.ts'
import { CLERKS, clerkOf, type Scenario } from './scenario.ts'
import type { Stage } from './stage.ts'
import { describeChange, describeMove, describeQuery } from './words.ts'

const NEWEST = -1
/** Servers are asked in turn until then, so that the end comes before the test's limit of 120 s. */
const TOUR_UNTIL_MS = 90_000

export class CtrlerPlay implements Play {
  readonly cast: Cast
  readonly #ctrler: CtrlerCluster
  readonly #clerks: ClerkQueues<CtrlerClerk>
  readonly #history: CtrlerHistory
  /** Groups that are there when their clerks have come so far. */
  readonly #joined = new Set<number>()
  #joins = 0

  constructor(t: TestContext, { servers }: Scenario) {
    const ctrler = t.ctrlerCluster({ servers })
    const clerks = new ClerkQueues(
      () => ctrler.makeClerk(),
      (failure) => t.world.fail(failure),
    )
    this.#ctrler = ctrler
    this.#clerks = clerks
    this.#history = new CtrlerHistory(() => t.world.sim.nowMs)
    this.cast = serviceCast(ctrler, clerks, () => {
      return `${Math.min(clerks.waiting, 2)} ${this.#describeGroups()}`
    })
  }

  carryOut(deed: OwnDeed): Done {
    switch (deed.do) {
      case 'join':
      case 'leave':
        return this.#change(deed)
      case 'move':
        return this.#move(deed)
      case 'query':
        return this.#query(deed)
      default:
        return [undefined, []]
    }
  }

  async conclude(stage: Stage): Promise<void> {
    await this.#waitForAnswers(stage)
    const { size } = this.#ctrler.group
    stage.tell('every server in turn is to lead, and is asked for all configurations')
    for (const server of stage.servers) {
      if (stage.nowMs > TOUR_UNTIL_MS) break
      await carryOut({ do: 'elect', who: server, withinMs: 3_000 }, stage)
      await this.#read(stage, [NEWEST])
      const share = [...this.#numbers].filter((num) => num % size === server)
      await this.#read(stage, share)
    }
    await this.#read(stage, [NEWEST])
    await this.#read(
      stage,
      [...this.#numbers].filter((num) => !this.#history.configs.has(num)),
    )
    this.#history.check()
  }

  /** Every clerk changes its own groups in one step. */
  #change({ do: op, gids }: DeedOf<'join' | 'leave'>): Done {
    const texts = Array.from({ length: CLERKS }, (_, clerk) => {
      const own = [...new Set(gids)].filter((gid) => {
        return clerkOf(gid) === clerk && this.#joined.has(gid) === (op === 'leave')
      })
      const input = op === 'join' ? this.#joinOf(own) : ({ op, gids: own } as const)
      if (own.length === 0 || !this.#ask(clerk, input)) return []
      for (const gid of own) {
        if (op === 'join') this.#joined.add(gid)
        else this.#joined.delete(gid)
      }
      return [describeChange(`C${clerk}`, own, op)]
    })
    const text = texts.flat().join('; ')
    return [text === '' ? undefined : text, []]
  }

  /** A group that joins once more has other servers, so that every join shows. */
  #joinOf(gids: readonly number[]): CtrlerInput {
    const time = ++this.#joins
    const namesOf = (gid: number): string[] => ['a', 'b', 'c'].map((name) => `${gid}${name}${time}`)
    return { op: 'join', groups: Object.fromEntries(gids.map((gid) => [gid, namesOf(gid)])) }
  }

  #move({ shard, gid }: DeedOf<'move'>): Done {
    const clerk = clerkOf(gid)
    const isThere = this.#joined.has(gid)
    if (!isThere || !this.#ask(clerk, { op: 'move', shard, gid })) return [undefined, []]
    return [describeMove(`C${clerk}`, shard, gid), []]
  }

  #query(deed: DeedOf<'query'>): Done {
    const { num, count } = deed
    const query = this.#operation({ op: 'query', num })
    const asked = this.#clerks.askAll(deed.clerks, () => Array<typeof query>(count).fill(query))
    if (asked === undefined) return [undefined, []]
    return [describeQuery({ ...deed, count: asked.most }, asked.names), []]
  }

  /** Whether a clerk takes it. */
  #ask(clerk: number, input: CtrlerInput): boolean {
    return this.#clerks.ask(clerk, [this.#operation(input)]) > 0
  }

  #operation(input: CtrlerInput): (clerk: CtrlerClerk) => Promise<unknown> {
    return (clerk) => this.#history.perform(clerk, input)
  }

  /** 0 to the highest number that anybody was given. */
  get #numbers(): Iterable<number> {
    return Array(Math.max(-1, ...this.#history.configs.keys()) + 1).keys()
  }

  /** All clerks share the work. */
  async #read(stage: Stage, numbers: readonly number[]): Promise<void> {
    for (let number = 0; number < CLERKS; number++) {
      const own = numbers.filter((_, at) => at % CLERKS === number)
      const readOwn = async (clerk: CtrlerClerk): Promise<void> => {
        for (const num of own) await this.#history.perform(clerk, { op: 'query', num })
      }
      if (own.length > 0) this.#clerks.ask(number, [readOwn])
    }
    await this.#waitForAnswers(stage)
  }

  async #waitForAnswers(stage: Stage): Promise<void> {
    const sinceMs = stage.nowMs
    if (await stage.until(IN_TIME_MS, () => this.#clerks.waiting === 0)) return
    const details = [...this.#history.describePending(), ...this.#ctrler.describe()]
    throw lateAnswers(this.#clerks.waiting, sinceMs, details)
  }

  /** None, a few, as many as there are shards, or more. */
  #describeGroups(): string {
    const { size } = this.#joined
    return size === 0 ? 'none' : size < SHARD_COUNT ? 'some' : size === SHARD_COUNT ? 'all' : 'more'
  }
}
