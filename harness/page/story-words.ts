/**
 * A sentence of the story in pieces, so that who did what stands out and what a message held stands
 * back, made short: the whole of it is with its event. Pure.
 */
import { cut, shortBody } from '../sim/message-words.ts'
import { elideRuns, tellingBody } from './body-words.ts'

export interface Piece {
  readonly look: 'plain' | 'who' | 'verb' | 'body' | 'aside'
  readonly text: string
}

/** Of what a message held. */
const BODY_LETTERS = 48

const VERBS = new RegExp(
  `\\b(?:${[
    ...['gets', 'calls', 'sends', 'asks', 'answers', 'answered', 'returned', 'set', 'says'],
    ...['saves', 'applies', 'applied', 'accepts', 'refuses', 'takes', 'enters', 'leads no more'],
    ...['leads', 'starts again', 'starts', 'crashes', 'comes back', 'is connected', 'is cut off'],
    ...['failed', 'FAILED'],
  ].join('|')})\\b`,
  'g',
)
/** `(raft/raft.ts:172)`, and what is only read by its shape up to where that ends. */
const PLACE = /\([\w./-]+:\d+\)/g
const OPEN = '{['
const CLOSE = '}]'

export function piecesOf(sentence: string): readonly Piece[] {
  const pieces: Piece[] = []
  const [who = ''] = /^[\w.]+(?=:? )/.exec(sentence) ?? []
  if (who !== '' && who !== 'FAILED') pieces.push({ look: 'who', text: who })
  let from = pieces.length === 0 ? 0 : who.length
  for (let at = from; at < sentence.length; ) {
    const letter = sentence[at] as string
    if (letter !== '{' && letter !== '"') {
      at++
      continue
    }
    const quote = letter === '"' ? quoteEnd(sentence, at) : 0
    const { end, whole } =
      quote > 0 ? { end: quote, whole: sentence.slice(at, quote) } : readBody(sentence, at)
    addWords(pieces, sentence.slice(from, at))
    pieces.push({ look: 'body', text: shorten(whole) })
    from = end
    at = end
  }
  addWords(pieces, sentence.slice(from))
  return pieces
}

function shorten(body: string): string {
  const telling = elideRuns(body.startsWith('{') ? tellingBody(body) : body)
  return telling.startsWith('{') ? shortBody(telling, BODY_LETTERS) : cut(telling, BODY_LETTERS)
}

/** Words between what messages held: verbs, and where in the code. */
function addWords(pieces: Piece[], words: string): void {
  let from = 0
  const found = [
    ...[...words.matchAll(VERBS)].map((match) => ({ match, look: 'verb' as const })),
    ...[...words.matchAll(PLACE)].map((match) => ({ match, look: 'aside' as const })),
  ].sort((one, other) => one.match.index - other.match.index)
  for (const { match, look } of found) {
    if (match.index < from) continue
    if (match.index > from) pieces.push({ look: 'plain', text: words.slice(from, match.index) })
    from = match.index + match[0].length
    pieces.push({ look, text: match[0] })
  }
  if (from < words.length) pieces.push({ look: 'plain', text: words.slice(from) })
}

/**
 * From the brace at this place to the one that closes it, or to the dots where it was cut. What was
 * cut in its middle lacks quotes and braces: `whole` has them.
 */
function readBody(text: string, from: number): { readonly end: number; readonly whole: string } {
  const open: string[] = []
  let [whole, isQuoted] = ['', false]
  for (let at = from; at < text.length; at++) {
    const letter = text[at] as string
    const next = text[at + 1] ?? ' '
    if (letter === '…' && (next === ' ' || next === ';')) {
      return { end: at + 1, whole: whole + letter + closing(open, isQuoted) }
    }
    if (letter === '\\') whole += text[at++]
    else if (letter === '"') isQuoted = !isQuoted
    else if (isQuoted && letter === '…' && CLOSE.includes(next)) isQuoted = false
    else if (!isQuoted && OPEN.includes(letter)) open.push(letter)
    else if (!isQuoted && CLOSE.includes(letter)) {
      const opener = OPEN[CLOSE.indexOf(letter)] as string
      const depth = open.lastIndexOf(opener)
      if (depth >= 0) whole += closing(open.splice(depth).slice(1), false)
      if (open.length === 0) return { end: at + 1, whole: whole + letter }
    }
    whole += text[at] ?? ''
  }
  return { end: text.length, whole }
}

function closing(open: readonly string[], isQuoted: boolean): string {
  const braces = open.map((letter) => CLOSE[OPEN.indexOf(letter)] as string).reverse()
  return `${isQuoted ? '"' : ''}${braces.join('')}`
}

/** Behind the quote that closes the one at this place, or behind the dots where it was cut. */
function quoteEnd(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at++) {
    const letter = text[at]
    if (letter === '\\') at++
    else if (letter === '"') return at + 1
    else if (letter === '…' && text[at + 1] === ' ') return at + 1
  }
  return text.length
}
