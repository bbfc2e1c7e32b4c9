/**
 * Prints the events of one run with a column per server, time going down. Each event brings its
 * own short words; this lays them out, colours them by kind and leaves out what a filter does not
 * let through.
 */
import { shortWords } from '../sim/message-words.ts'
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
/** Of a message or a command, as long as all servers are shown. */
const MESSAGE_LETTERS_MAX = 110
/** So few servers leave room for whole messages. */
const WHOLE_SERVERS_MAX = 2
/** Kinds that tell the cause of most failures in few lines: what the word `story` shows. */
export const STORY_KINDS = ['state', 'apply', 'start', 'fault', 'check'] as const

/** Kinds that only a picture needs; shown to who asks for them by name. */
const UNTOLD_KINDS = ['link', 'timer-set', 'timer-cleared', 'config']

export interface LogView {
  /** Columns, left to right. */
  readonly servers: readonly string[]
  /** Only events at, from or to these; empty for all. */
  readonly onlyServers: readonly string[]
  /** Only events of these kinds, `debug` topics or RPC methods; empty for all. */
  readonly onlyTopics: readonly string[]
  /** Only events in whose words this occurs, in any case of letters. */
  readonly find?: string
  /** Width of the terminal, if there is one. */
  readonly columns: number | undefined
  readonly palette: Palette
}

/** The lines of the log, heading first. */
export function formatLog(events: readonly TraceEvent[], view: LogView): readonly string[] {
  const told = events.filter((event) => isTold(event, view))
  const shown = told.filter((event) => passesFilters(event, view))
  const columns = chooseColumns(view)
  const width = columnWidth(columns.length, view)
  const lines =
    width < COLUMN_LEAST
      ? shown.flatMap((event) => formatSingle(event, view))
      : [
          formatHeading(columns, width, view),
          ...shown.flatMap((event) => formatRow(event, columns, width, view)),
        ]
  if (shown.length === told.length) return lines
  const notes = [`${shown.length} of ${told.length} events shown`, ...describeUnmet(events, view)]
  return [...lines, ...notes.map((note) => view.palette.dim(note))]
}

function isTold({ kind }: TraceEvent, { onlyTopics }: LogView): boolean {
  return !UNTOLD_KINDS.includes(kind) || onlyTopics.some((topic) => isEqual(topic, kind))
}

/** A sentence for every filter that no event meets, with those that one could. */
function describeUnmet(events: readonly TraceEvent[], view: LogView): readonly string[] {
  const names = distinct(events.flatMap(placesOf))
  const topics = distinct(events.flatMap(topicsOf))
  const unmetNames = view.onlyServers.filter((only) => !names.some((name) => isNamed(name, only)))
  // The word `story` asks for kinds that not every run has.
  const asked = view.onlyTopics.filter((only) => !STORY_KINDS.some((kind) => kind === only))
  const unmetTopics = asked.filter((only) => !topics.some((own) => isEqual(own, only)))
  const find = view.find
  const isFound = find === undefined || events.some((event) => holds(event, find))
  return [
    ...(isFound ? [] : [`no event holds '${find}'`]),
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
function passesFilters(
  event: TraceEvent,
  { onlyServers, onlyTopics, find }: Pick<LogView, 'onlyServers' | 'onlyTopics' | 'find'>,
): boolean {
  const places = placesOf(event)
  const isAtServer =
    onlyServers.length === 0 ||
    (event.who === 'test' && event.server === undefined) ||
    onlyServers.some((server) => places.some((place) => isNamed(place, server)))
  const topics = topicsOf(event)
  const isOfTopic =
    onlyTopics.length === 0 || onlyTopics.some((topic) => topics.some((own) => isEqual(own, topic)))
  return isAtServer && isOfTopic && (find === undefined || holds(event, find))
}

/** What `topic=` may call an event: its kind, its debug topic, its RPC method. */
function topicsOf({ kind, topic, svcMeth }: TraceEvent): readonly unknown[] {
  const method = typeof svcMeth === 'string' ? svcMeth.slice(svcMeth.indexOf('.') + 1) : undefined
  return [kind, topic, svcMeth, method]
}

function holds(event: TraceEvent, find: string): boolean {
  const { topic = '', svcMeth = '', text } = event
  return `${topic} ${svcMeth} ${text}`.toLowerCase().includes(find.toLowerCase())
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
  if (view.columns === undefined) return isWhole(view) ? 2 * COLUMN_USUAL : COLUMN_USUAL
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
  return layOut(event, describeEvent(event, view), before, width - 2, view)
}

function formatAcross(event: TraceEvent, width: number, view: LogView): readonly string[] {
  return layOut(event, `-- ${event.who}: ${describeEvent(event, view)}`, '', width - 2, view)
}

/** For terminals too narrow for columns: time, server, words. */
function formatSingle(event: TraceEvent, view: LogView): readonly string[] {
  const who = event.who.padEnd(5)
  const width = (view.columns ?? 80) - TIME_WIDTH - who.length - 1
  return layOut(event, describeEvent(event, view), `${who} `, width, view)
}

function layOut(
  event: TraceEvent,
  text: string,
  before: string,
  width: number,
  view: LogView,
): readonly string[] {
  const { palette } = view
  const paint = palette.kinds[event.kind] ?? ((plain: string) => plain)
  const wrapped = wrap(text, Math.max(8, width))
  const lines = isWhole(view) ? [...wrapped] : wrapped.slice(0, CELL_LINES_MAX)
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

function describeEvent(event: TraceEvent, view: LogView): string {
  const { text, topic } = event as { readonly text?: unknown; readonly topic?: unknown }
  const words = typeof text === 'string' && text !== '' ? text : event.kind
  const short = isWhole(view) ? words : shortened(event, words)
  return clean(typeof topic === 'string' ? `${topic}: ${short}` : short)
}

/** A group counts as all of its servers. */
function isWhole(view: LogView): boolean {
  return view.onlyServers.length > 0 && chooseColumns(view).length <= WHOLE_SERVERS_MAX
}

/** Messages and commands can be long; what the student wrote is left as it is. */
function shortened({ kind, svcMeth, bytes }: TraceEvent, words: string): string {
  const isOurs = kind === 'apply' || kind === 'start' || svcMeth !== undefined
  if (!isOurs || words.length <= MESSAGE_LETTERS_MAX) return words
  const size = bytes === undefined ? '' : ` (${bytes} B)`
  return `${shortWords(words, MESSAGE_LETTERS_MAX)}${size}`
}
