/**
 * Numbers by which one request can be followed through all that was made of it, such as
 * `clientId:7853853192621812, requestId:2`: the words for the filter. Pure.
 */

const FIELD = /"?\b(\w*(?:id|seq|serial|num|number))"?:\s?("[^"]{4,40}"|-?\d+)/gi
/** A smaller number is that of a server or a term: it is in everything. */
const TELLING = /\d{5,}|^"/
const MOST = 3

/** Of fields that stand one behind the other, as the filter finds them. */
export function idsIn(text: string): readonly string[] {
  const found: string[] = []
  let [run, end]: [string[], number] = [[], -1]
  const finish = (): void => {
    const words = run.map((field) => plainText(field)).join(',')
    const isTelling = run.some((field) => TELLING.test(field.slice(field.indexOf(':') + 1).trim()))
    if (isTelling && !found.includes(words)) found.push(words)
    run = []
  }
  for (const match of text.matchAll(FIELD)) {
    if (!/^,\s?$/.test(text.slice(end, match.index))) finish()
    run.push(`${match[1]}:${match[2]}`)
    end = match.index + match[0].length
  }
  finish()
  return found.slice(0, MOST)
}

/** Without quotes and blanks: a message and a command say the same in two forms. */
export function plainText(text: string): string {
  return text.replace(/["\s]/g, '')
}
