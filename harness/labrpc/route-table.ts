/**
 * What a directed test may do to chosen messages: let them pass, drop, delay or hold them, by
 * sender, receiver, leg and method. Rules are asked in the order they were made; the first that
 * answers counts. Ours: 6.5840 labrpc can only enable and disable whole ends.
 */
import type { Name } from './name.ts'

/** One leg of one call. */
export interface Packet {
  readonly from: Name
  readonly to: Name
  readonly leg: 'request' | 'reply'
  readonly svcMeth: string
  /** The encoded arguments or reply. A test may look for a command of its own in it. */
  readonly text: string
}

export type Route =
  | { readonly kind: 'deliver' }
  | { readonly kind: 'drop' }
  | { readonly kind: 'delay'; readonly ms: number }
  | { readonly kind: 'hold'; hold(deliver: () => void): void }

export type Matcher = (packet: Packet) => boolean

/** Messages that are being kept back. */
export interface Held {
  /** How many are held now. */
  readonly size: number
  /** Lets those held go on their way in the order they came; later ones are still held. */
  release(): void
  /** Stops holding, but keeps those that are held. */
  seal(): void
  /** Lets all go and stops holding. */
  lift(): void
}

type Rule = (packet: Packet) => Route | undefined

export class RouteTable {
  readonly #rules = new Set<Rule>()

  routeFor(packet: Packet): Route | undefined {
    for (const rule of this.#rules) {
      const route = rule(packet)
      if (route !== undefined) return route
    }
    return undefined
  }

  /** Loses matching messages; the caller learns of it as if the server were unreachable. */
  drop(matches: Matcher): { lift(): void } {
    return this.#add((packet) => (matches(packet) ? { kind: 'drop' } : undefined))
  }

  /** Makes matching messages slower. */
  delay(matches: Matcher, ms: number): { lift(): void } {
    return this.#add((packet) => (matches(packet) ? { kind: 'delay', ms } : undefined))
  }

  /** Keeps matching messages back until they are released. */
  hold(matches: Matcher): Held {
    let waiting: (() => void)[] = []
    const rule = this.#add((packet) =>
      matches(packet) ? { kind: 'hold', hold: (deliver) => waiting.push(deliver) } : undefined,
    )
    const release = (): void => {
      const released = waiting
      waiting = []
      for (const deliver of released) deliver()
    }
    return {
      get size() {
        return waiting.length
      },
      release,
      seal: rule.lift,
      lift() {
        rule.lift()
        release()
      },
    }
  }

  /** Calls `see` for every matching message and lets the other rules decide. */
  watch(matches: Matcher, see: (packet: Packet) => void): { lift(): void } {
    return this.#add((packet) => {
      if (matches(packet)) see(packet)
      return undefined
    })
  }

  #add(rule: Rule): { lift(): void } {
    this.#rules.add(rule)
    return { lift: () => this.#rules.delete(rule) }
  }
}
