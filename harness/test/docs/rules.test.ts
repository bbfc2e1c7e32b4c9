/**
 * A rule that a failure quotes from a lab text stands there, in these words: otherwise a student
 * looks for it in vain.
 */
import t from 'tap'
import ts from 'typescript'
import { listFiles, makeSource, readText, type Source, visitNodes } from '../tidy/source.ts'

/** `labs/raft/README.md, Part 2A: A leader ...`: file, place and words. */
const QUOTED = /^(labs\/[\w/.-]+\.(?:md|ts))(?:, ([^:]+))?: (.+)$/s

interface Quote {
  readonly where: string
  readonly file: string
  readonly place: string | undefined
  readonly words: string
}

/** Every text in a file that quotes a lab text. */
function quotesIn({ path, tree }: Source): Quote[] {
  const quotes: Quote[] = []
  visitNodes(tree, (node) => {
    if (!ts.isStringLiteralLike(node)) return
    const [, file, place, words] = QUOTED.exec(node.text) ?? []
    if (file === undefined || words === undefined) return
    quotes.push({ where: `${path}: ${node.text}`, file, place, words })
  })
  return quotes
}

/** The words alone: no marks of Markdown or of comments, no ends of lines. */
function wordsOf(text: string): string {
  return text
    .replace(/^\s*\*\s/gm, ' ')
    .replace(/[*`|]/g, '')
    .replace(/\s+/g, ' ')
}

/** The section with a heading like that; all of it where none has one. */
function section(text: string, place: string | undefined): string {
  const sections = text.split(/^## /m)
  return sections.find((part) => place !== undefined && part.startsWith(place)) ?? text
}

function isThere({ place, words }: Quote, text: string): boolean {
  return wordsOf(section(text, place)).includes(wordsOf(words))
}

const TEXT = '# Lab\n\n## Part 2A: one\n\n- A leader **stays** the\n  leader.\n\n## Part 2B: two\n'

t.test('what is not there is found', async (t) => {
  const quote = (rule: string): Quote => {
    return quotesIn(makeSource('x.ts', `const rule = '${rule}'`))[0] as Quote
  }
  t.ok(isThere(quote('labs/a/README.md, Part 2A: A leader stays the leader.'), TEXT))
  t.ok(isThere(quote('labs/a/README.md: A leader stays'), TEXT))
  t.notOk(isThere(quote('labs/a/README.md, Part 2A: A leader remains'), TEXT), 'other words')
  t.notOk(isThere(quote('labs/a/README.md, Part 2B: A leader stays'), TEXT), 'another place')
})

const isSuite = (path: string): boolean => /^labs\/[^/]+\/suite\//.test(path)
const paths = [
  ...listFiles(['harness/tester'], ['.ts']),
  ...listFiles(['labs'], ['.ts']).filter(isSuite),
]

t.test('every rule that is quoted from a lab text stands there', async (t) => {
  const quotes = paths.flatMap((path) => quotesIn(makeSource(path, readText(path))))
  t.ok(quotes.length > 30)
  for (const quote of quotes) t.ok(isThere(quote, readText(quote.file)), quote.where)
})
