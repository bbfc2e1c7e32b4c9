/**
 * What takes a majority, checked without a look into messages or logs: to lead a term, and to
 * commit an entry. Both need messages to and from enough servers, and {@link Knowledge} tells
 * whether there have been any. It holds for every correct Raft:
 *
 * - A vote for a candidate is given on what it sent since it entered the term (Raft §5.2: it enters
 *   the term when it becomes a candidate), and counts when the answer has reached it.
 * - An entry counts as committed once its leader, in the entry's own term, knows it on a majority
 *   (Raft §5.3, §5.4.2); everything before it is committed with it. Whoever applies an index has
 *   learned of such a moment. Raft §5.4.2 names the one other safe case: every server has the
 *   entry. Whoever else in that term can know the same is let pass.
 * - A leader may begin its term with an entry of its own that has no index for the service (§8).
 *   So what it can hold by then is committed with the first thing that it has sent to a majority.
 * - Nobody votes or stores on the word of a server in an older term (Raft §5.1).
 */
import type { Name } from '../labrpc/name.ts'
import type { Follower } from '../labrpc/observers.ts'
import { CheckFailure } from './failure.ts'
import { Knowledge } from './knowledge.ts'
import { type MonitorWorld, nameIn, shown } from './monitor-world.ts'
import { formatMs } from './process.ts'
import { RULE } from './rules.ts'

/** A server's time in a term. */
interface Stay {
  readonly term: number
  readonly sinceMs: number
}

/** The beginning of a leader's office: what it can hold by then of older terms. */
interface Inauguration {
  readonly server: number
  readonly term: number
  /** The highest index of an accepted command that it can know of, or 0. */
  readonly index: number
  /** When it is first seen to lead. */
  readonly atMs: number
}

/** A start() that was accepted. */
interface Accepted {
  readonly server: number
  readonly command: string
  readonly index: number
  readonly term: number
  readonly atMs: number
}

export class Quorum implements Follower {
  readonly #world: MonitorWorld
  readonly #names: readonly Name[]
  readonly #knowledge: Knowledge
  /** By term. */
  readonly #inaugurations = new Map<number, Inauguration>()
  /** By term, what its leader has accepted, in order of index and time. */
  readonly #offices = new Map<number, Accepted[]>()
  /** The same by index. */
  readonly #accepted = new Map<number, Accepted[]>()
  /** By server, the terms it was in over all its lives, last one last. */
  readonly #terms: Stay[][]
  /** By server: the highest index that it can know to be committed. */
  readonly #bounds: number[]
  /** By server: the newest office that it can know a majority to have heard of. */
  readonly #heirs: (Inauguration | undefined)[]

  /** Of servers numbered from 0, by their names on the network. */
  constructor(world: MonitorWorld, names: readonly Name[]) {
    this.#world = world
    this.#names = names
    this.#knowledge = new Knowledge(names.length)
    this.#terms = names.map(() => [])
    this.#bounds = names.map(() => 0)
    this.#heirs = names.map(() => undefined)
  }

