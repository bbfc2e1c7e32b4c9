/**
 * Who can know what. For every server of a group: up to which moment of each other server's life it
 * can have learned of, and what it can know that the others have learned. Messages carry it unseen,
 * so nothing is asked of what they say: who has received nothing from a server since a moment,
 * directly or by others, cannot act on what happened there.
 *
 * It is always too generous: a message may have held nothing of what its sender knew, and a crash
 * forgets what was not saved. So what it calls impossible is impossible for every Raft. Source:
 * matrix clocks, Wuu and Bernstein, "Efficient Solutions to the Replicated Log and Dictionary
 * Problems" (1984), with moments of virtual time in place of counts.
 */
/** Before every moment. No whole number, so that the arrays hold doubles from the beginning. */
const NEVER = -0.5

export class Knowledge {
  readonly #size: number
  /**
   * By server, what it can know: at `w * size + u`, the last moment (virtual ms) at which server u
   * sent something that server w can have learned of. Never changed in place.
   */
  readonly #known: (readonly number[])[]
  /** To sort in. */
  readonly #moments: number[]

  /** Of servers numbered from 0. */
  constructor(size: number) {
    this.#size = size
    this.#moments = new Array<number>(size).fill(NEVER)
    const nothing = new Array<number>(size * size).fill(NEVER)
    this.#known = Array.from({ length: size }, () => nothing)
  }

  /** What a server can know now; a message takes it along. */
  of(server: number): readonly number[] {
    return this.#known[server] as readonly number[]
  }

  /**
   * A message has arrived that took along what its sender knew at `sentMs`. If the receiver may not
   * act on what the sender told it, it has learned nothing itself.
   */
  arrived(
    from: number,
    to: number,
    {
      carried,
      sentMs,
      isHeeded,
    }: { carried: readonly number[]; sentMs: number; isHeeded: boolean },
  ): void {
    const size = this.#size
    const known = (this.#known[to] as readonly number[]).slice()
    for (let at = 0; at < known.length; at++) {
      if ((carried[at] as number) > (known[at] as number)) known[at] = carried[at] as number
    }
    for (let u = 0; u < size && isHeeded; u++) {
      const learned = u === from ? sentMs : (carried[from * size + u] as number)
      if (learned > (known[to * size + u] as number)) known[to * size + u] = learned
    }
    this.#known[to] = known
  }

  /**
   * The last moment of `source`'s life that `who` can know `other` to have learned of, or `NEVER`.
   */
  learned(who: number, other: number, source: number): number {
    if (other === source) return Infinity
    return (this.#known[who] as readonly number[])[other * this.#size + source] as number
  }

  /**
   * The last moment of `source`'s life that server `who` can know a majority to have learned of,
   * `source` among them.
   */
  learnedByMajority(who: number, source: number): number {
    const moments = this.#moments
    // In falling order; there are few.
    for (let other = 0; other < this.#size; other++) {
      const moment = this.learned(who, other, source)
      let at = other
      for (; at > 0 && (moments[at - 1] as number) < moment; at--) {
        moments[at] = moments[at - 1] as number
      }
      moments[at] = moment
    }
    return moments[Math.floor(this.#size / 2)] as number
  }
}
