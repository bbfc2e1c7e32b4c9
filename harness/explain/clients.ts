/**
 * What clients saw: a command that took effect twice, a request that came twice, and an answer of a
 * server that others had left behind. Pure.
 */
import { groupOf } from '../page/processes.ts'
import type { Fact } from './facts.ts'
import type { Focus } from './focus.ts'
import { bodyOf, type Exchange, type Run } from './run.ts'
import { between, type Elections } from './terms.ts'

/** Shorter ones may be the same by chance. */
const COMMAND_LETTERS_LEAST = 12
const TWICE_MAX = 3
const CALLS_MAX = 3
/** Shorter ones hold no value. */
const ANSWER_LETTERS_LEAST = 20

/** Commands that one server applied at two indexes; a Raft never does so of itself. */
export function appliedTwice(run: Run): readonly Fact[] {
  const seen = new Map<string, { turn: number; index: unknown }>()
  const told = new Set<string>()
  const facts: Fact[] = []
  for (const [at, { kind, who, command, index }] of run.events.entries()) {
    if (kind !== 'apply' || command === undefined) continue
    const text = String(command)
    if (text.length < COMMAND_LETTERS_LEAST) continue
    const key = `${who} ${text}`
    const turn = run.turnOf(at)
    const first = seen.get(key)
    if (first === undefined) seen.set(key, { turn, index })
    // A server that comes back applies all of it again.
    else if (first.index !== index && !told.has(text) && told.size < TWICE_MAX) {
      told.add(text)
      const remark = `${who} had applied the same command at index ${String(first.index)}`
      facts.push(
        { turn: first.turn, weight: 89 },
        { turn, weight: 91, remark },
        ...between(run, who, first.turn, turn),
      )
    }
  }
  return facts
}

/** Of answers to clients that the failure names: who else led by then, in a newer term. */
export function answeredByOld(run: Run, focus: Focus, { offices }: Elections): readonly Fact[] {
  return focus.events.flatMap((event) => {
    const turn = run.turnOf(event)
    const reply = run.eventsOf(turn).find(({ kind }) => kind === 'reply')
    const exchange = reply === undefined ? undefined : run.exchange(reply.id)
    if (exchange === undefined || !run.isServer(exchange.to)) return []
    if (run.isServer(exchange.from)) return []
    const answer = run.answerTurn(exchange)
    if (answer === undefined) return []
    const own = run.standing(exchange.to, run.turn(answer).events.at(-1) as number)
    const newer = offices.findLast(({ group, term, turn: since }) => {
      return group === groupOf(exchange.to) && since < answer && term > (own?.term ?? 0)
    })
    if (newer === undefined || own === undefined) {
      return own === undefined || own.isLeader
        ? []
        : [{ turn: answer, weight: 90, remark: `${exchange.to} did not say that it leads` }]
    }
    const remark = `${exchange.to} stands in term ${own.term}, while ${newer.leader} leads in term ${newer.term}`
    return [
      { turn: newer.turn, weight: 85 },
      { turn: answer, weight: 90, remark },
    ]
  })
}

/** The requests that brought the words which a failure quotes, the first to each server. */
export function quotedRequests(run: Run, quoted: readonly string[]): readonly Fact[] {
  const facts: Fact[] = []
  const seen = new Set<string>()
  for (const [at, event] of run.events.entries()) {
    if (event.kind !== 'request' || run.isServer(String(event.from))) continue
    if (!isWorkedOn(run, event.id, at)) continue
    const body = bodyOf(event)
    const word = quoted.find((one) => body.includes(one))
    const key = `${event.who} ${word}`
    if (word === undefined || seen.has(key)) continue
    seen.add(key)
    facts.push({ turn: run.turnOf(at), weight: 68 })
  }
  return facts
}

/**
 * How clients asked for what a failure quotes: each way in which they put it, where it was first
 * sent, and what the client took for its end.
 */
export function quotedCalls(run: Run, quoted: readonly string[]): readonly Fact[] {
  const facts: Fact[] = []
  const seen = new Set<string>()
  const askers = new Set<string>()
  for (const [at, event] of run.events.entries()) {
    if (facts.length >= 2 * CALLS_MAX) break
    if (event.kind === 'return' && askers.delete(event.who)) {
      facts.push({ turn: run.turnOf(at), weight: 75 })
    }
    if (event.kind !== 'call' || run.isServer(event.who)) continue
    const body = bodyOf(event)
    const word = quoted.find((one) => body.includes(one))
    if (word === undefined || seen.has(`${event.who} ${body}`)) continue
    seen.add(`${event.who} ${body}`)
    askers.add(event.who)
    facts.push({ turn: run.turnOf(at), weight: 75 })
  }
  return facts
}

/** Whether it was more than turned down at once. */
function isWorkedOn(run: Run, id: unknown, request: number): boolean {
  if (run.eventsOf(run.turnOf(request)).some(({ kind }) => kind === 'save')) return true
  const { end } = run.exchange(id) ?? {}
  return end === undefined || run.event(end).answeredAtMs !== run.event(request).atMs
}

/** An earlier answer to the same question of a client that was another one than the failing one. */
export function answeredBefore(run: Run, focus: Focus): readonly Fact[] {
  return focus.events.flatMap((event) => {
    const turn = run.turnOf(event)
    const reply = run.eventsOf(turn).find(({ kind }) => kind === 'reply')
    const failing = reply === undefined ? undefined : run.exchange(reply.id)
    if (reply === undefined || failing === undefined || run.isServer(failing.from)) return []
    if (bodyOf(reply).length < ANSWER_LETTERS_LEAST) return []
    const question = questionOf(run, failing)
    const [of, body] = [groupOf(failing.to), bodyOf(reply)]
    let found: Fact | undefined
    for (const exchange of run.exchanges()) {
      const { end, to, call } = exchange
      if (end === undefined || end >= event || call >= failing.call) continue
      const answer = run.event(end)
      if (answer.kind !== 'reply' || groupOf(to) !== of || run.isServer(exchange.from)) continue
      if (bodyOf(answer) === body || bodyOf(answer).length < body.length / 2) continue
      if (questionOf(run, exchange) !== question) continue
      const remark = `to the same question ${failing.to} answers otherwise later`
      found = { turn: run.answerTurn(exchange) ?? run.turnOf(end), weight: 87, remark }
    }
    return found === undefined ? [] : [found]
  })
}

/** A request without what tells one client and one sending from another: its ids. */
function questionOf(run: Run, { method, call }: Exchange): string {
  const body = bodyOf(run.event(call))
  return `${method} ${body.replace(/\w*[iI][dD]:\s*\d+,?\s*/g, '').replace(/\d{7,}/g, '#')}`
}
