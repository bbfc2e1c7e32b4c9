/**
 * What a save holds, as far as the trace could read it, and what is different from the save before
 * of that server: in a few words for the log, and whole for the details. Pure.
 */
import type { SavedReading, TraceEvent } from '../sim/trace.ts'
import { elideRuns } from './body-words.ts'
import { formatCount, formatMs } from './view.ts'

/** Entries that are told of those that are new, and of those that are gone. */
const ENTRIES_MAX = 3
const COMMAND_LETTERS = 160
/** Saves before one that cannot be read. */
const SIZES_MAX = 4

export class Saves {
  readonly #events: readonly TraceEvent[]
  /** The save before of the same server, and whether it is of the same life. */
  readonly #before = new Map<number, { readonly at: number; readonly isSameLife: boolean }>()

  constructor(events: readonly TraceEvent[]) {
    this.#events = events
    const last = new Map<string, number>()
    const fresh = new Set<string>()
    for (const [at, { kind, who, action }] of events.entries()) {
      if (kind === 'fault' && action === 'start') fresh.add(who)
      if (kind !== 'save') continue
      const before = last.get(who)
      if (before !== undefined) this.#before.set(at, { at: before, isSameLife: !fresh.has(who) })
      fresh.delete(who)
      last.set(who, at)
    }
  }

  /** `save 3178 B: term 2, vote S0, log of 29: 8 gone, 24 new` */
  short(at: number): string {
    const event = this.#event(at)
    const read = readOf(event)
    const snapshot = sizeOf(event, 'snapshotBytes')
    const size = `save ${sizeOf(event, 'stateBytes')} B${snapshot > 0 ? ` and snapshot ${snapshot} B` : ''}`
    const before = this.#before.get(at)
    if (read === undefined) {
      const more = before === undefined ? 0 : this.#grown(at, before.at, 'stateBytes')
      return more === 0 ? size : `${size} (${amount(more)})`
    }
    const changes = this.#changes(at)
    const log = `log of ${read.length}${changes === '' ? '' : `: ${changes}`}`
    return `${size}: ${[...ballot(read), log].join(', ')}`
  }

  /** A fact each. */
  facts(at: number): readonly string[] {
    const event = this.#event(at)
    const read = readOf(event)
    return [
      this.#sizes(at),
      ...(read === undefined ? this.#unread(at) : this.#log(at, read)),
      ...(read === undefined ? [] : lastEntries(read)),
    ]
  }

  #sizes(at: number): string {
    const event = this.#event(at)
    const before = this.#before.get(at)
    const state = `${formatCount(sizeOf(event, 'stateBytes'))} B of state`
    const bytes = sizeOf(event, 'snapshotBytes')
    const snapshot = bytes > 0 ? `a snapshot of ${formatCount(bytes)} B` : 'no snapshot'
    if (before === undefined) return `${state}, ${snapshot}; its first save`
    const { atMs } = this.#event(before.at)
    const more = [
      `${amount(this.#grown(at, before.at, 'stateBytes'))} of state`,
      ...(this.#grown(at, before.at, 'snapshotBytes') === 0
        ? []
        : [`${amount(this.#grown(at, before.at, 'snapshotBytes'))} of snapshot`]),
    ]
    const life = before.isSameLife ? '' : ', in the life before'
    return `${state}, ${snapshot}; against its save before, at ${formatMs(atMs)}${life}: ${more.join(', ')}`
  }

  /** Sizes are all that is left to compare. */
  #unread(at: number): readonly string[] {
    const sizes: string[] = []
    for (let save = this.#before.get(at); save !== undefined; save = this.#before.get(save.at)) {
      if (sizes.length === SIZES_MAX) break
      const event = this.#event(save.at)
      sizes.push(`${formatCount(sizeOf(event, 'stateBytes'))} B at ${formatMs(event.atMs)}`)
    }
    return [UNREAD, ...(sizes.length > 1 ? [`its saves before: ${sizes.join(', ')}`] : [])]
  }

  #log(at: number, read: SavedReading): readonly string[] {
    const before = this.#before.get(at)
    const was = before === undefined ? undefined : readOf(this.#event(before.at))
    const told = [...ballot(read), `a log of ${count(read.length)}`].join(', ')
    const changes = this.#changes(at)
    const turned = [
      ...(was?.term !== undefined && was.term !== read.term ? [`the term was ${was.term}`] : []),
      ...(was?.vote !== undefined && was.vote !== read.vote
        ? [`it had ${voteWords(was.vote)}`]
        : []),
      ...(changes === '' ? [] : [`of the log ${changes}`]),
    ]
    return [
      `it reads as ${told}`,
      ...(turned.length === 0 ? [] : [`changed: ${turned.join('; ')}`]),
    ]
  }

  /** Of the log; empty for the first save of a life, which is compared with nothing. */
  #changes(at: number): string {
    const before = this.#before.get(at)
    const read = readOf(this.#event(at))
    if (before === undefined || !before.isSameLife || read === undefined) return ''
    const gone = (readOf(this.#event(before.at))?.length ?? 0) - read.kept
    const parts = [
      ...(gone > 0 ? [`${gone} gone`] : []),
      ...(read.entries.length > 0 ? [`${read.entries.length} new`] : []),
    ]
    return parts.length === 0 ? 'as before' : parts.join(', ')
  }

  #grown(at: number, before: number, field: string): number {
    return sizeOf(this.#event(at), field) - sizeOf(this.#event(before), field)
  }

  #event(at: number): TraceEvent {
    return this.#events[at] as TraceEvent
  }
}

const UNREAD =
  'nothing in it reads as a log, as while it is empty; then term and vote are not read either, and only the size tells whether they changed'

function readOf({ inferred }: TraceEvent): SavedReading | undefined {
  return inferred === undefined ? undefined : (inferred as SavedReading)
}

function sizeOf(event: TraceEvent, field: string): number {
  return Number(event[field] ?? 0)
}

function ballot({ term, vote }: SavedReading): readonly string[] {
  return [
    ...(term === undefined ? [] : [`term ${term}`]),
    ...(vote === undefined ? [] : [voteWords(vote)]),
  ]
}

function voteWords(vote: number): string {
  return vote < 0 ? 'no vote' : `vote S${vote}`
}

function lastEntries({ entries, length }: SavedReading): readonly string[] {
  const shown = entries.slice(-ENTRIES_MAX)
  const rest = entries.length - shown.length
  const lines = shown.map(([term, command], place) => {
    const number = length - shown.length + place + 1
    return `entry ${number} of ${length}, term ${term}: ${elideRuns(command).slice(0, COMMAND_LETTERS)}`
  })
  return rest > 0 ? [`${count(rest)} that are new, then the last:`, ...lines] : lines
}

function count(entries: number): string {
  return entries === 1 ? '1 entry' : `${formatCount(entries)} entries`
}

function amount(more: number): string {
  if (more === 0) return 'as many bytes'
  return `${formatCount(Math.abs(more))} B ${more > 0 ? 'more' : 'fewer'}`
}
