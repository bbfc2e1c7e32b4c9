/**
 * What a message or a command holds, with what tells it from others first: where an AppendEntries
 * goes on and how much it brings, and the numbers of clients last, which are long and the same in
 * all of their requests. Names and forms are the student's, so it goes by shape. Pure.
 */
import { fieldsOf } from '../sim/message-words.ts'

/** A number so long is that of a client, or a chance one: it tells little in many letters. */
const LONG_NUMBER = /^-?\d{5,}$/

/** As many of one letter in a row are told once, with their number. */
const RUN = /(.)\1{15,}/gsu

/** `xxx…×200` in the place of so many: what stands behind them is seen. */
export function elideRuns(text: string): string {
  return text.replace(RUN, (run, letter: string) => {
    return `${letter.repeat(3)}…×${[...run].length}`
  })
}

/** A body in braces, as a trace tells it; other texts as they are. */
export function tellingBody(body: string): string {
  const fields = fieldsOf(body)?.map(splitField)
  if (fields === undefined || fields.length === 0) return body
  const known = tellAppend(fields) ?? tellVote(fields)
  if (known !== undefined) return known
  const isLong = ([, value]: Field): boolean => LONG_NUMBER.test(value)
  const ordered = [...fields.filter((one) => !isLong(one)), ...fields.filter(isLong)]
  return `{${ordered.map(([name, value]) => (name === '' ? value : `${name}:${value}`)).join(', ')}}`
}

/** Of a command's JSON text its values: names of fields are the same for all. */
export function tellingValues(command: string): string {
  const values = command
    .replace(/[{,]"\w+":/g, ' ')
    .replace(/[{}[\]"]/g, '')
    .trim()
  const telling = values.split(/[ ,]+/).filter((value) => !LONG_NUMBER.test(value))
  return telling.length === 0 ? values : telling.join(' ')
}

type Field = readonly [name: string, value: string]

function splitField(field: string): Field {
  const [, name = '', value = field] = /^"?(\w+)"?:\s*(.*)$/s.exec(field) ?? []
  return [name, value]
}

/** `{prev 5/1, 24 entries, commit 29, term 2}` */
function tellAppend(fields: readonly Field[]): string | undefined {
  const of = byName(fields)
  const [index, entries] = [of.get('prevlogindex'), of.get('entries')]
  if (index === undefined || entries === undefined) return undefined
  const [prevTerm, commit, term] = [of.get('prevlogterm'), of.get('leadercommit'), of.get('term')]
  const parts = [
    `prev ${index}${prevTerm === undefined ? '' : `/${prevTerm}`}`,
    countEntries(entries),
    ...(commit === undefined ? [] : [`commit ${commit}`]),
    ...(term === undefined ? [] : [`term ${term}`]),
  ]
  return `{${parts.join(', ')}}`
}

/** `{term 2, candidate 1, last 5/1}` */
function tellVote(fields: readonly Field[]): string | undefined {
  const of = byName(fields)
  const [candidate, index] = [of.get('candidateid'), of.get('lastlogindex')]
  if (candidate === undefined || index === undefined) return undefined
  const [term, lastTerm] = [of.get('term'), of.get('lastlogterm')]
  const parts = [
    ...(term === undefined ? [] : [`term ${term}`]),
    `candidate ${candidate}`,
    `last ${index}${lastTerm === undefined ? '' : `/${lastTerm}`}`,
  ]
  return `{${parts.join(', ')}}`
}

/** In any case: Go begins names with a capital. */
function byName(fields: readonly Field[]): ReadonlyMap<string, string> {
  return new Map(fields.map(([name, value]) => [name.toLowerCase(), value]))
}

/** One that was cut says so. */
function countEntries(list: string): string {
  const inner = list.replace(/^\[/, '{').replace(/\]$/, '}')
  const count = list === '[]' || list === 'null' ? 0 : (fieldsOf(inner)?.length ?? 0)
  const isWhole = list.endsWith(']') && !list.includes('…')
  if (!isWhole && list !== 'null') return 'entries'
  return count === 0 ? 'no entries' : `${count} ${count === 1 ? 'entry' : 'entries'}`
}
