/**
 * The logs of a group side by side at a moment: what each server holds at an index, how sure it
 * is, and where servers differ. What saves held is inferred by shape (docs/trace.md); where nothing
 * was, it is what start() and apply told. Pure.
 */
import type { TraceEvent } from '../sim/trace.ts'
import { tellingValues } from './body-words.ts'
import { isSameCommand, Ledger } from './log-ledger.ts'
import { type Group, groupsOf } from './processes.ts'
import { type Held, ServerLog } from './server-log.ts'
import { Timeline } from './timeline.ts'

export interface CellNow extends Held {
  /** `told`: known of start() or apply, not seen in a save; `snapshot`: no more in the log. */
  readonly state: 'saved' | 'told' | 'snapshot'
  readonly isApplied: boolean
  /** Applied by any server of the group: as far as seen. */
  readonly isCommitted: boolean
}

export interface Column {
  readonly index: number
  /** By server. */
  readonly cells: readonly (CellNow | undefined)[]
  /** Two servers hold different entries here. */
  readonly isDivergent: boolean
}

export interface Touch {
  readonly event: number
  readonly server: string
  readonly words: string
}

export class MatrixModel {
  readonly groups: readonly Group[]
  readonly #events: readonly TraceEvent[]
  readonly #logs = new Map<string, ServerLog>()
  readonly #groupOf = new Map<string, string>()
  readonly #committed = new Map<string, Timeline<number>>()

  constructor(servers: readonly string[], events: readonly TraceEvent[]) {
    this.groups = groupsOf(servers, events)
    this.#events = events
    for (const { name, servers: members } of this.groups) {
      const ledger = new Ledger()
      this.#committed.set(name, new Timeline())
      for (const server of members) {
        this.#logs.set(server, new ServerLog(ledger))
        this.#groupOf.set(server, name)
      }
    }
    for (const [at, event] of events.entries()) this.#read(event, at)
  }

  #read(event: TraceEvent, at: number): void {
    this.#logs.get(event.who)?.read(event, at)
    const group = this.#groupOf.get(event.who)
    if (event.kind !== 'apply' || group === undefined) return
    const committed = this.#committed.get(group) as Timeline<number>
    const index = Number(event.index)
    if (index > (committed.last ?? 0)) committed.set(at, index)
  }

  /** The last index that any of its servers is known to hold after an event. */
  lastIndex({ servers }: Group, cursor: number): number {
    const lasts = servers.map((server) => {
      const { spans, applied, started, snapshots } = this.#log(server)
      const told = [applied, started, snapshots].map((timeline) => timeline.after(cursor) ?? 0)
      return Math.max(spans.after(cursor)?.last ?? 0, ...told)
    })
    return Math.max(0, ...lasts)
  }

  appliedIndex(server: string, cursor: number): number {
    return this.#log(server).applied.after(cursor) ?? 0
  }

  column({ name, servers }: Group, index: number, cursor: number): Column {
    const isCommitted = index <= (this.#committed.get(name)?.after(cursor) ?? 0)
    const cells = servers.map((server) => this.#cell(server, index, cursor, isCommitted))
    const held = cells.filter((cell) => cell !== undefined)
    const isDivergent = held.some((one, at) => held.slice(at + 1).some((two) => differ(one, two)))
    return { index, cells, isDivergent }
  }

  #cell(server: string, index: number, cursor: number, isCommitted: boolean): CellNow | undefined {
    const log = this.#log(server)
    const span = log.spans.after(cursor)
    const isApplied = index <= (log.applied.after(cursor) ?? 0)
    const saved = log.savedAfter(index, cursor)
    const told = log.toldAfter(index, cursor)
    const about = { isApplied, isCommitted }
    if (index <= (log.snapshots.after(cursor) ?? 0)) {
      return { ...(saved ?? told ?? NOTHING), ...about, state: 'snapshot' }
    }
    if (span !== undefined && index >= span.first && index <= span.last && saved !== undefined) {
      return { ...saved, ...about, state: 'saved' }
    }
    if (told === undefined) return undefined
    return { ...told, ...about, state: 'told' }
  }

  /** Every event that had to do with an index, of all servers of the group, in their order. */
  touches({ servers }: Group, index: number): readonly Touch[] {
    const touches = servers.flatMap((server) => this.#touchesOf(server, index))
    return touches.sort((one, other) => one.event - other.event)
  }

  #touchesOf(server: string, index: number): readonly Touch[] {
    const log = this.#log(server)
    const touches: Touch[] = []
    const add = (event: number, words: string): number => touches.push({ event, server, words })
    for (const [event, held] of log.savedChanges(index)) add(event, `saved ${describeHeld(held)}`)
    for (const [event, held] of log.toldChanges(index)) {
      const { kind } = this.#events[event] as TraceEvent
      add(event, kind === 'apply' ? `applied ${held.command}` : `start(): ${describeHeld(held)}`)
    }
    let wasHeld = false
    for (const [event, { first, last }] of log.spans.changes()) {
      const isHeld = index >= first && index <= last
      if (wasHeld && !isHeld) {
        add(event, index < first ? 'left it to its snapshot' : 'dropped it from its saved log')
      }
      wasHeld = isHeld
    }
    const covering = [...log.snapshots.changes()].find(([, upTo]) => upTo >= index)
    if (covering !== undefined) add(covering[0], `has it in a snapshot up to ${covering[1]}`)
    return touches
  }

  #log(server: string): ServerLog {
    return this.#logs.get(server) as ServerLog
  }
}

const NOTHING: Held = { term: undefined, command: '' }

function differ(one: CellNow, other: CellNow): boolean {
  if (one.term !== undefined && other.term !== undefined && one.term !== other.term) return true
  return !isSameCommand(one.command, other.command)
}

export function describeHeld({ term, command }: Held): string {
  return term === undefined ? command : `term ${term}: ${command}`
}

/** Letters of a command that have room in a cell. */
const LETTERS = 6

/** What a cell shows of a command's JSON text: values, as names of fields are the same for all. */
export function tellingPart(command: string): string {
  const plain = tellingValues(command)
  return plain.length > LETTERS ? `${plain.slice(0, LETTERS - 1)}…` : plain
}
