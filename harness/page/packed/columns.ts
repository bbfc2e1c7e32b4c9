/**
 * One column of a table: the same field of all events of one shape. Its form is chosen by what is
 * in it; all of them end as small whole numbers, so that deflate finds little left to do.
 */
import type { ByteReader, ByteWriter } from './bytes.ts'
import type { TextTable } from './texts.ts'

/** How a column is written. */
export type Form = 'time' | 'whole' | 'few' | 'words' | 'text' | 'value'

/** Of these few a column says in one byte which it is. */
const FEW_MAX = 64
/** A time beyond this many milliseconds would not fit to the microsecond. */
const TIME_MAX_MS = 1e9
/** So that the step from one whole number to another is exact, with its sign. */
const WHOLE_MAX = 2 ** 51
/** Words begin here to be what the arguments of a call or a command say, and those come again. */
const WORDS_END = /[{["]/

/** A moment as whole microseconds: virtual time has no finer ones. */
export function toMicros(ms: number): number {
  return Math.round(ms * 1_000)
}

export function formOf(name: string, values: readonly unknown[]): Form {
  if (values.every((value) => typeof value === 'string')) {
    if (name === 'text') return 'words'
    return isOfFew(values) ? 'few' : 'text'
  }
  if (name.endsWith('Ms') && values.every(isTime)) return 'time'
  return values.every(isWhole) ? 'whole' : 'value'
}

function isOfFew(values: readonly string[]): boolean {
  return new Set(values).size <= FEW_MAX
}

function isWhole(value: unknown): value is number {
  return Number.isInteger(value) && Math.abs(value as number) <= WHOLE_MAX
}

function isTime(value: unknown): boolean {
  return typeof value === 'number' && Math.abs(value) < TIME_MAX_MS
}

/** Where columns go: numbers one after the other, texts by their numbers. */
interface Target {
  readonly out: ByteWriter
  readonly texts: TextTable
}

interface Source {
  readonly from: ByteReader
  readonly texts: readonly string[]
}

/** How one form is written, and read again; `atMicros` are the moments of the events. */
interface Codec {
  write(to: Target, values: readonly unknown[], atMicros: readonly number[]): void
  read(source: Source, atMicros: readonly number[]): readonly unknown[]
}

const CODECS: Readonly<Record<Form, Codec>> = {
  time: {
    write({ out }, values, atMicros) {
      for (const [at, value] of values.entries()) {
        out.int(toMicros(value as number) - (atMicros[at] as number))
      }
    },
    read: ({ from }, atMicros) => atMicros.map((at) => (at + from.int()) / 1_000),
  },
  whole: {
    write: ({ out }, values) => writeSteps(out, values as readonly number[]),
    read: ({ from }, { length }) => readSteps(from, length),
  },
  few: {
    write: (to, values) => writeFew(to, values as readonly string[]),
    read: (source, { length }) => readFew(source, length),
  },
  words: {
    write: (to, values) => writeWords(to, values as readonly string[]),
    read: (source, { length }) => readWords(source, length),
  },
  text: {
    write: (to, values) => writeTexts(to, values as readonly string[]),
    read: (source, { length }) => readTexts(source, length),
  },
  value: {
    write: (to, values) => writeValues(to, values),
    read: (source, { length }) => readValues(source, length),
  },
}

export function codecOf(form: Form): Codec {
  return CODECS[form]
}

/** Each number as what it is more than the one before. */
export function writeSteps(out: ByteWriter, values: readonly number[]): void {
  let before = 0
  for (const value of values) {
    out.int(value - before)
    before = value
  }
}

export function readSteps(from: ByteReader, length: number): readonly number[] {
  let value = 0
  return Array.from({ length }, () => {
    value += from.int()
    return value
  })
}

function writeTexts({ out, texts }: Target, values: readonly string[]): void {
  writeSteps(
    out,
    values.map((value) => texts.numberOf(value)),
  )
}

function readTexts({ from, texts }: Source, length: number): readonly string[] {
  return readSteps(from, length).map((number) => texts[number] as string)
}

function writeFew(to: Target, values: readonly string[]): void {
  const few = [...new Set(values)]
  const places = new Map(few.map((value, at) => [value, at]))
  to.out.int(few.length)
  writeTexts(to, few)
  for (const value of values) to.out.int(places.get(value) as number)
}

function readFew(source: Source, length: number): readonly string[] {
  const few = readTexts(source, source.from.int())
  return Array.from({ length }, () => few[source.from.int()] as string)
}

/** In two parts: `S1 asks requestVote ` and its arguments, which the call has said already. */
function writeWords(to: Target, values: readonly string[]): void {
  const ends = values.map((value) => {
    const end = value.search(WORDS_END)
    return end < 0 ? value.length : end
  })
  const heads = values.map((value, at) => value.slice(0, ends[at]))
  const tails = values.map((value, at) => value.slice(ends[at]))
  for (const part of [heads, tails]) {
    const isFew = isOfFew(part)
    to.out.int(isFew ? 1 : 0)
    if (isFew) writeFew(to, part)
    else writeTexts(to, part)
  }
}

function readWords(source: Source, length: number): readonly string[] {
  const readPart = () => (source.from.int() === 1 ? readFew : readTexts)(source, length)
  const [heads, tails] = [readPart(), readPart()]
  return heads.map((head, at) => `${head}${tails[at]}`)
}

/** Anything else that JSON can say: its shape, with texts and whole numbers beside it. */
function writeValues({ out, texts }: Target, values: readonly unknown[]): void {
  const inside: number[] = []
  const numbers: number[] = []
  const takeApart = (_key: string, part: unknown): unknown => {
    if (part instanceof Uint8Array) return { bytes: part.length }
    if (typeof part === 'string' || typeof part === 'bigint') {
      inside.push(texts.numberOf(part.toString()))
      return ''
    }
    if (!isWhole(part)) return part
    numbers.push(part)
    return 0
  }
  const shapes = values.map((value) => {
    return texts.wholeNumberOf(JSON.stringify(value, takeApart) ?? 'null')
  })
  writeSteps(out, shapes)
  for (const list of [inside, numbers]) {
    out.int(list.length)
    for (const number of list) out.int(number)
  }
}

function readValues({ from, texts }: Source, length: number): readonly unknown[] {
  const shapes = readTexts({ from, texts }, length)
  const readList = () => Array.from({ length: from.int() }, () => from.int()).values()
  const [inside, numbers] = [readList(), readList()]
  const putBack = (_key: string, part: unknown): unknown => {
    if (part === '') return texts[inside.next().value as number]
    return part === 0 ? numbers.next().value : part
  }
  return shapes.map((shape) => JSON.parse(shape, putBack))
}
