/**
 * What chance does to messages. The network draws here and nowhere else; each choice has a place
 * (`chance.ts`): the link, the method, which of its calls it is, and what is chosen. All times are
 * virtual milliseconds. Source: 6.5840 labrpc, whose numbers it keeps; what is ours says so.
 */
import type { Chance, Stream } from '../sim/chance.ts'
import type { Call } from './call.ts'
import { type CallChoices, LinkChoices, placeOf } from './call-choices.ts'
import type { Name } from './name.ts'
import type { End } from './observers.ts'
import type { Packet } from './route-table.ts'

/**
 * 6.5840 labrpc: figures of the unreliable network, of unreachable servers and of long reordering.
 */
export const LABRPC = {
  shortDelayMsMax: 26,
  requestLoss: 0.1,
  replyLoss: 0.1,
  unreachableMsMax: 99,
  unreachableLongMsMax: 6_999,
  deathCheckMs: 100,
  reorderShare: 600 / 900,
  reorderMsMin: 200,
  reorderMsSpread: 1_999,
} as const

/**
 * Ours: what one hop costs on any network, in virtual microseconds, so that time always advances.
 */
const HOP_US = { min: 100, max: 1_000 }

/** One way of a call. */
type Leg = Packet['leg']

const HOP = { request: 'request hop', reply: 'reply hop' } as const
const LOSS = { request: 'request loss', reply: 'reply loss' } as const
const TIMEOUT = { request: 'request timeout', reply: 'reply timeout' } as const
const TIMEOUT_HOP = { request: 'request timeout hop', reply: 'reply timeout hop' } as const

export class Hazards {
  readonly #chance: Chance
  readonly #nameOf: (address: Name) => string
  readonly #hops: Stream
  readonly #delays: Stream
  readonly #losses: Stream
  /** By end and method, and by name: a server has new ends in every life. */
  readonly #ends = new WeakMap<End, Map<string, LinkChoices>>()
  readonly #links = new Map<string, LinkChoices>()

  constructor(chance: Chance, nameOf: (address: Name) => string) {
    this.#chance = chance
    this.#nameOf = nameOf
    this.#hops = chance.stream('labrpc/hop')
    this.#delays = chance.stream('labrpc/delay')
    this.#losses = chance.stream('labrpc/loss')
  }

  /** For the next call over an end; undefined where choices have no place. */
  choicesOf(end: End, svcMeth: string): CallChoices | undefined {
    if (!this.#chance.hasPlaces) return undefined
    let links = this.#ends.get(end)
    if (links === undefined) {
      links = new Map()
      this.#ends.set(end, links)
    }
    let link = links.get(svcMeth)
    if (link === undefined) {
      link = this.#linkOf(end, svcMeth)
      links.set(svcMeth, link)
    }
    return link.next()
  }

  #linkOf({ from, server }: End, svcMeth: string): LinkChoices {
    const to = server === undefined ? 'nobody' : this.#nameOf(server)
    const name = `${this.#nameOf(from)} to ${to} ${svcMeth}`
    const link = this.#links.get(name) ?? new LinkChoices(this.#chance, name)
    this.#links.set(name, link)
    return link
  }

  /** On any network. */
  hopMs(call: Pick<Call, 'choices'>, leg: Leg): number {
    return this.#hops.between(HOP_US.min, HOP_US.max, placeOf(call, HOP[leg])) / 1_000
  }

  /** How long an unreliable network keeps a request. */
  shortDelayMs(call: Call): number {
    if (call.isReliable) return 0
    return this.#delays.between(0, LABRPC.shortDelayMsMax, placeOf(call, 'request delay'))
  }

  isLost(call: Call, leg: Leg): boolean {
    if (call.isReliable) return false
    const share = leg === 'request' ? LABRPC.requestLoss : LABRPC.replyLoss
    return this.#losses.isHit(share, placeOf(call, LOSS[leg]))
  }

  /** How long reordering holds a reply; 0 for one that is let through. */
  reorderingMs(call: Call): number {
    if (!call.hasLongReordering) return 0
    if (!this.#losses.isHit(LABRPC.reorderShare, placeOf(call, 'reply reordering'))) return 0
    const spread = this.#delays.below(LABRPC.reorderMsSpread + 1, placeOf(call, 'reply spread'))
    return LABRPC.reorderMsMin + this.#delays.below(1 + spread, placeOf(call, 'reply held'))
  }

  /** How long it takes until a caller learns that a message got nowhere. */
  unreachableMs(call: Call, leg: Leg, hasLongDelays: boolean): number {
    const max = hasLongDelays ? LABRPC.unreachableLongMsMax : LABRPC.unreachableMsMax
    const waitMs = this.#delays.between(0, max, placeOf(call, TIMEOUT[leg]))
    return (
      waitMs + this.#hops.between(HOP_US.min, HOP_US.max, placeOf(call, TIMEOUT_HOP[leg])) / 1_000
    )
  }
}
