/**
 * What a scenario does to messages between servers and clerks: cuts, slow links, losses, and
 * messages that are kept while later ones pass. All of it by rules of the network, which know
 * sender, receiver and leg of a message and nothing of what it says.
 */
import type { Name } from '../labrpc/name.ts'
import type { Packet, RouteTable } from '../labrpc/route-table.ts'
import type { Leg } from './scenario.ts'

/** Who sends or gets messages: a server, a clerk, or a whole group. */
export interface End {
  readonly addresses: readonly Name[]
  /** How output names it. */
  readonly name: string
}

/** One direction between two. */
export interface Link {
  readonly leg: Leg
  readonly from: End
  readonly to: End
}

/** Messages that were kept are let go. */
export interface Released {
  readonly link: Link
  /** How many are let go. */
  readonly count: number
  /** How many messages have passed by on the same way since the first of them was kept. */
  readonly overtakenBy: number
}

interface Keeping {
  readonly link: Link
  readonly held: { readonly size: number; lift(): void }
  /** Messages on that way when the first was kept. */
  sinceCount: number | undefined
}

export class Links {
  readonly #routes: RouteTable
  readonly #cuts = new Set<string>()
  readonly #slow = new Map<string, { lift(): void }>()
  readonly #losing: { lift(): void }[] = []
  readonly #counts = new Map<string, number>()
  #keeping: Keeping[] = []

  constructor(routes: RouteTable) {
    this.#routes = routes
    routes.watch(
      () => true,
      (packet) => this.#count(packet),
    )
    routes.drop(({ from, to }) => this.#cuts.has(`${from} ${to}`))
  }

  cut(from: Name, to: Name): void {
    if (from !== to) this.#cuts.add(`${from} ${to}`)
  }

  isCut(from: Name, to: Name): boolean {
    return this.#cuts.has(`${from} ${to}`)
  }

  /** Undoes cuts and slow links; false when there are none. */
  mend(): boolean {
    const isAny = this.#cuts.size + this.#slow.size > 0
    this.#cuts.clear()
    for (const rule of this.#slow.values()) rule.lift()
    this.#slow.clear()
    return isAny
  }

  slow(from: End, to: End, ms: number): void {
    const key = `${from.name} ${to.name}`
    this.#slow.get(key)?.lift()
    this.#slow.delete(key)
    if (ms === 0) return
    const rule = this.#routes.delay((packet) => isBetween(packet, from, to), ms)
    this.#slow.set(key, rule)
  }

  lose(link: Link, count: number): void {
    this.#losing.push(this.#routes.drop(nextOf(link, count)))
  }

  keep(link: Link, count: number): void {
    const isNext = nextOf(link, count)
    const keeping: Keeping = {
      link,
      held: this.#routes.hold((packet) => {
        const isKept = isNext(packet)
        if (isKept) keeping.sinceCount ??= this.#countOn(link)
        return isKept
      }),
      sinceCount: undefined,
    }
    this.#keeping.push(keeping)
  }

  /** How many messages are kept now. */
  get kept(): number {
    return this.#keeping.reduce((sum, { held }) => sum + held.size, 0)
  }

  /** Whether every keeping has something, and there is one. */
  get isFull(): boolean {
    return this.#keeping.length > 0 && this.#keeping.every(({ held }) => held.size > 0)
  }

  /** Whether something is kept, or will be, on its way from or to a server. */
  isKeeping(server: Name): boolean {
    return this.#keeping.some(({ link: { from, to } }) => {
      return from.addresses.includes(server) || to.addresses.includes(server)
    })
  }

  /** Ends the oldest or newest keeping, or all. */
  release(which: 'first' | 'last' | 'all'): readonly Released[] {
    const all = this.#keeping
    const chosen = which === 'all' ? all : which === 'first' ? all.slice(0, 1) : all.slice(-1)
    this.#keeping = all.filter((keeping) => !chosen.includes(keeping))
    return chosen.map(({ link, held, sinceCount }) => {
      const count = held.size
      held.lift()
      const passed = sinceCount === undefined ? 0 : this.#countOn(link) - sinceCount - count + 1
      return { link, count, overtakenBy: Math.max(0, passed) }
    })
  }

  /** Everything passes as on a network without a scenario. */
  liftAll(): void {
    this.mend()
    for (const rule of this.#losing) rule.lift()
    this.release('all')
  }

  #count({ from, to, leg }: Packet): void {
    const key = `${from} ${to} ${leg}`
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1)
  }

  #countOn({ from, to, leg }: Link): number {
    const counts = from.addresses.flatMap((sender) => {
      return to.addresses.map((receiver) => this.#counts.get(`${sender} ${receiver} ${leg}`) ?? 0)
    })
    return counts.reduce((sum, count) => sum + count, 0)
  }
}

function isBetween(packet: Packet, from: End, to: End): boolean {
  return from.addresses.includes(packet.from) && to.addresses.includes(packet.to)
}

/** Matches the next so many messages. */
function nextOf({ leg, from, to }: Link, count: number): (packet: Packet) => boolean {
  let left = count
  return (packet) => {
    if (left === 0 || packet.leg !== leg || !isBetween(packet, from, to)) return false
    left--
    return true
  }
}
