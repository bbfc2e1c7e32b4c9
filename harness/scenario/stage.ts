/**
 * Where a scenario is performed, and what has come about there: who is meant by a name, who leads,
 * which servers are to crash, and the story so far. Servers are numbered over all groups.
 */
import type { Name } from '../labrpc/name.ts'
import type { CrashPoint } from '../tester/crash-trap.ts'
import type { TestContext } from '../tester/lab-test.ts'
import type { ServerLife } from '../tester/server-life.ts'
import type { Cast, Member, Troop } from './cast.ts'
import { type End, Links } from './links.ts'
import { Reached } from './reached.ts'
import {
  type GroupName,
  isClerk,
  isGroup,
  type Party,
  placeOf,
  type Some,
  type StoryLine,
  type Who,
} from './scenario.ts'

const POLL_MS = 10

export class Stage {
  readonly cast: Cast
  readonly members: readonly Member[]
  readonly links: Links
  readonly reached: Reached
  readonly story: StoryLine[] = []
  /** Servers with a crash point ahead. */
  readonly doomed = new Set<number>()
  readonly #t: TestContext
  /** By group. */
  readonly #lastLeaders: number[]

  constructor(t: TestContext, cast: Cast) {
    this.#t = t
    this.cast = cast
    this.members = cast.troops.flatMap((troop, group) => {
      return troop.servers.map((server) => {
        const address = troop.addresses[server] as Name
        return { troop, group, server, address, name: t.world.nameOfAddress(address) }
      })
    })
    this.#lastLeaders = cast.troops.map(() => 0)
    this.links = new Links(cast.routes)
    this.reached = new Reached(this.members, this.links, () => cast.describe?.() ?? '')
    for (const [group, troop] of cast.troops.entries()) {
      troop.stateListeners.add((server, term, isLeader) => {
        if (!isLeader) return
        const number = this.#numberOf(group, server)
        this.tell(`${this.name(number)} leads term ${term}`)
        this.reached.sample('led', [number])
      })
    }
    t.world.faultListeners.add(() => this.#tellDoomed())
  }

  get nowMs(): number {
    return this.#t.world.sim.nowMs
  }

  // Servers by number

  get servers(): readonly number[] {
    return this.members.map((_, number) => number)
  }

  name(number: number): string {
    return this.#member(number).name
  }

  addressOf(number: number): Name {
    return this.#member(number).address
  }

  isRunning(number: number): boolean {
    const { troop, server } = this.#member(number)
    return troop.isRunning(server)
  }

  life(number: number): ServerLife {
    const { troop, server } = this.#member(number)
    return troop.life(server)
  }

  crash(number: number): void {
    const { troop, server } = this.#member(number)
    troop.crash(server)
  }

  crashAt(number: number, point: CrashPoint): void {
    const { troop, server } = this.#member(number)
    troop.crashAt(server, point)
  }

  /** Starts a server, which crashes before that if it is up, and links it with the others. */
  start(number: number): void {
    const { group, server } = this.#member(number)
    this.cast.start(group, server)
  }

  /** Those that elect a leader together with it. */
  fellowsOf(number: number): readonly Member[] {
    const { group } = this.#member(number)
    return this.members.filter((member) => member.group === group)
  }

  /** Whether it leads in the newest term that a running server of its group knows. */
  isLeader(number: number): boolean {
    const { troop, server } = this.#member(number)
    const { lives } = troop
    const own = lives.find((life) => life.server === server)
    return own?.isLeader === true && lives.every(({ term }) => term <= own.term)
  }

  /** Whether every group has a leader. */
  get isLed(): boolean {
    return this.cast.troops.every((_, group) => {
      return this.members.some((member, number) => member.group === group && this.isLeader(number))
    })
  }

  /** Who leads the newest term of a group, or did so last. */
  leader(group = 0): number {
    const leaders = (this.cast.troops[group] as Troop).lives.filter(({ isLeader }) => isLeader)
    const [newest] = leaders.sort((a, b) => b.term - a.term)
    if (newest !== undefined) this.#lastLeaders[group] = newest.server
    return this.#numberOf(group, this.#lastLeaders[group] as number)
  }

  // Servers by what a scenario calls them

  server(who: Who): number {
    const { group: name, place } = placeOf(who)
    const group = name === undefined ? 0 : this.#groupOf(name)
    const { size } = this.cast.troops[group] as Troop
    if (typeof place === 'number') return this.#numberOf(group, place % size)
    const behind = place === 'leader' ? 0 : Number(place.slice('leader+'.length))
    return this.#numberOf(group, (this.#member(this.leader(group)).server + behind) % size)
  }

  serversOf(some: readonly Some[]): number[] {
    const numbers = some.flatMap((one) => (isGroup(one) ? this.#allOf(one) : [this.server(one)]))
    return [...new Set(numbers)].sort((a, b) => a - b)
  }

  end(party: Party): End {
    if (isClerk(party)) return { addresses: [party], name: party }
    if (!isGroup(party)) return this.#endOf(this.server(party))
    const addresses = this.#allOf(party).map((number) => this.addressOf(number))
    return { addresses, name: party }
  }

  /** Servers in order, then groups, then clerks. */
  ends(parties: readonly Party[]): readonly End[] {
    const who = parties.filter((party): party is Who => !isClerk(party) && !isGroup(party))
    const others = [parties.filter(isGroup), parties.filter(isClerk)].flatMap((some) => {
      return [...new Set<Party>(some)].sort()
    })
    const servers = this.serversOf(who).map((number) => this.#endOf(number))
    return [...servers, ...others.map((party) => this.end(party))]
  }

  /** Numbers of those ends that are servers. */
  numbersOf(ends: readonly End[]): readonly number[] {
    return ends.flatMap(({ addresses }) => {
      const numbers = addresses.map((address) => {
        return this.members.findIndex((member) => member.address === address)
      })
      return numbers.filter((number) => number >= 0)
    })
  }

  // Time and words

  tell(text: string, step?: number): void {
    const { world } = this.#t
    if (world.isClosing) return
    this.story.push({ atMs: this.nowMs, ...(step === undefined ? {} : { step }), text })
    if (step !== undefined) world.note('fault', 'test', () => `step ${step + 1}: ${text}`)
  }

  sleep(ms: number): Promise<void> {
    return this.#t.sleep(ms)
  }

  /** Waits until something holds; false when it does not within that time. */
  async until(withinMs: number, holds: () => boolean): Promise<boolean> {
    const endMs = this.nowMs + withinMs
    while (!holds()) {
      if (this.nowMs >= endMs) return false
      await this.sleep(POLL_MS)
    }
    return true
  }

  /** Whoever has come to its crash point. */
  #tellDoomed(): void {
    for (const number of [...this.doomed]) {
      if (this.isRunning(number)) continue
      this.doomed.delete(number)
      this.tell(`${this.name(number)} crashes, having come to that point`)
      this.reached.sample('crashed', [number])
    }
  }

  #member(number: number): Member {
    return this.members[number] as Member
  }

  #endOf(number: number): End {
    const { address, name } = this.#member(number)
    return { addresses: [address], name }
  }

  #groupOf(name: GroupName): number {
    return Math.max(0, this.cast.names?.indexOf(name) ?? 0)
  }

  #allOf(name: GroupName): number[] {
    const group = this.#groupOf(name)
    return this.servers.filter((number) => this.#member(number).group === group)
  }

  #numberOf(group: number, server: number): number {
    return this.members.findIndex((member) => member.group === group && member.server === server)
  }
}
