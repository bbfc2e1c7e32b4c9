/**
 * Which abstract states a run has reached: how its servers stand to each other, not which numbers
 * they have come to. Two runs in which a follower with a diverging log restarts are one to it, in
 * whatever term. It guides the hunt and judges nothing, so logs may be read from saves by their
 * shape. Source of the idea: Gulcan, Kulahcioglu Ozkan, Majumdar, Nagendra, "Model-Guided Fuzzing
 * of Distributed Systems" (2025), where a model in TLA+ gives the states.
 */
import type { Name } from '../labrpc/name.ts'
import { SavedShape } from '../tester/saved-shape.ts'
import type { Member, Troop } from './cast.ts'
import type { Links, Released } from './links.ts'

/** A number above that is as good as that. */
const MANY = 3

/** What is known of the saves of a server. */
class SavedLog {
  readonly #shape = new SavedShape()
  #seen: Uint8Array | undefined
  vote = -1
  /** Entries, each as one text. */
  entries: readonly string[] = []
  #set: ReadonlySet<string> = new Set()

  read(raftState: Uint8Array): void {
    if (raftState === this.#seen) return
    this.#seen = raftState
    const reading = raftState.length === 0 ? undefined : this.#shape.read(raftState)
    if (reading === undefined) return
    const added = reading.entries.map(([term, command]) => `${term} ${command}`)
    this.entries = [...this.entries.slice(0, reading.kept), ...added]
    this.#set = new Set(this.entries)
    this.vote = reading.vote ?? -1
  }

  /** How this log stands to another one: by the last entry of each, which is unique. */
  relationTo(other: SavedLog): 'same' | 'behind' | 'ahead' | 'apart' {
    const [own, its] = [this.entries.at(-1), other.entries.at(-1)]
    if (own === its) return 'same'
    if (own === undefined || other.#set.has(own)) return 'behind'
    return its === undefined || this.#set.has(its) ? 'ahead' : 'apart'
  }
}

export class Reached {
  readonly #members: readonly Member[]
  readonly #links: Links
  readonly #describeMore: () => string
  readonly #views: readonly TroopView[]
  readonly #hashes = new Set<number>()
  #last = ''

  /** `describeMore` says what else tells states of the whole from each other. */
  constructor(members: readonly Member[], links: Links, describeMore: () => string) {
    this.#members = members
    this.#links = links
    this.#describeMore = describeMore
    const troops = [...new Set(members.map(({ troop }) => troop))]
    this.#views = troops.map((troop) => new TroopView(troop, links))
  }

  get hashes(): readonly number[] {
    return [...this.#hashes]
  }

  /** Something happens at some servers, in the state of now. */
  sample(what: string, servers: readonly number[]): void {
    const standings = this.#views.map((view) => view.standing())
    const some = servers.slice(0, 2).map((server) => this.#members[server] as Member)
    const where = some.map(({ group, server }) => standings[group]?.[server] ?? '').join(' ')
    const more = this.#describeMore()
    for (const [group, view] of this.#views.entries()) {
      const coarse = view.coarse(standings[group] as readonly string[])
      this.#add(`all ${coarse} ${Math.min(this.#links.kept, MANY)}${more && ` ${more}`}`)
    }
    this.#add(`${what} ${where}`)
    const roles = some.map(({ troop, server }) => roleOf(troop, server)).join(' ')
    this.#add(`${this.#last} then ${what} ${roles}`)
    this.#last = `${what} ${roles}`
  }

  /** Messages that were kept go on, behind others that have overtaken them. */
  overtaken({ link, count, overtakenBy }: Released): void {
    if (count === 0) return
    const standings = this.#views.map((view) => view.standing())
    const ends = [link.from, link.to].map(({ addresses: [address, ...more] }) => {
      if (more.length > 0) return 'group'
      const member = this.#members.find((one) => one.address === address)
      return member === undefined ? 'clerk' : standings[member.group]?.[member.server]
    })
    this.#add(`late ${link.leg} ${Math.min(overtakenBy, MANY)} ${ends.join(' ')}`)
  }

  #add(state: string): void {
    this.#hashes.add(hashOf(state))
  }
}

function roleOf(troop: Troop, server: number): string {
  if (!troop.isRunning(server)) return 'down'
  return troop.life(server).isLeader ? 'leads' : 'follows'
}

/** How the servers of one group stand to each other. */
class TroopView {
  readonly #troop: Troop
  readonly #links: Links
  readonly #logs: readonly SavedLog[]

  constructor(troop: Troop, links: Links) {
    this.#troop = troop
    this.#links = links
    this.#logs = troop.servers.map(() => new SavedLog())
  }

  /** A word for each server: up, role, term, log, commit, snapshot, vote, links. */
  standing(): string[] {
    const { servers, lives } = this.#troop
    for (const server of servers) {
      this.#logs[server]?.read(this.#troop.saved(server).readRaftState())
    }
    const newest = Math.max(0, ...lives.map(({ term }) => term))
    const applied = Math.max(0, ...lives.map(({ lastApplied = 0 }) => lastApplied))
    const best = this.#best()
    return servers.map((server) => {
      const log = this.#logs[server] as SavedLog
      const relation = best === undefined ? '' : log.relationTo(best)
      const links = this.#describeLinks(server)
      if (!this.#troop.isRunning(server)) return `down ${relation} ${links}`
      const life = this.#troop.life(server)
      const term = Math.min(newest - life.term, 2)
      const commit = Math.min(applied - (life.lastApplied ?? applied), 1)
      const snapshot = life.isFromSnapshot ? 's' : ''
      const vote = log.vote < 0 ? '-' : log.vote === server ? 'own' : 'gave'
      return `${roleOf(this.#troop, server)} ${term} ${relation} ${commit} ${snapshot} ${vote} ${links}`
    })
  }

  /** The log of who leads the newest term; without a leader, of whom has the longest. */
  #best(): SavedLog | undefined {
    const leaders = this.#troop.lives.filter(({ isLeader }) => isLeader)
    const [newest] = leaders.sort((a, b) => b.term - a.term)
    if (newest !== undefined) return this.#logs[newest.server]
    return [...this.#logs].sort((a, b) => b.entries.length - a.entries.length)[0]
  }

  /** Whether it is cut off from nobody, some or all, in either way; and whether mail is kept. */
  #describeLinks(server: number): string {
    const { addresses } = this.#troop
    const own = addresses[server] as Name
    const others = addresses.filter((other) => other !== own)
    const cut = others.filter((other) => {
      return this.#links.isCut(own, other) || this.#links.isCut(other, own)
    }).length
    const word = cut === 0 ? 'free' : cut < others.length ? 'part' : 'alone'
    return `${word}${this.#links.isKeeping(own) ? ' kept' : ''}`
  }

  /** How many servers stand alike in one respect, for the whole group. */
  coarse(standing: readonly string[]): string {
    const { lives, size } = this.#troop
    const few = (count: number): number => Math.min(count, MANY)
    const up = lives.length === size ? 'all' : 2 * lives.length > size ? 'most' : 'few'
    const leaders = few(lives.filter(({ isLeader }) => isLeader).length)
    const terms = few(new Set(lives.map(({ term }) => term)).size)
    const logs = few(new Set(this.#logs.map(({ entries }) => entries.at(-1))).size)
    const apart = few(standing.filter((word) => word.includes(' apart ')).length)
    return `${up} ${leaders} ${terms} ${logs} ${apart}`
  }
}

/** FNV-1a, 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  }
  return hash >>> 0
}
