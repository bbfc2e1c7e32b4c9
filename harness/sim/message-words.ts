/**
 * What a message holds, made short: every field keeps its beginning, since the small ones behind a
 * long list of entries say as much as the list. Pure.
 */

/** A field is not cut below this. */
const FIELD_LETTERS_LEAST = 16

/** `-> S2 appendEntries {term:1, …}`: what the message holds is made short, not what is before. */
export function shortWords(words: string, most: number): string {
  const from = words.indexOf('{')
  if (words.length <= most || from < 0) return cut(words, most)
  return words.slice(0, from) + shortBody(words.slice(from), Math.max(most - from, 0))
}

/** At most so many letters, or a few more where it has many fields. */
export function shortBody(body: string, most: number): string {
  if (body.length <= most) return body
  const fields = fieldsOf(body)
  if (fields === undefined) return cut(body, most)
  const room = most - 2 - 2 * (fields.length - 1)
  const limit = limitOf(
    fields.map(({ length }) => length),
    room,
  )
  const shown = fields.map((field) => cutField(field, Math.max(limit, FIELD_LETTERS_LEAST)))
  return cut(`{${shown.join(', ')}}`, most + FIELD_LETTERS_LEAST)
}

export function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`
}

/** The fields of `{term:1, entries:[…]}`; undefined where it is none. */
export function fieldsOf(body: string): readonly string[] | undefined {
  if (!body.startsWith('{')) return undefined
  const fields: string[] = []
  let [depth, from, isQuoted] = [0, 1, false]
  for (let at = 0; at < body.length; at++) {
    const letter = body[at] as string
    if (letter === '\\') at++
    else if (letter === '"') isQuoted = !isQuoted
    else if (isQuoted) continue
    else if ('{[('.includes(letter)) depth++
    else if ('}])'.includes(letter)) depth--
    if (isQuoted || !(depth === 0 || (depth === 1 && letter === ','))) continue
    fields.push(body.slice(from, at).trim())
    from = at + 1
    if (depth === 0) break
  }
  // The trace cuts what is very long.
  if (depth > 0) fields.push(body.slice(from).trim())
  return fields
}

/** The longest that fields may be so that all of them fit. */
function limitOf(lengths: readonly number[], room: number): number {
  let [left, count] = [room, lengths.length]
  for (const length of [...lengths].sort((a, b) => a - b)) {
    if (length * count > left) return Math.floor(left / count)
    left -= length
    count--
  }
  return room
}

/** With the bracket that closes it, so that one sees what was cut. */
function cutField(field: string, most: number): string {
  if (field.length <= most) return field
  const end = field.at(-1) ?? ''
  return '}])"'.includes(end) ? `${field.slice(0, most - 2)}…${end}` : cut(field, most)
}
