/**
 * What went on and on: for runs in which something did not come about, or too much was sent. The
 * same question with the same answer, whatever the numbers in them, is one repetition. Pure.
 */
import { groupOf } from '../page/processes.ts'
import type { Fact } from './facts.ts'
import { bodyOf, type Exchange, type Run, verdictOf } from './run.ts'
import { short, tellTurn } from './tell.ts'

const REPEATS_MAX = 7
const LOOPS_MAX = 4
/** What goes well is told where there is little else. */
const FINE_LESS = 30
const NEWS_MAX = 9
/** Fewer are no repetition. */
const LEAST = 4

interface Repeat {
  readonly first: Exchange
  readonly last: Exchange
  readonly count: number
}

/** The most frequent exchanges, each told at its first; those behind others that went well. */
export function factsOfRepeats(run: Run, weight: number): readonly Fact[] {
  const all = findRepeats(run, (exchange) => shapeOf(run, exchange))
  const rank = (repeat: Repeat): number => rankOf(run, repeat)
  const repeats = [...all].sort((a, b) => rank(a) - rank(b)).slice(0, REPEATS_MAX)
  return repeats.flatMap((repeat, place) => {
    const { first } = repeat
    const least = weight - place - (isFine(run, repeat) ? FINE_LESS : 0)
    const turn = run.turnOf(first.request ?? first.call)
    const told = { turn, weight: least, remark: remarkOf(run, repeat) }
    return isFine(run, repeat) ? [told] : [told, ...heard(run, first, least - 7)]
  })
}

/** What the asker made of the answer. */
function heard(run: Run, { end }: Exchange, weight: number): readonly Fact[] {
  if (end === undefined || run.event(end).kind !== 'reply') return []
  return [{ turn: run.turnOf(end), weight }]
}

/** The asker's turn before the first time, in which it asked the same one something else. */
function askedBefore(run: Run, { from, to, call }: Exchange, weight: number): readonly Fact[] {
  let before: Exchange | undefined
  for (const exchange of run.exchanges()) {
    if (exchange.from === from && exchange.to === to && exchange.call < call) before = exchange
  }
  return before === undefined ? [] : [{ turn: run.turnOf(before.call), weight }]
}

/** The very same question, number for number: where it began to be asked, and was answered. */
export function factsOfLoops(run: Run, weight: number): readonly Fact[] {
  const exact = ({ from, to, method, call }: Exchange): string =>
    `${from} ${askedOf(run, from, to)} ${method} ${bodyOf(run.event(call)).slice(0, 400)}`
  const all = findRepeats(run, exact)
  const isAnswered = ({ last: { end } }: Repeat): boolean =>
    end !== undefined && run.event(end).kind === 'reply'
  const answered = all.filter(isAnswered)
  const loops = [
    ...answered.filter((repeat) => !isFine(run, repeat)).slice(0, LOOPS_MAX),
    ...all.filter((repeat) => !isAnswered(repeat)).slice(0, 1),
    ...answered.filter((repeat) => isFine(run, repeat)).slice(0, 2),
  ]
  return loops.flatMap((repeat, place) => {
    const { first } = repeat
    const least = weight - place - (isFine(run, repeat) ? FINE_LESS / 2 : 0)
    return [
      { turn: run.turnOf(first.call), weight: least, remark: remarkOf(run, repeat) },
      ...heard(run, first, least - 9),
      ...askedBefore(run, first, least - 7),
    ]
  })
}

function remarkOf(run: Run, { first, last, count }: Repeat): string {
  const { from, to: server } = first
  const to = askedOf(run, from, server) || server
  const until = Math.floor(run.event(last.call).atMs).toLocaleString('en-US')
  return `${from} asks ${to} like this ${count} times until ${until} ms, the last time ${endOf(run, last)}`
}

/** What is answered and does not help, then what is in vain, then what goes well. */
function rankOf(run: Run, repeat: Repeat): number {
  const { end, call } = repeat.last
  if (isFine(run, repeat)) return 3
  const isAnswered = end !== undefined && run.event(end).kind === 'reply'
  // What was over long before the end is not what it failed by.
  const isOver = run.event(call).atMs < (run.events.at(-1)?.atMs ?? 0) / 2
  return isOver ? 2 : isAnswered ? 0 : 1
}

/** A client that comes to a server which does not lead asks another one. */
function isTurnedAway(run: Run, { from, to, request }: Exchange): boolean {
  if (request === undefined || run.isServer(from)) return false
  return run.standing(to, request)?.isLeader === false
}

/** Servers of a group that go on as they should. */
function isFine(run: Run, { last: { from, to, end } }: Repeat): boolean {
  if (!run.isServer(from) || groupOf(from) !== groupOf(to) || end === undefined) return false
  return verdictOf(run.event(end)) === true
}

function endOf(run: Run, { end }: Exchange): string {
  if (end === undefined) return 'without an answer'
  const event = run.event(end)
  return event.kind === 'reply'
    ? `answered ${short(bodyOf(event), 60)}`
    : `in vain (${String(event.why)})`
}

function findRepeats(run: Run, keyOf: (exchange: Exchange) => string): readonly Repeat[] {
  const found = new Map<string, { first: Exchange; last: Exchange; count: number }>()
  for (const exchange of run.exchanges()) {
    if (isTurnedAway(run, exchange)) continue
    const key = keyOf(exchange)
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
  return `${from} ${askedOf(run, from, to)} ${method} ${withoutNumbers(bodyOf(run.event(call)))} ${answer}`
}

/** A client asks one server of a group after the other. */
function askedOf(run: Run, from: string, to: string): string {
  return run.isServer(from) ? to : groupOf(to)
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
