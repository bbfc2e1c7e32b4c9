/**
 * A scenario on the sharded store: clerks share a few keys, while an admin has groups join, leave
 * and get shards. In the end everything that was asked for must return, every shard must be served
 * whoever leads, and the history of all clerks is judged.
 */
import type { CtrlerClerk } from '../tester/ctrler-cluster.ts'
import type { TestContext } from '../tester/lab-test.ts'
import { RULE } from '../tester/rules.ts'
import type { ShardCluster } from '../tester/shard-cluster.ts'
import type { Cast } from './cast.ts'
import { ClerkQueues } from './clerk-queues.ts'
import { carryOut, type DeedOf, type Done, type OwnDeed } from './deeds.ts'
import { KvClerks } from './kv-clerks.ts'
import { lateAnswers, MAX_RAFT_STATE } from './kv-play.ts'
import type { Play } from './play.ts'
import { CLERKS, type GroupName, type Scenario, STORE_GIDS } from './scenario.ts'
import type { Stage } from './stage.ts'
import { describeChange, describeMove } from './words.ts'

/**
 * So long what waits may take when everything is mended: a group that was away takes every
 * configuration that it has missed, one after the other.
 */
const IN_TIME = { withinMs: 25_000, rule: RULE.soonServed }
/** Others lead only if the end still comes before the test's limit of 120 s. */
const OTHERS_LEAD_UNTIL_MS = 75_000
/** A key of each shard, those of the scenario among them. */
const A_KEY_EACH = [...'abcdefghij']
const NAMES: readonly GroupName[] = [...STORE_GIDS.map((gid) => `G${gid}` as const), 'K']
const ADMIN = 'the admin'

export class ShardPlay implements Play {
  readonly cast: Cast
  readonly #shards: ShardCluster
  readonly #clerks: KvClerks
  readonly #admin: ClerkQueues<CtrlerClerk>
  /** Groups that are there when the admin has come so far. */
  readonly #joined = new Set<number>()

  constructor(t: TestContext, { takesSnapshots }: Scenario) {
    const shards = t.shardCluster({ maxRaftState: takesSnapshots ? MAX_RAFT_STATE : -1 })
    const fail = t.world.fail.bind(t.world)
    const clerks = new KvClerks(() => shards.makeClerk(), fail)
    const admin = new ClerkQueues(() => shards.admin, fail)
    const troops = [...shards.groups, shards.ctrlers]
    this.#shards = shards
    this.#clerks = clerks
    this.#admin = admin
    this.cast = {
      troops,
      names: NAMES,
      routes: shards.routes,
      get waiting() {
        return clerks.waiting + admin.waiting
      },
      start: (troop, server) => {
        troops[troop]?.crash(server)
        troops[troop]?.start(server)
      },
      setUnreliable: (isOn) => {
        shards.isUnreliable = isOn
      },
      setReordering: (isOn) => {
        shards.hasLongReordering = isOn
      },
      describe: () => {
        return `${Math.min(clerks.waiting, 2)} ${Math.min(admin.waiting, 2)} ${this.#describeGroups()}`
      },
    }
  }

  /** Somebody has to have the shards: what becomes of requests before that is not asked for. */
  async begin(stage: Stage): Promise<void> {
    stage.tell(this.#join([STORE_GIDS[0]])[0] ?? '')
    await this.#waitForAnswers(stage)
  }

  carryOut(deed: OwnDeed): Done {
    switch (deed.do) {
      case 'ask':
        return this.#clerks.ask(deed)
      case 'join':
        return this.#join(deed.gids)
      case 'leave':
        return this.#leave(deed.gids)
      case 'move':
        return this.#move(deed)
      default:
        return [undefined, []]
    }
  }

  async conclude(stage: Stage): Promise<void> {
    await this.#waitForAnswers(stage)
    await this.#readAll(stage)
    // What has gone wrong by now is told without what comes behind it.
    this.#shards.history.check()
    if (stage.nowMs < OTHERS_LEAD_UNTIL_MS) {
      stage.tell('another server of each group is to lead, and every shard is read again')
      for (const name of NAMES.slice(0, -1)) {
        await carryOut({ do: 'elect', who: `${name}.leader+1`, withinMs: 3_000 }, stage)
      }
      await this.#readAll(stage)
    }
    // How long a log may stay where snapshots are wanted, the tests of part 4B know.
    if (this.#shards.maxRaftState < 0) this.#shards.checkLogs()
  }

  #join(gids: readonly number[]): Done {
    const fresh = knownOf(gids).filter((gid) => !this.#joined.has(gid))
    if (!this.#ask(fresh, () => this.#shards.join(...fresh.map(numberOf)))) return [undefined, []]
    for (const gid of fresh) this.#joined.add(gid)
    return [describeChange(ADMIN, fresh, 'join'), []]
  }

  /** What becomes of the shards when the last group leaves is not asked for. */
  #leave(gids: readonly number[]): Done {
    const there = knownOf(gids).filter((gid) => this.#joined.has(gid))
    const gone = there.length < this.#joined.size ? there : there.slice(0, -1)
    if (!this.#ask(gone, () => this.#shards.leave(...gone.map(numberOf)))) return [undefined, []]
    for (const gid of gone) this.#joined.delete(gid)
    return [describeChange(ADMIN, gone, 'leave'), []]
  }

  #move({ shard, gid }: DeedOf<'move'>): Done {
    const there = this.#joined.has(gid) ? [gid] : []
    if (!this.#ask(there, () => this.#shards.move(shard, numberOf(gid)))) return [undefined, []]
    return [describeMove(ADMIN, shard, gid), []]
  }

  /** Whether the admin takes it: it is about some group. */
  #ask(gids: readonly number[], change: () => Promise<void>): boolean {
    return gids.length > 0 && this.#admin.ask(0, [change]) > 0
  }

  async #readAll(stage: Stage): Promise<void> {
    for (const [at, key] of A_KEY_EACH.entries()) this.#clerks.get(at % CLERKS, key)
    await this.#waitForAnswers(stage)
  }

  async #waitForAnswers(stage: Stage): Promise<void> {
    const sinceMs = stage.nowMs
    if (await stage.until(IN_TIME.withinMs, () => this.cast.waiting === 0)) return
    throw lateAnswers(this.cast.waiting, sinceMs, this.#shards.describe(), IN_TIME)
  }

  /** How far groups are behind the foremost one, and how many have joined. */
  #describeGroups(): string {
    const numbers = this.#shards.appliedNumbers
    const newest = Math.max(...numbers)
    const behind = numbers.map((num) => Math.min(newest - num, 2)).join('')
    return `${behind} ${this.#joined.size}`
  }
}

function knownOf(gids: readonly number[]): number[] {
  return STORE_GIDS.filter((gid) => gids.includes(gid))
}

/** Of a group, as the cluster counts them. */
function numberOf(gid: number): number {
  return gid - STORE_GIDS[0]
}
