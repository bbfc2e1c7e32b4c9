/**
 * Reads a page with plots for tests: it must be well-formed, more strictly than HTML asks, and its
 * tables are answered as texts.
 */

const DOCTYPE = '<!DOCTYPE html>\n'
/** A tag with quoted attributes, or a text. */
const TOKEN = /<(\/?)([a-zA-Z]\w*)((?: [\w:-]+="[^"<]*")*)(\/?)>|([^<]+)/gy
const LOOSE = /&(?!(?:amp|lt|gt|quot);)/
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const FORBIDDEN = /[\u0000-\u0008\u000b-\u001f\ufffe\uffff]|\p{Surrogate}/u

/** Throws unless every element is closed where it should be and every character may stand there. */
export function checkWellFormed(html: string): void {
  if (!html.startsWith(DOCTYPE)) throw new Error('no doctype')
  const open: string[] = []
  let end = DOCTYPE.length
  TOKEN.lastIndex = end
  for (let found = TOKEN.exec(html); found !== null; found = TOKEN.exec(html)) {
    const [token, slash, name = '', attributes = '', short] = found
    const where = `${token.slice(0, 60)} at ${end}`
    end = TOKEN.lastIndex
    if (FORBIDDEN.test(token) || LOOSE.test(token)) throw new Error(`no text: ${where}`)
    const names = [...attributes.matchAll(/ ([\w:-]+)=/g)].map(([, key]) => key)
    if (new Set(names).size < names.length) throw new Error(`an attribute twice: ${where}`)
    if (slash === '/' && open.pop() !== name) throw new Error(`not open: ${where}`)
    if (slash === '' && short === '') open.push(name)
  }
  if (end < html.length) throw new Error(`no markup: ${html.slice(end, end + 60)}`)
  if (open.length > 0) throw new Error(`not closed: ${open.join(' ')}`)
}

/** The rows of all tables: cells as texts, in order; what an image says is not in them. */
export function rowsOf(html: string): string[][] {
  const rows = [...html.matchAll(/<tr>(.*?)<\/tr>/gs)]
  return rows.map(([, row = '']) => {
    const cells = [...row.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/gs)]
    return cells.map(([, cell = '']) => textOf(cell))
  })
}

/** The text that is shown. */
export function textOf(html: string): string {
  return html
    .replace(/<svg.*?<\/svg>|<style>.*?<\/style>/gs, '')
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ')
    .trim()
}

/** Names of the elements of a page, each once. */
export function elementsOf(html: string): string[] {
  return [...new Set([...html.matchAll(/<([a-z]\w*)/g)].map(([, name = '']) => name))].sort()
}
