/**
 * Safety of Raft, watched after every event and over a whole test: elections, terms, applied
 * commands, snapshots, starts and saves. Each check cites what promises it. The cluster feeds it;
 * it never acts.
 */
import { CommitClock } from './commit-clock.ts'
import { CheckFailure, type FailureNotes } from './failure.ts'
import { APPLIED_IN_ORDER, GoldenLog } from './golden-log.ts'
import { describeRestart, hasForgotten, type Life } from './life.ts'
import { type MonitorWorld, nameIn, shown } from './monitor-world.ts'
import { formatMs } from './process.ts'
import type { Quorum } from './quorum.ts'
import { RULE } from './rules.ts'

export class RaftMonitors {
  /** For the figures of the run; nothing is judged by it. */
  readonly commits = new CommitClock()
  readonly #world: MonitorWorld
  readonly #quorum: Quorum | undefined
  /** Who claimed leadership of a term first. */
  readonly #leaders = new Map<number, { server: number; atMs: number }>()
  readonly #golden: GoldenLog
  readonly #lastTerms = new Map<string, { term: number; atMs: number }>()
  /** By server: the newest term it has led in, over all its lives. */
  readonly #ledTerms = new Map<number, number>()
  /** By index: the newest term that anyone had led in when a command was first applied there. */
  readonly #appliedTerms = new Map<number, number>()
  /** The current or last life of each server. */
  readonly #lives = new Map<number, Life>()
  #newestLedTerm = 0
  readonly #lastStarts = new Map<string, { term: number; index: number }>()
  readonly #snapshotTerms = new Map<number, number>()

  /** `quorum` is told what happens here, and follows the messages itself. */
  constructor(world: MonitorWorld, quorum?: Quorum) {
    this.#world = world
    this.#golden = new GoldenLog(world, (server) => this.#describeForgetful(server))
    this.#quorum = quorum
  }

  /** Highest index applied by anyone. */
  get maxIndex(): number {
    return this.#golden.maxIndex
  }

  /** The command that was applied first at an index, encoded. */
  golden(index: number): string | undefined {
    return this.#golden.commandAt(index)
  }

  /** Who applied what first at an index, and when: lines for a failure. */
  describeGolden(index: number): string[] {
    return this.#golden.describe(index)
  }

