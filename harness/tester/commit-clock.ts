/**
 * How long commands take to be committed: from the start() that was accepted to the moment at which
 * the first server applies them. A command that is lost has no time. It judges nothing.
 */
export class CommitClock {
  /** Virtual ms of each command that was applied, in the order in which they were. */
  readonly timesMs: number[] = []
  /** By index: the command that was accepted there last, encoded. */
  readonly #accepted = new Map<number, { readonly command: string; readonly atMs: number }>()

  accepted(index: number, command: string, atMs: number): void {
    this.#accepted.set(index, { command, atMs })
  }

  /** A command was applied at an index where nobody had applied one. */
  applied(index: number, command: string, atMs: number): void {
    const accepted = this.#accepted.get(index)
    if (accepted === undefined) return
    this.#accepted.delete(index)
    if (accepted.command === command) this.timesMs.push(atMs - accepted.atMs)
  }
}
