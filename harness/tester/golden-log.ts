/**
 * The golden log: what was applied first at each index, over all servers, crashes and snapshots.
 * Whoever comes to an index later must apply the same command there, or also none.
 */
import { CheckFailure } from './failure.ts'
import { type MonitorWorld, nameIn, shown } from './monitor-world.ts'
import { formatMs } from './process.ts'

export const APPLIED_IN_ORDER =
  'Raft Fig. 2: lastApplied increases by one; every committed entry is applied once, in log order'

/** More than any run has terms: so many entries in a row are not the first ones of their terms. */
const LEFT_OUT_MAX = 1_000

interface Passed {
  readonly server: number
  readonly atMs: number
}

interface Applied extends Passed {
  readonly command: string
  /** The index of the snapshot it came with, if it did. */
  readonly snapshotIndex?: number | undefined
}

export class GoldenLog {
  readonly #world: MonitorWorld
  readonly #describeServer: (server: number) => string[]
  readonly #applied = new Map<number, Applied>()
  /** Indexes at which somebody had no command to apply. */
  readonly #leftOut = new Map<number, Passed>()
  /** Highest index applied by anyone. */
  maxIndex = 0

  /** `describeServer` has more lines on a server that applied what differs. */
  constructor(world: MonitorWorld, describeServer: (server: number) => string[] = () => []) {
    this.#world = world
    this.#describeServer = describeServer
  }

  /** The command that was applied first at an index, encoded. */
  commandAt(index: number): string | undefined {
    return this.#applied.get(index)?.command
  }

  /** Who applied what first at an index, and when: lines for a failure. */
  describe(index: number): string[] {
    const known = this.#applied.get(index)
    if (known === undefined) return []
    const name = nameIn(this.#world, known.server)
    return [`${name}  applied ${shown(known.command)} at index ${index} ${describeMoment(known)}`]
  }

  /**
   * A server has applied a command, or has it with a snapshot. True when nobody had before, at that
   * index.
   */
  apply(server: number, index: number, command: string, snapshotIndex?: number): boolean {
    const known = this.#applied.get(index)
    if (known?.command === command) return false
    const applied = { command, snapshotIndex, ...this.#passed(server) }
    if (known === undefined) return this.#applyFirst(index, applied)
    this.#failDifferent(index, applied, known)
    return false
  }

  /** A server went from the index before `from` to the one behind `to`: no command between. */
  leaveOut(server: number, from: number, to: number): void {
    const passed = this.#passed(server)
    if (to - from >= LEFT_OUT_MAX) {
      const name = nameIn(this.#world, server)
      this.#fail(`${name} applied index ${to + 1} right after index ${from - 1}`, APPLIED_IN_ORDER)
      return
    }
    for (let index = from; index <= to; index++) {
      const known = this.#applied.get(index)
      if (known !== undefined) this.#failLeftOut(index, passed, known)
      if (!this.#leftOut.has(index)) this.#leftOut.set(index, passed)
    }
  }

  #applyFirst(index: number, applied: Applied): boolean {
    const left = this.#leftOut.get(index)
    if (left !== undefined) this.#failLeftOut(index, left, applied)
    this.#applied.set(index, applied)
    this.maxIndex = Math.max(this.maxIndex, index)
    return true
  }

  #failDifferent(index: number, applied: Applied, known: Applied): void {
    const [first, second] = [known, applied].map(({ server }) => nameIn(this.#world, server))
    const who =
      known.server === applied.server
        ? `${second} applied two different commands at index ${index}, the first before a restart or snapshot`
        : `${first} and ${second} applied different commands at index ${index}`
    this.#fail(
      who,
      'Raft Fig. 3, State Machine Safety: no two servers apply different commands at the same index',
      `${first}  ${shown(known.command)}  ${describeMoment(known)}`,
      `${second}  ${shown(applied.command)}  ${describeMoment(applied)}`,
      ...this.#describeServer(applied.server),
    )
  }

  #failLeftOut(index: number, left: Passed, applied: Applied): void {
    const [leaver, applier] = [
      nameIn(this.#world, left.server),
      nameIn(this.#world, applied.server),
    ]
    this.#fail(
      `${leaver} left out index ${index}, at which ${applier} applied a command`,
      APPLIED_IN_ORDER,
      `${leaver}  went on behind it at ${formatMs(left.atMs)}`,
      `${applier}  ${shown(applied.command)}  ${describeMoment(applied)}`,
    )
  }

  #passed(server: number): Passed {
    return { server, atMs: this.#world.nowMs() }
  }

  #fail(message: string, rule: string, ...details: string[]): void {
    this.#world.fail(new CheckFailure(message, { rule, details }))
  }
}

/** `at 2,344 ms`, and whether it was in a snapshot. */
function describeMoment({ atMs, snapshotIndex }: Applied): string {
  const within = snapshotIndex === undefined ? '' : `, in a snapshot of index ${snapshotIndex}`
  return `at ${formatMs(atMs)}${within}`
}