  sent(fromName: Name, toName: Name): (() => void) | undefined {
    const [from, to] = [this.#names.indexOf(fromName), this.#names.indexOf(toName)]
    if (from < 0 || to < 0) return undefined
    const sentMs = this.#world.nowMs()
    const carried = this.#knowledge.of(from)
    const [bound, heir] = [this.#bounds[from] as number, this.#heirs[from]]
    return () => {
      const isHeeded = this.#termAt(from, sentMs) >= this.#termOf(to)
      this.#knowledge.arrived(from, to, { carried, sentMs, isHeeded })
      this.#raise(to, bound)
      this.#inherit(to, heir)
      this.#count(to)
    }
  }

  /** M10: called whenever a live server's state has changed. */
  observeState(server: number, term: number, isLeader: boolean): void {
    this.#count(server)
    const terms = this.#terms[server] as Stay[]
    if (terms.at(-1)?.term !== term) terms.push({ term, sinceMs: this.#world.nowMs() })
    this.#count(server)
    if (!isLeader) return
    const { sinceMs } = terms.find((stay) => stay.term === term) as Stay
    this.#inaugurate(server, term)
    if (this.#knowledge.learnedByMajority(server, server) < sinceMs) {
      this.#failElected(server, term, sinceMs)
    }
  }

  /** A leader has accepted a command. */
  observeStart(
    server: number,
    command: string,
    { index, term }: { index: number; term: number },
  ): void {
    const accepted = { server, command, index, term, atMs: this.#world.nowMs() }
    this.#inaugurate(server, term)
    addTo(this.#offices, term, accepted)
    addTo(this.#accepted, index, accepted)
    this.#count(server)
  }

  /** M11: a server has applied everything up to an index. Only where we hand in the commands. */
  observeApply(server: number, index: number, command: string | undefined): void {
    if (this.#offices.size === 0) return
    this.#count(server)
    if (index <= (this.#bounds[server] as number)) return
    const starts = (this.#accepted.get(index) ?? []).filter((start) => start.command === command)
    if (starts.some((start) => isInherited(start, this.#heirs[server]))) return
    const isEverywhere = starts.some((start) =>
      this.#names.every((_, other) => this.#learned(server, other, start)),
    )
    if (isEverywhere) return
    if (starts.length === 0 && command !== undefined) this.#failUnstarted(server, index, command)
    else this.#failApplied(server, index, starts)
  }

  /** The first time that a server is seen to lead a term. */
  #inaugurate(server: number, term: number): void {
    if (this.#inaugurations.has(term)) return
    let last = 0
    for (const [index, starts] of this.#accepted) {
      if (index <= last) continue
      if (starts.some((start) => this.#learned(server, server, start))) last = index
    }
    this.#inaugurations.set(term, { server, term, index: last, atMs: this.#world.nowMs() })
  }

  /** What a server in the term of an office can know that a majority has stored is committed. */
  #count(server: number): void {
    const term = this.#termOf(server)
    const first = this.#inaugurations.get(term)
    if (first === undefined) return
    const knownMs = this.#knowledge.learnedByMajority(server, first.server)
    if (knownMs >= first.atMs) this.#inherit(server, first)
    const office = this.#offices.get(term)
    const last = office?.at(-1)
    if (office === undefined || last === undefined) return
    if (last.index <= (this.#bounds[server] as number)) return
    const stored = office[countUpTo(office, knownMs) - 1]
    if (stored !== undefined) this.#raise(server, stored.index)
  }

  #termOf(server: number): number {
    return this.#terms[server]?.at(-1)?.term ?? 0
  }

  /** The term that a server was in when everything of that moment had happened. */
  #termAt(server: number, atMs: number): number {
    const terms = this.#terms[server] ?? []
    let at = terms.length - 1
    while (at > 0 && (terms[at] as Stay).sinceMs > atMs) at--
    return terms[at]?.term ?? 0
  }

  #raise(server: number, bound: number): void {
    this.#bounds[server] = Math.max(this.#bounds[server] as number, bound)
  }

  #inherit(server: number, heir: Inauguration | undefined): void {
    if (heir !== undefined && heir.term > (this.#heirs[server]?.term ?? 0))
      this.#heirs[server] = heir
  }

  #learned(who: number, other: number, start: Accepted): boolean {
    return this.#knowledge.learned(who, other, start.server) >= start.atMs
  }

  #failElected(server: number, term: number, enteredMs: number): void {
    const since = formatMs(enteredMs)
    const asked = this.#names.flatMap((_, other) => {
      const isAnswered = this.#knowledge.learned(server, other, server) >= enteredMs
      return other !== server && isAnswered ? [this.#name(other)] : []
    })
    this.#fail(
      `${this.#name(server)} leads term ${term}, but cannot have the votes of a majority`,
      'Raft §5.2: a candidate wins an election if it receives votes from a majority of the servers for the same term',
      `${this.#name(server)}  is in term ${term} since ${since}`,
      asked.length === 0
        ? `nobody can have answered anything that ${this.#name(server)} has sent since then`
        : `only ${asked.join(', ')} can have answered what it has sent since then, of ${this.#names.length} servers`,
    )
  }

  /** Mostly an entry that a leader begins its term with. */
  #failUnstarted(server: number, index: number, command: string): void {
    const promised = [...this.#accepted].find(([, starts]) =>
      starts.some((start) => start.command === command),
    )
    const where =
      promised === undefined
        ? "start() was never given it: it must be an entry of a leader's own"
        : `start() promised index ${promised[0]} for it`
    this.#fail(
      `${this.#name(server)} applied ${shown(command)} at index ${index}, where no start() has put it`,
      RULE.firstIndex,
      where,
    )
  }

  #failApplied(server: number, index: number, starts: readonly Accepted[]): void {
    const details = starts.map((start) => {
      const holders = this.#names.flatMap((_, other) =>
        this.#learned(server, other, start) ? [this.#name(other)] : [],
      )
      return `${this.#name(start.server)}  accepted ${shown(start.command)} at index ${index} in term ${start.term} at ${formatMs(start.atMs)}; ${this.#name(server)} can know it of ${holders.join(', ')}, of ${this.#names.length} servers`
    })
    const heir = this.#heirs[server]
    const older =
      heir === undefined || heir.index === 0
        ? ''
        : `, and of commands that ${this.#name(heir.server)} can have had when it came to lead term ${heir.term}`
    this.#fail(
      `${this.#name(server)} applied index ${index}, but cannot know that it is committed`,
      'Raft §5.3, §5.4.2: an entry is committed once its leader knows it, or one behind it, on a majority; both count only in the term in which the leader has made the entry',
      ...details,
      `by what it has received, it can know of commits up to index ${this.#bounds[server]}${older}`,
    )
  }

  #name(server: number): string {
    return nameIn(this.#world, server)
  }

  #fail(message: string, rule: string, ...details: string[]): void {
    this.#world.fail(new CheckFailure(message, { rule, details }))
  }
}

/** Was it accepted before an office, by somebody that its leader can have learned it of? */
function isInherited(start: Accepted, heir: Inauguration | undefined): boolean {
  if (heir === undefined || start.term >= heir.term) return false
  return start.index <= heir.index && start.atMs <= heir.atMs
}

function addTo(map: Map<number, Accepted[]>, key: number, accepted: Accepted): void {
  const known = map.get(key)
  if (known === undefined) map.set(key, [accepted])
  else known.push(accepted)
}

/** How many of these, which are in order of time, were not later than a moment. */
function countUpTo(accepted: readonly Accepted[], ms: number): number {
  let [low, high] = [0, accepted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((accepted[middle] as Accepted).atMs <= ms) low = middle + 1
    else high = middle
  }
  return low
}