  /** M1 and M2: called whenever a live server's state has changed. */
  observeState(at: Life, term: number, isLeader: boolean): void {
    const { server, life } = at
    this.#lives.set(server, at)
    this.#quorum?.observeState(server, term, isLeader)
    const key = `${server}#${life}`
    const last = this.#lastTerms.get(key)
    if (last !== undefined && term < last.term) {
      this.#fail(`${this.#name(server)}'s term went back from ${last.term} to ${term}`, {
        rule: 'Raft Fig. 2: currentTerm increases monotonically',
        details: [`${this.#name(server)}  came to term ${last.term} at ${formatMs(last.atMs)}`],
      })
    }
    if (last?.term !== term) this.#lastTerms.set(key, { term, atMs: this.#world.nowMs() })
    const ledTerm = this.#ledTerms.get(server) ?? 0
    if (term < ledTerm) {
      this.#fail(
        `${this.#name(server)} is in term ${term} after a restart, but had led in term ${ledTerm} before it crashed`,
        {
          rule: 'Raft Fig. 2: currentTerm and votedFor are persistent; a leader has voted for itself in its term',
          details: this.#describeRestart(at),
        },
      )
    }
    if (isLeader) this.#observeLeader(server, term)
  }

  #describeRestart(life: Life): string[] {
    return describeRestart(this.#name(life.server), life, this.#termBefore(life))
  }

  /** Lines on a server that seems not to have read what it had saved; none on others. */
  #describeForgetful(server: number): string[] {
    const life = this.#lives.get(server)
    const isForgetful = life !== undefined && hasForgotten(life, this.#termBefore(life))
    return isForgetful ? this.#describeRestart(life) : []
  }

  /** The last term that was seen in the life before. */
  #termBefore({ server, life }: Life): number | undefined {
    return this.#lastTerms.get(`${server}#${life - 1}`)?.term
  }

  #observeLeader(server: number, term: number): void {
    this.#newestLedTerm = Math.max(term, this.#newestLedTerm)
    this.#ledTerms.set(server, Math.max(term, this.#ledTerms.get(server) ?? 0))
    const known = this.#leaders.get(term)
    if (known === undefined) {
      this.#leaders.set(term, { server, atMs: this.#world.nowMs() })
    } else if (known.server !== server) {
      this.#fail(
        `${this.#name(known.server)} and ${this.#name(server)} both claim to be leader of term ${term}`,
        {
          rule: 'Raft Fig. 3, Election Safety: at most one leader can be elected in a given term',
          details: [
            `${this.#name(known.server)}  said so first at ${formatMs(known.atMs)}`,
            `${this.#name(server)}  said so first at ${formatMs(this.#world.nowMs())}`,
          ],
        },
      )
    }
  }

  /** M6: what start() returned, next to what getState() says in the same turn. */
  observeStart(
    { server, life }: Life,
    command: string,
    started: { index: number; term: number; isLeader: boolean },
    state: { term: number; isLeader: boolean },
  ): void {
    const rule = RULE.start
    if (started.isLeader !== state.isLeader) {
      const said = started.isLeader ? 'accepted a command' : 'refused a command as no leader'
      const says = state.isLeader ? 'says it is the leader' : 'says it is not the leader'
      this.#fail(
        `${this.#name(server)}: start() ${said}, but getState() ${says} at the same moment`,
        { rule },
      )
      return
    }
    if (!started.isLeader) return
    if (started.term !== state.term) {
      this.#fail(
        `${this.#name(server)}: start() returned term ${started.term}, but getState() says term ${state.term} at the same moment`,
        { rule },
      )
    }
    const key = `${server}#${life}`
    const last = this.#lastStarts.get(key)
    if (last?.term === started.term && started.index !== last.index + 1) {
      this.#fail(
        `${this.#name(server)}: start() returned index ${started.index} in term ${started.term}, but the command before it in that term got index ${last.index}`,
        { rule: 'Raft Fig. 3, Leader Append-Only: a leader appends each command after the last' },
      )
    }
    if (started.index < 1) {
      this.#fail(
        `${this.#name(server)}: start() accepted a command at index ${started.index}; indexes start at 1`,
        { rule: RULE.firstIndex },
      )
    }
    this.#lastStarts.set(key, { term: started.term, index: started.index })
    this.#quorum?.observeStart(server, command, started)
    this.commits.accepted(started.index, command, this.#world.nowMs())
    this.#checkIsFree(server, started)
  }

  /**
   * M9: a new command goes behind everything that is committed. Who committed the command at that
   * index led in the newest term known then, or in an older one; the leader of a newer term has it
   * in its log (Leader Completeness), while one of the past may not know of it.
   */
  #checkIsFree(server: number, { index, term }: { index: number; term: number }): void {
    const appliedTerm = this.#appliedTerms.get(index)
    if (appliedTerm === undefined || term <= appliedTerm) return
    this.#fail(
      `${this.#name(server)}, leader of term ${term}, gave index ${index} to a new command, but a command was committed there in an earlier term`,
      {
        rule: 'Raft Fig. 3, Leader Completeness: a committed entry is in the logs of the leaders of all later terms',
        details: [
          ...this.#golden.describe(index),
          `the newest term that anyone had led in by then was ${appliedTerm}`,
          'it was elected without that entry (§5.4.1), has lost it since, or start() said a wrong index',
        ],
      },
    )
  }

  /**
   * M3 and the order of M4: server applied `command` at `index`; `expected` is what must come
   * next.
   */
  observeApply(life: Life, index: number, command: string, expected: number): void {
    const { server, restoredIndex = 0 } = life
    if (index >= 1 && index < expected && index <= restoredIndex) {
      this.#fail(
        `${this.#name(server)} applied index ${index} after a restart, but the snapshot that it had saved covers everything up to index ${restoredIndex}`,
        { rule: RULE.behindSnapshot, details: this.#describeRestart(life) },
      )
    } else if (index !== expected) this.#failOutOfOrder(server, index, command, expected)
    else {
      this.#remember(server, index, command)
      this.#quorum?.observeApply(server, index, command)
    }
  }

  #failOutOfOrder(server: number, index: number, command: string, expected: number): void {
    const last = expected - 1
    const what =
      index < 1
        ? 'although indexes start at 1'
        : index < expected
          ? `again; it had applied everything up to index ${last}`
          : `out of order, expected index ${expected}`
    this.#fail(`${this.#name(server)} applied index ${index} ${what}`, {
      rule: index < 1 ? RULE.firstIndex : APPLIED_IN_ORDER,
      details: [
        `${this.#name(server)}  ${shown(command)}`,
        ...(index > expected ? ["in lab 2 an entry of a leader's own takes no index"] : []),
      ],
    })
  }

  /** M3 under a service, where a leader may begin its term with an entry of its own (Raft §8). */
  observeLeftOut({ server }: Life, from: number, to: number): void {
    this.#golden.leaveOut(server, from, to)
  }

  #remember(server: number, index: number, command: string, snapshotIndex?: number): void {
    const isFirst = this.#golden.apply(server, index, command, snapshotIndex)
    if (!isFirst) return
    this.#appliedTerms.set(index, this.#newestLedTerm)
    if (snapshotIndex === undefined) this.commits.applied(index, command, this.#world.nowMs())
  }

  /** M5: a snapshot was delivered on applyCh. `commands` are those it holds, from index 1. */
  observeSnapshot(
    { server }: Life,
    snapshot: { index: number; term: number; contentIndex: number; commands: readonly string[] },
    lastApplied: number,
  ): void {
    const { index, term, contentIndex, commands } = snapshot
    if (index !== contentIndex) {
      this.#fail(
        `${this.#name(server)} delivered a snapshot as snapshotIndex ${index}, but the snapshot was taken at index ${contentIndex}`,
        { rule: 'Raft §7: lastIncludedIndex is the index of the last entry the snapshot replaces' },
      )
      return
    }
    if (index < lastApplied) {
      this.#fail(
        `${this.#name(server)} delivered a snapshot of index ${index} after it had applied index ${lastApplied}`,
        { rule: RULE.onlyForward },
      )
      return
    }
    const knownTerm = this.#snapshotTerms.get(index)
    if (knownTerm !== undefined && knownTerm !== term) {
      this.#world.warn(
        `${this.#name(server)} delivered the snapshot of index ${index} with snapshotTerm ${term}; it was ${knownTerm} before`,
      )
    }
    this.#snapshotTerms.set(index, term)
    for (let at = 1; at <= commands.length; at++) {
      this.#remember(server, at, commands[at - 1] as string, index)
    }
    this.#quorum?.observeApply(server, index, commands[index - 1])
  }

  #name(server: number): string {
    return nameIn(this.#world, server)
  }

  #fail(message: string, notes: FailureNotes): void {
    this.#world.fail(new CheckFailure(message, notes))
  }
}
