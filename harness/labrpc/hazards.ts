/**
 * What chance does to messages. The network draws here and nowhere else; each choice has a place
 * (`chance.ts`): the link, the method, which of its calls it is, and what is chosen. All times are
 * virtual milliseconds. Source: 6.5840 labrpc, whose numbers it keeps; what is ours says so.
 */
import type { Chance, Place, Stream } from '../sim/chance.ts'
import type { Call } from './call.ts'
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

export class Hazards {
  readonly #chance: Chance
  readonly #nameOf: (address: Name) => string
  readonly #hops: Stream
  readonly #delays: Stream
  readonly #losses: Stream

  constructor(chance: Chance, nameOf: (address: Name) => string) {
    this.#chance = chance
    this.#nameOf = nameOf
    this.#hops = chance.stream('labrpc/hop')
    this.#delays = chance.stream('labrpc/delay')
    this.#losses = chance.stream('labrpc/loss')
  }

  /** Where choices about the next call over an end belong; undefined where they have no place. */
  placeOf({ from, server }: End, svcMeth: string): Place | undefined {
    if (!this.#chance.hasPlaces) return undefined
    const to = server === undefined ? 'nobody' : this.#nameOf(server)
    return this.#chance.nextPlace(`${this.#nameOf(from)} to ${to} ${svcMeth}`)
  }

  /** On any network. */
  hopMs(call: Pick<Call, 'place'>, leg: Leg): number {
    return this.#hops.between(HOP_US.min, HOP_US.max, at(call, `${leg} hop`)) / 1_000
  }

  /** How long an unreliable network keeps a request. */
  shortDelayMs(call: Call): number {
    if (call.isReliable) return 0
    return this.#delays.between(0, LABRPC.shortDelayMsMax, at(call, 'request delay'))
  }

  isLost(call: Call, leg: Leg): boolean {
    if (call.isReliable) return false
    const share = leg === 'request' ? LABRPC.requestLoss : LABRPC.replyLoss
    return this.#losses.isHit(share, at(call, `${leg} loss`))
  }

  /** How long reordering holds a reply; 0 for one that is let through. */
  reorderingMs(call: Call): number {
    if (!call.hasLongReordering) return 0
    if (!this.#losses.isHit(LABRPC.reorderShare, at(call, 'reply reordering'))) return 0
    const spread = this.#delays.below(LABRPC.reorderMsSpread + 1, at(call, 'reply spread'))
    return LABRPC.reorderMsMin + this.#delays.below(1 + spread, at(call, 'reply held'))
  }

  /** How long it takes until a caller learns that a message got nowhere. */
  unreachableMs(call: Call, leg: Leg, hasLongDelays: boolean): number {
    const max = hasLongDelays ? LABRPC.unreachableLongMsMax : LABRPC.unreachableMsMax
    return this.#delays.between(0, max, at(call, `${leg} timeout`)) + this.#timeoutHopMs(call, leg)
  }

  #timeoutHopMs(call: Call, leg: Leg): number {
    return this.#hops.between(HOP_US.min, HOP_US.max, at(call, `${leg} timeout hop`)) / 1_000
  }
}

function at({ place }: Pick<Call, 'place'>, what: string): Place | undefined {
  return place && { name: `${place.name}, ${what}`, number: place.number }
}
