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
export class Knowledge {
  readonly #size: number
  /**
   * By server, what it can know: at `w * size + u`, the last moment (virtual ms) at which server u
   * sent something that server w can have learned of. Never changed in place.
   */
  readonly #known: Float64Array[]

  /** Of servers numbered from 0. */
  constructor(size: number) {
    this.#size = size
    const nothing = new Float64Array(size * size).fill(-1)
    this.#known = Array.from({ length: size }, () => nothing)
  }

  /**
   * A message sets out; call what is returned when it arrives, and say whether the receiver may act
   * on what the sender told it. If not, it has learned nothing itself.
   */
  sent(from: number, to: number, atMs: number): (isHeeded: boolean) => void {
    const carried = this.#known[from] as Float64Array
    return (isHeeded) => this.#arrived(from, to, carried, isHeeded ? atMs : undefined)
  }

  #arrived(from: number, to: number, carried: Float64Array, sentMs: number | undefined): void {
    const size = this.#size
    const known = Float64Array.from(this.#known[to] as Float64Array)
    for (let at = 0; at < known.length; at++) {
      if ((carried[at] as number) > (known[at] as number)) known[at] = carried[at] as number
    }
    for (let u = 0; u < size && sentMs !== undefined; u++) {
      const learned = u === from ? sentMs : (carried[from * size + u] as number)
      if (learned > (known[to * size + u] as number)) known[to * size + u] = learned
    }
    this.#known[to] = known
  }

  /**
   * The last moment of `source`'s life that `who` can know `other` to have learned of; -1 for none.
   */
  learned(who: number, other: number, source: number): number {
    if (other === source) return Infinity
    return (this.#known[who] as Float64Array)[other * this.#size + source] as number
  }

  /**
   * The last moment of `source`'s life that server `who` can know a majority to have learned of,
   * `source` among them.
   */
  learnedByMajority(who: number, source: number): number {
    const moments = Array.from({ length: this.#size }, (_, other) =>
      this.learned(who, other, source),
    )
    moments.sort((a, b) => b - a)
    return moments[Math.floor(this.#size / 2)] as number
  }
}
