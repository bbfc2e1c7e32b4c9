/**
 * What went on and on: for runs in which something did not come about, or too much was sent. The
 * same question with the same answer, whatever the numbers in them, is one repetition. Pure.
 */
import type { Fact } from './facts.ts'
import { bodyOf, type Exchange, type Run } from './run.ts'
import { short, tellTurn } from './tell.ts'

const REPEATS_MAX = 7
const NEWS_MAX = 9
/** Fewer are no repetition. */
const LEAST = 4

interface Repeat {
  readonly first: Exchange
  readonly last: Exchange
  readonly count: number
}

/** The most frequent exchanges, each told at its first. */
export function factsOfRepeats(run: Run, weight: number): readonly Fact[] {
  const repeats = findRepeats(run).slice(0, REPEATS_MAX)
  return repeats.map(({ first, last, count }, place) => {
    const { from, to } = first
    const ending = endOf(run, last)
    const until = Math.floor(run.event(last.call).atMs).toLocaleString('en-US')
    const remark = `${from} asks ${to} like this ${count} times until ${until} ms, the last time ${ending}`
    return { turn: run.turnOf(first.request ?? first.call), weight: weight - place, remark }
  })
}

function endOf(run: Run, { end }: Exchange): string {
  if (end === undefined) return 'without an answer'
  const event = run.event(end)
  return event.kind === 'reply'
    ? `answered ${short(bodyOf(event), 60)}`
    : `in vain (${String(event.why)})`
}

function findRepeats(run: Run): readonly Repeat[] {
  const found = new Map<string, { first: Exchange; last: Exchange; count: number }>()
  for (const exchange of run.exchanges()) {
    const key = shapeOf(run, exchange)
    const known = found.get(key)
    if (known === undefined) found.set(key, { first: exchange, last: exchange, count: 1 })
    else {
      known.last = exchange
      known.count++
    }
  }
  return [...found.values()]
    .filter(({ count }) => count >= LEAST)
    .sort((a, b) => b.count - a.count || a.first.call - b.first.call)
}

function shapeOf(run: Run, { from, to, method, call, end }: Exchange): string {
  const answer = end === undefined ? 'none' : endShape(run, end)
  return `${from} ${to} ${method} ${withoutNumbers(bodyOf(run.event(call)))} ${answer}`
}

function endShape(run: Run, end: number): string {
  const event = run.event(end)
  return event.kind === 'reply' ? withoutNumbers(bodyOf(event)) : String(event.why)
}

function withoutNumbers(text: string): string {
  return text
    .slice(0, 400)
    .replace(/"(?:[^"\\]|\\.)*"/g, '"…"')
    .replace(/\d+/g, '#')
}

/** The last turns in which something changed, each kind of them once. */
export function factsOfNews(run: Run, groups: readonly string[]): readonly Fact[] {
  const news: Fact[] = []
  const told = new Set<string>()
  for (let turn = run.turns.length - 1; turn >= 0 && news.length < NEWS_MAX; turn--) {
    const { who } = run.turn(turn)
    if (!run.isServer(who) || !run.isNews(turn)) continue
    if (groups.length > 0 && !groups.some((group) => who.startsWith(group))) continue
    const shape = withoutNumbers(tellTurn(run, turn))
    if (told.has(shape)) continue
    told.add(shape)
    news.push({ turn, weight: 80 - news.length * 2 })
  }
  return news
}
