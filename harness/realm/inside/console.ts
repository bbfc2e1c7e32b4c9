/**
 * console, with its lines going into the run's log: topic `console`, or `stderr` for warnings and
 * errors. Nothing is formatted when no log is wanted.
 */
import { describe, describeLine } from './describe.ts'
import type { InsideHost } from './host.ts'
import {
  isArray,
  mapDelete,
  mapForEach,
  mapGet,
  mapSet,
  max,
  NativeError,
  NativeMap,
  objectKeys,
  padEnd,
  sliceText,
  trunc,
} from './primordials.ts'

type Topic = 'console' | 'stderr'

export function makeConsole(host: InsideHost): Record<string, unknown> {
  const write = new ConsoleWriter(host)
  const out = (...values: unknown[]): void => write.line('console', values)
  const err = (...values: unknown[]): void => write.line('stderr', values)
  const console = {
    log: out,
    info: out,
    debug: out,
    warn: err,
    error: err,
    dir: (value: unknown) => write.line('console', [host.logging ? describe(value) : '']),
    dirxml: out,
    clear: () => {},
    trace: (...values: unknown[]) => write.trace(values),
    assert: (holds?: unknown, ...values: unknown[]) => write.assert(holds, values),
    table: (rows: unknown) => write.line('console', [host.logging ? describeTable(rows) : '']),
    group: (...values: unknown[]) => write.group(values),
    groupCollapsed: (...values: unknown[]) => write.group(values),
    groupEnd: () => write.groupEnd(),
    ...makeCounters(host, out),
  }
  return { console }
}

class ConsoleWriter {
  readonly #host: InsideHost
  #indent = ''

  constructor(host: InsideHost) {
    this.#host = host
  }

  line(topic: Topic, values: ArrayLike<unknown>): void {
    if (this.#host.logging) this.#host.log(topic, `${this.#indent}${formatLine(values)}`)
  }

  trace(values: ArrayLike<unknown>): void {
    if (!this.#host.logging) return
    const { stack } = new NativeError(formatLine(values))
    this.line('stderr', [`Trace${sliceText(stack ?? '', 'Error'.length)}`])
  }

  assert(holds: unknown, values: ArrayLike<unknown>): void {
    if (holds || !this.#host.logging) return
    const text = formatLine(values)
    this.line('stderr', [text === '' ? 'Assertion failed' : `Assertion failed: ${text}`])
  }

  group(values: ArrayLike<unknown>): void {
    if (values.length > 0) this.line('console', values)
    this.#indent += '  '
  }

  groupEnd(): void {
    this.#indent = sliceText(this.#indent, 2)
  }
}

/** count, time and their kin. They keep their state even when no log is wanted. */
function makeCounters(host: InsideHost, out: (text: string) => void): Record<string, unknown> {
  const counts = new NativeMap<string, number>()
  const starts = new NativeMap<string, number>()
  const elapsed = (label: string): string => {
    const startMs = mapGet(starts, label) as number | undefined
    return startMs === undefined ? `no timer ${label}` : `${label}: ${host.nowMs() - startMs}ms`
  }
  return {
    count(label = 'default') {
      const count = ((mapGet(counts, label) as number | undefined) ?? 0) + 1
      mapSet(counts, label, count)
      out(`${label}: ${count}`)
    },
    countReset: (label = 'default') => void mapDelete(counts, label),
    time: (label = 'default') => void mapSet(starts, label, host.nowMs()),
    timeLog: (label = 'default') => out(elapsed(label)),
    timeEnd(label = 'default') {
      out(elapsed(label))
      mapDelete(starts, label)
    },
  }
}

/** Fills the `%` places of a first string, as console.log does, and describes the rest. */
function formatLine(values: ArrayLike<unknown>): string {
  const format = values[0]
  if (typeof format !== 'string' || values.length === 1) return describeLine(values)
  let text = ''
  let next = 1
  let from = 0
  for (let i = 0; i + 1 < format.length; i++) {
    if (format[i] !== '%') continue
    const place = format[i + 1] as string
    const filled =
      place === '%' ? '%' : next < values.length ? fill(place, values[next]) : undefined
    if (filled === undefined) continue
    if (place !== '%') next++
    text += `${sliceText(format, from, i)}${filled}`
    from = i + 2
    i++
  }
  const rest = describeLine(values, next)
  return `${text}${sliceText(format, from)}${rest === '' ? '' : ` ${rest}`}`
}

function fill(place: string, value: unknown): string | undefined {
  switch (place) {
    case 's':
      return typeof value === 'string' ? value : describe(value, 1)
    case 'd':
      return typeof value === 'object' ? 'NaN' : describe(asNumber(value))
    case 'i':
      return typeof value === 'object' ? 'NaN' : describe(trunc(asNumber(value)))
    case 'f':
      return describe(asNumber(value))
    case 'j':
    case 'o':
    case 'O':
      return describe(value)
    case 'c':
      return ''
    default:
      return undefined
  }
}

function asNumber(value: unknown): number {
  return typeof value === 'number' || typeof value === 'string' ? +value : NaN
}

/** One line per row, with the values of its columns below one another. */
function describeTable(rows: unknown): string {
  if (typeof rows !== 'object' || rows === null) return describeLine([rows])
  const widths = new NativeMap<string, number>()
  const cells = new NativeMap<string, Map<string, string>>()
  const add = (row: string, column: string, text: string): void => {
    const known = (mapGet(widths, column) as number | undefined) ?? column.length
    mapSet(widths, column, max(text.length, known))
    if (mapGet(cells, row) === undefined) mapSet(cells, row, new NativeMap())
    mapSet(mapGet(cells, row), column, text)
  }
  const keys = objectKeys(rows)
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] as string
    const row = (rows as Record<string, unknown>)[key]
    add(key, '(index)', key)
    const isObject = typeof row === 'object' && row !== null
    const columns = isObject ? objectKeys(row) : ['Values']
    for (let j = 0; j < columns.length; j++) {
      const column = columns[j] as string
      const cell = isObject ? (row as Record<string, unknown>)[column] : row
      add(key, column, describe(cell, isArray(cell) ? 1 : 0))
    }
  }
  return layOut(widths, cells)
}

function layOut(widths: Map<string, number>, cells: Map<string, Map<string, string>>): string {
  let text = ''
  mapForEach(widths, (width, column) => {
    text += `${padEnd(column as string, width as number)}  `
  })
  mapForEach(cells, (row) => {
    text += '\n'
    mapForEach(widths, (width, column) => {
      text += `${padEnd((mapGet(row, column) as string | undefined) ?? '', width as number)}  `
    })
  })
  return text
}
