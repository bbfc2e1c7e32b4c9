/**
 * The events of a run in few bytes, and back: a table for each shape of event, that is its kind
 * with its fields, and in it a column for each field. What comes out is what went in, but that
 * times are to the microsecond and texts are made to be shown. The parent of a grade packs, the
 * page unpacks. The same events give the same bytes.
 */
import type { TraceEvent } from '../../sim/trace.ts'
import { ByteReader, ByteWriter } from './bytes.ts'
import { codecOf, type Form, formOf, readSteps, toMicros, writeSteps } from './columns.ts'
import { readTexts, TextTable, type ToShown } from './texts.ts'

/** What stands before the columns, as JSON. */
interface Head {
  readonly shapes: readonly Shape[]
  readonly count: number
}

interface Shape {
  readonly kind: string
  readonly count: number
  /** Names and forms of its columns, without `atMs` and `kind`. */
  readonly fields: readonly (readonly [name: string, form: Form])[]
}

/** Events of one shape. */
interface Table {
  readonly number: number
  readonly names: readonly string[]
  readonly events: TraceEvent[]
}

const APART = new Set(['atMs', 'kind'])

/** A moment as it comes out of the pack. */
export function roundMs(ms: number): number {
  return toMicros(ms) / 1_000
}

export function packEvents(events: readonly TraceEvent[], toShown: ToShown): Uint8Array {
  const { tables, order } = sortOut(events)
  const texts = new TextTable(toShown)
  const body = new ByteWriter()
  for (const shape of order) body.int(shape)
  writeSteps(
    body,
    events.map(({ atMs }) => toMicros(atMs)),
  )
  const shapes = [...tables.values()].map((table): Shape => {
    const atMicros = table.events.map(({ atMs }) => toMicros(atMs))
    const fields = table.names.map((name): readonly [string, Form] => {
      const values = table.events.map((event) => event[name])
      const form = formOf(name, values)
      codecOf(form).write({ out: body, texts }, values, atMicros)
      return [name, form]
    })
    return { kind: table.events[0]?.kind ?? '', count: table.events.length, fields }
  })
  return finish({ shapes, count: events.length }, texts, body)
}

function finish(head: Head, texts: TextTable, body: ByteWriter): Uint8Array {
  const front = new ByteWriter()
  front.text(JSON.stringify(head))
  texts.write(front)
  const [before, after] = [front.finish(), body.finish()]
  const all = new Uint8Array(before.length + after.length)
  all.set(before)
  all.set(after, before.length)
  return all
}

function sortOut(events: readonly TraceEvent[]): {
  readonly tables: ReadonlyMap<string, Table>
  readonly order: readonly number[]
} {
  const tables = new Map<string, Table>()
  const order = events.map((event) => {
    const names = Object.keys(event).filter((name) => {
      return !APART.has(name) && event[name] !== undefined
    })
    const key = `${event.kind} ${names.join(' ')}`
    const table = tables.get(key) ?? { number: tables.size, names, events: [] }
    tables.set(key, table)
    table.events.push(event)
    return table.number
  })
  return { tables, order }
}

/** Throws when the bytes are not of `packEvents`. */
export function unpackEvents(bytes: Uint8Array): readonly TraceEvent[] {
  const from = new ByteReader(bytes)
  const { shapes, count } = JSON.parse(from.text()) as Head
  const texts = readTexts(from)
  const order = Array.from({ length: count }, () => from.int())
  const moments = readSteps(from, count)
  const momentsOf = shapes.map((): number[] => [])
  for (const [at, shape] of order.entries()) momentsOf[shape]?.push(moments[at] as number)
  const rows = shapes.map(({ kind, fields }, shape) => {
    const atMicros = momentsOf[shape] as readonly number[]
    const events = atMicros.map((at): Record<string, unknown> => ({ atMs: at / 1_000, kind }))
    for (const [name, form] of fields) {
      const values = codecOf(form).read({ from, texts }, atMicros)
      for (const [at, event] of events.entries()) event[name] = values[at]
    }
    return events.values()
  })
  return order.map((shape) => rows[shape]?.next().value as TraceEvent)
}
