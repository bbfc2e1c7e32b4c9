/** The clocks and the chance of one life of a Go program. */
import { sfc32 } from '../../sim/sfc32.ts'
import { OP, type Setup } from '../protocol.ts'

/** What the clocks of all programs begin with: 2026-01-01, and a second since the start. */
const EPOCH_SECONDS = 1_767_225_600
const UPTIME_NS = 1e9
/** Ours: the wall clocks of machines differ, and programs seed generators with them. */
const SKEW_SECONDS_MAX = 600

export class LifeClock {
  /** Of the clock that never steps back. */
  nowNs = UPTIME_NS
  #skewSeconds = 0
  #skewNs = 0
  #nextWord: () => number = () => 0

  /** `drawn` is the one choice of chance from which all of a life's follows. */
  seed(drawn: number, [, b, c, d]: Setup['randomWords']): void {
    this.#nextWord = sfc32([drawn, b, c, d])
    this.#skewSeconds = this.#nextWord() % SKEW_SECONDS_MAX
    this.#skewNs = this.#nextWord() % 1e9
  }

  setMs(nowMs: number): void {
    this.nowNs = Math.max(this.nowNs, UPTIME_NS + Math.round(nowMs * 1e6))
  }

  /** Ms of the world that have gone by since it was `sinceMs`. */
  msSince(sinceMs: number): number {
    return (this.nowNs - UPTIME_NS) / 1e6 - sinceMs
  }

  /** Since 1970. */
  wall(): { readonly seconds: number; readonly ns: number } {
    const ns = this.nowNs - UPTIME_NS + this.#skewNs
    const seconds = Math.floor(ns / 1e9)
    return {
      seconds: EPOCH_SECONDS + this.#skewSeconds + seconds,
      ns: Math.floor(ns - seconds * 1e9),
    }
  }

  /** 32 bits of chance. */
  word(): number {
    return this.#nextWord()
  }

  fillRandom(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; at++) bytes[at] = this.#nextWord() >>> 24
  }
}

/** The one choice of chance from which all of a program's follows, which is put out if wanted. */
export function drawSeed(
  { randomWords, randomPlayed, recordDraws }: Setup,
  outbox: unknown[],
): number {
  const drawn = sfc32(randomWords)()
  const value = randomPlayed[0] ?? drawn
  if (recordDraws) outbox.push(OP.draw, value)
  return value
}
