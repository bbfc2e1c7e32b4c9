/**
 * The log of one server through a run: what its saves held, what start() told it took and what it
 * applied. Pure.
 */
import type { SavedReading, TraceEvent } from '../sim/trace.ts'
import { cutCommand, type Entry, isSameCommand, type Ledger } from './log-ledger.ts'
import { Timeline } from './timeline.ts'

/** First and last index of a saved log; `last` is before `first` while it is empty. */
export interface Span {
  readonly first: number
  readonly last: number
}

/** What an entry was from an event on; the term is unknown where only a command was applied. */
export interface Held {
  readonly term: number | undefined
  readonly command: string
}

export class ServerLog {
  readonly spans = new Timeline<Span>()
  /** Index applied last, 0 in a new life. */
  readonly applied = new Timeline<number>()
  /** Index up to which a snapshot is held. */
  readonly snapshots = new Timeline<number>()
  /** Event with which its life began. */
  readonly begun = new Timeline<number>()
  /** Last index that start() told in this life. */
  readonly started = new Timeline<number>()
  readonly #saved = new Map<number, Timeline<Held>>()
  readonly #told = new Map<number, Timeline<Held>>()
  readonly #ledger: Ledger
  #entries: Entry[] = []

  constructor(ledger: Ledger) {
    this.#ledger = ledger
  }

  /** Takes one of its events. */
  read(event: TraceEvent, at: number): void {
    const { kind, action, isAccepted, isSnapshot } = event
    const index = Number(event.index)
    if (kind === 'save') this.#readSave(event, at)
    else if (kind === 'start' && isAccepted !== false) this.#readStart(event, index, at)
    else if (kind === 'snapshot') this.#keep(index, at)
    else if (kind === 'apply') {
      this.applied.set(at, index)
      if (isSnapshot === true) this.#keep(index, at)
      else this.#tell(index, at, { term: undefined, command: cutCommand(event.command) })
    } else if (kind === 'fault' && (action === 'crash' || action === 'start')) {
      this.applied.set(at, 0)
      this.started.set(at, 0)
      this.begun.set(at, at)
    }
  }

  /** What its saved log held at an index, were it as long. */
  savedAfter(index: number, event: number): Held | undefined {
    return this.#saved.get(index)?.after(event)
  }

  /** What start() and apply told of an index in this life. */
  toldAfter(index: number, event: number): Held | undefined {
    const told = this.#told.get(index)
    const begun = this.begun.after(event) ?? -1
    return told?.after(begun) === told?.after(event) ? undefined : told?.after(event)
  }

  savedChanges(index: number): Iterable<readonly [number, Held]> {
    return this.#saved.get(index)?.changes() ?? []
  }

  toldChanges(index: number): Iterable<readonly [number, Held]> {
    return this.#told.get(index)?.changes() ?? []
  }

  #readStart(event: TraceEvent, index: number, at: number): void {
    this.started.set(at, Math.max(index, this.started.last ?? 0))
    this.#tell(index, at, { term: Number(event.term), command: cutCommand(event.command) })
  }

  #tell(index: number, at: number, held: Held): void {
    this.#ledger.note(held.command, index)
    const last = this.#told.get(index)?.last
    const term = held.term ?? (last?.command === held.command ? last.term : undefined)
    change(this.#told, index, at, { ...held, term })
  }

  #keep(index: number, at: number): void {
    if (index > (this.snapshots.last ?? 0)) this.snapshots.set(at, index)
  }

  /** The front that it kept is not told again. */
  #readSave({ inferred, snapshotBytes }: TraceEvent, at: number): void {
    if (inferred === undefined) {
      this.#readEmpty(Number(snapshotBytes) > 0, at)
      return
    }
    const { kept, entries, firstIndex } = inferred as SavedReading
    const before = this.spans.last
    const isOnlyLonger = before !== undefined && kept > 0 && kept === this.#entries.length
    this.#entries.length = Math.min(kept, this.#entries.length)
    for (const [term, command] of entries) this.#entries.push({ term, command })
    const guess = this.#guessFirst(kept)
    const first =
      firstIndex ?? (isOnlyLonger ? guess : this.#ledger.firstIndex(this.#entries, guess))
    const isMoved = first !== before?.first
    for (let place = isMoved ? 0 : kept; place < this.#entries.length; place++) {
      this.#write(first + place, at, this.#entries[place] as Entry)
    }
    this.spans.set(at, { first, last: first + this.#entries.length - 1 })
    if (Number(snapshotBytes) > 0) this.#keep(first - 1, at)
  }

  /** Nothing that looks like a log is as a rule an empty one: then all else is in the snapshot. */
  #readEmpty(hasSnapshot: boolean, at: number): void {
    if (hasSnapshot) this.#keep(this.applied.last ?? 0, at)
    const first = this.spans.last?.first
    if (first !== undefined) this.spans.set(at, { first, last: first - 1 })
  }

  /** Where it stood, or behind the snapshot. Some keep an entry without a command in front. */
  #guessFirst(kept: number): number {
    const { term, command } = this.#entries[0] ?? { term: 1, command: '' }
    const isMark = term === 0 || command === 'null' || command === ''
    const behind = (this.snapshots.last ?? 0) + (isMark ? 0 : 1)
    const before = this.spans.last?.first
    return before === undefined || (kept === 0 && before < behind) ? behind : before
  }

  #write(index: number, at: number, entry: Entry): void {
    const last = this.#saved.get(index)?.last
    if (last?.term === entry.term && isSameCommand(last.command, entry.command)) return
    change(this.#saved, index, at, entry)
  }
}

function change(changes: Map<number, Timeline<Held>>, index: number, at: number, held: Held): void {
  const timeline = changes.get(index) ?? new Timeline<Held>()
  changes.set(index, timeline)
  timeline.set(at, held)
}
