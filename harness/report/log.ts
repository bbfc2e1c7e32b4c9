/**
 * Prints the events of one run with a column per server, time going down. Each event brings its
 * own short words; this lays them out, colours them by kind and leaves out what a filter does not
 * let through.
 */
import type { TraceEvent } from '../sim/trace.ts'
import type { Palette } from './palette.ts'
import { clean, cut, formatMs, wrap } from './text-layout.ts'

const TIME_WIDTH = 13
/** A point and three digits. */
const FRACTION_WIDTH = 4
const COLUMN_LEAST = 18
/** Where no terminal gives a width, as in a file. */
const COLUMN_USUAL = 36
const CELL_LINES_MAX = 6

export interface LogView {
  /** Columns, left to right. */
  readonly servers: readonly string[]
  /** Only events at, from or to these; empty for all. */
  readonly onlyServers: readonly string[]
  /** Only events of these kinds or `debug` topics; empty for all. */
  readonly onlyTopics: readonly string[]
  /** Width of the terminal, if there is one. */
  readonly columns: number | undefined
  readonly palette: Palette
}

/** The lines of the log, heading first. */
export function formatLog(events: readonly TraceEvent[], view: LogView): readonly string[] {
  const shown = events.filter((event) => passesFilters(event, view))
  const columns = chooseColumns(view)
  const width = columnWidth(columns.length, view)
  const lines =
    width < COLUMN_LEAST
      ? shown.flatMap((event) => formatSingle(event, view))
      : [
          formatHeading(columns, width, view),
          ...shown.flatMap((event) => formatRow(event, columns, width, view)),
        ]
  if (shown.length === events.length) return lines
  const notes = [`${shown.length} of ${events.length} events shown`, ...describeUnmet(events, view)]
  return [...lines, ...notes.map((note) => view.palette.dim(note))]
}

/** A sentence for every filter that no event meets, with those that one could. */
function describeUnmet(events: readonly TraceEvent[], view: LogView): readonly string[] {
  const names = distinct(events.flatMap(placesOf))
  const topics = distinct(events.flatMap(({ kind, topic }) => [kind, topic]))
  const unmetNames = view.onlyServers.filter((only) => !names.some((name) => isNamed(name, only)))
  const unmetTopics = view.onlyTopics.filter((only) => !topics.some((own) => isEqual(own, only)))
  return [
    ...unmetNames.map((only) => `no event of '${only}'; there are ${names.join(', ')}`),
    ...unmetTopics.map((only) => `no event of topic '${only}'; there are ${topics.join(', ')}`),
  ]
}

function placesOf({ who, from, to, server }: TraceEvent): readonly unknown[] {
  return [who, from, to, server]
}

function distinct(words: readonly unknown[]): readonly string[] {
  return [...new Set(words.filter((word) => typeof word === 'string'))].sort()
}

/** Whether the filters let the event through; what the test does to all concerns every server. */
export function passesFilters(
  event: TraceEvent,
  { onlyServers, onlyTopics }: Pick<LogView, 'onlyServers' | 'onlyTopics'>,
): boolean {
  const places = placesOf(event)
  const isAtServer =
    onlyServers.length === 0 ||
    (event.who === 'test' && event.server === undefined) ||
    onlyServers.some((server) => places.some((place) => isNamed(place, server)))
  const topics = [event.kind, event.topic]
  const isOfTopic =
    onlyTopics.length === 0 || onlyTopics.some((topic) => topics.some((own) => isEqual(own, topic)))
  return isAtServer && isOfTopic
}

/** `S1`, `s1` and `1` all name the server S1, and `G100` every server of that group. */
function isNamed(place: unknown, server: string): boolean {
  if (typeof place !== 'string') return false
  const [name, wanted] = [place.toLowerCase(), server.toLowerCase()]
  return name === wanted || name === `s${wanted}` || name.startsWith(`${wanted}.`)
}

function isEqual(own: unknown, wanted: string): boolean {
  return typeof own === 'string' && own.toLowerCase() === wanted.toLowerCase()
}

function chooseColumns({ servers, onlyServers }: LogView): readonly string[] {
  if (onlyServers.length === 0) return servers
  return servers.filter((server) => onlyServers.some((only) => isNamed(server, only)))
}

function columnWidth(columns: number, view: LogView): number {
  if (columns === 0) return 0
  if (view.columns === undefined) return COLUMN_USUAL
  return Math.floor((view.columns - TIME_WIDTH) / columns)
}

function formatHeading(columns: readonly string[], width: number, { palette }: LogView): string {
  const cells = columns.map((server) => server.padEnd(width)).join('')
  return palette.strong(`${'ms'.padStart(TIME_WIDTH - 2)}  ${cells}`.trimEnd())
}

/** The event in its server's column; one of nobody's column goes across all of them. */
function formatRow(
  event: TraceEvent,
  columns: readonly string[],
  width: number,
  view: LogView,
): readonly string[] {
  const column = columns.indexOf(event.who)
  if (column < 0) return formatAcross(event, width * columns.length, view)
  const before = ' '.repeat(column * width)
  return layOut(event, describeEvent(event), before, width - 2, view)
}

function formatAcross(event: TraceEvent, width: number, view: LogView): readonly string[] {
  return layOut(event, `-- ${event.who}: ${describeEvent(event)}`, '', width - 2, view)
}

/** For terminals too narrow for columns: time, server, words. */
function formatSingle(event: TraceEvent, view: LogView): readonly string[] {
  const who = event.who.padEnd(5)
  const width = (view.columns ?? 80) - TIME_WIDTH - who.length - 1
  return layOut(event, describeEvent(event), `${who} `, width, view)
}

function layOut(
  event: TraceEvent,
  text: string,
  before: string,
  width: number,
  { palette }: LogView,
): readonly string[] {
  const paint = palette.kinds[event.kind] ?? ((plain: string) => plain)
  const wrapped = wrap(text, Math.max(8, width))
  const lines = wrapped.slice(0, CELL_LINES_MAX)
  if (wrapped.length > lines.length) lines.push(cut('… shortened', width))
  return lines.map((line, index) => {
    const time = index === 0 ? formatTime(event.atMs) : ''
    const indent = index === 0 ? before : ' '.repeat(before.length)
    return `${palette.dim(time.padStart(TIME_WIDTH - 2))}  ${indent}${paint(line)}`
  })
}

/** With the decimal points of all lines below each other. */
function formatTime(ms: number): string {
  const text = formatMs(ms)
  const point = text.indexOf('.')
  return text.padEnd((point < 0 ? text.length : point) + FRACTION_WIDTH)
}

function describeEvent(event: TraceEvent): string {
  const { text, topic } = event as { readonly text?: unknown; readonly topic?: unknown }
  const words = typeof text === 'string' && text !== '' ? text : event.kind
  return clean(typeof topic === 'string' ? `${topic}: ${words}` : words)
}
