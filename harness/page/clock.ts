/**
 * The one clock of a page: a moment of virtual time, and the event that happened last at it. All
 * views listen to it. Several events may share a moment, so a step goes by events.
 */
import { countFirst, lastAtMost, type Scale } from './scale.ts'
import { printedMs } from './view.ts'

/** Units of the bent time that go by in a second at speed 1. */
const UNITS_PER_SECOND = 2
/** For who wants no motion: from one event to the next in so many real seconds at speed 1. */
const SECONDS_PER_STEP = 0.5

export class Clock {
  atMs = 0
  /** The event that happened last; -1 before the first. */
  cursor = -1
  isPlaying = false
  speed = 1
  /** Playing goes from event to event and stands still between them. */
  isStepwise = false
  /** Places of the events that a step may lead to, ascending: those that the log shows. */
  stops: readonly number[]
  readonly scale: Scale
  #waited = 0
  readonly #timesMs: readonly number[]
  readonly #listeners: (() => void)[] = []

  constructor(scale: Scale, timesMs: readonly number[]) {
    this.scale = scale
    this.#timesMs = timesMs
    this.stops = [...timesMs.keys()]
  }

  onChange(listen: () => void): void {
    this.#listeners.push(listen)
  }

  changed(): void {
    for (const listen of this.#listeners) listen()
  }

  goTo(ms: number): void {
    this.atMs = Math.min(Math.max(ms, 0), this.scale.endMs)
    this.cursor = lastAtMost(this.#timesMs, this.atMs)
    this.changed()
  }

  /** Behind all events that are printed with this time. */
  goToPrinted(ms: number): void {
    this.goTo(this.printedEnd(ms))
  }

  /** The moment of the last event that is printed with this time, or else the time itself. */
  printedEnd(ms: number): number {
    const upTo = printedMs(ms)
    const last = countFirst(this.#timesMs, (timeMs) => printedMs(timeMs) <= upTo) - 1
    return Math.max(ms, this.#timesMs[last] ?? 0)
  }

  /** To one event among those of its moment. */
  goToEvent(at: number): void {
    const cursor = Math.min(Math.max(at, 0), this.#timesMs.length - 1)
    this.atMs = this.#timesMs[cursor] ?? 0
    this.cursor = cursor
    this.changed()
  }

  /** So many events on, or back; at an end it stays. */
  step(by: number): void {
    const { stops, cursor } = this
    const here = lastAtMost(stops, cursor)
    const isBetween = stops[here] !== cursor
    const wanted = here + by + (by < 0 && isBetween ? 1 : 0)
    const next = stops[Math.min(Math.max(wanted, 0), stops.length - 1)]
    if (next !== undefined && Math.sign(next - cursor) === Math.sign(by)) this.goToEvent(next)
  }

  togglePlaying(): void {
    this.isPlaying = !this.isPlaying
    if (this.isPlaying && this.atMs >= this.scale.endMs) this.goTo(0)
    this.changed()
  }

  /** So many real seconds went by while it plays. */
  advance(seconds: number): void {
    if (this.isStepwise) {
      this.#advanceByEvents(seconds)
      return
    }
    const { scale } = this
    const place = scale.placeOf(this.atMs) + seconds * this.speed * UNITS_PER_SECOND
    if (place >= scale.length) this.isPlaying = false
    this.goTo(scale.timeAt(place))
  }

  #advanceByEvents(seconds: number): void {
    this.#waited += seconds * this.speed
    if (this.#waited < SECONDS_PER_STEP) return
    this.#waited = 0
    const { cursor } = this
    this.step(1)
    if (this.cursor !== cursor) return
    this.isPlaying = false
    this.goTo(this.scale.endMs)
  }
}
