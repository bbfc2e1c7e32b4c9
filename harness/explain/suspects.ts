/**
 * Turns that do not look like Raft, wherever they are in a run: what Fig. 2 of the paper forbids,
 * as far as terms that servers tell and saves show it. A suspicion is no proof: it is told as what
 * was seen.
 */
import { groupOf } from '../page/processes.ts'
import type { Fact } from './facts.ts'
import { type Run, verdictOf } from './run.ts'

/** Of each kind so many, the first and the last ones. */
const OF_A_KIND_MAX = 3

interface Suspicion extends Fact {
  readonly kind: string
}

export function findSuspects(run: Run, groups: readonly string[], weight: number): readonly Fact[] {
  const found = run.turns.flatMap((_, turn) => suspicionsOf(run, turn, groups))
  const kinds = [...new Set(found.map(({ kind }) => kind))]
  return kinds.flatMap((kind) => {
    const alike = found.filter((one) => one.kind === kind)
    const ends = [...alike.slice(0, 1), ...alike.slice(1).slice(1 - OF_A_KIND_MAX)]
    return ends.map(({ turn, remark = '' }) => ({ turn, weight, remark }))
  })
}

function suspicionsOf(run: Run, turn: number, groups: readonly string[]): readonly Suspicion[] {
  const { who, events } = run.turn(turn)
  if (!run.isServer(who) || (groups.length > 0 && !groups.includes(groupOf(who)))) return []
  const first = events[0] as number
  const before = run.standing(who, first - 1)
  const after = run.standing(who, events.at(-1) as number)
  if (before === undefined || after === undefined) return []
  const told = run.eventsOf(turn)
  const found: Suspicion[] = []
  const add = (kind: string, remark: string): unknown => {
    return found.push({ turn, weight: 0, kind, remark })
  }
  if (after.term > before.term && !told.some(({ kind }) => kind === 'save')) {
    add(`unsaved ${who}`, `it saves nothing of its new term in that moment`)
  }
  const { kind, id } = run.event(first)
  const exchange = run.exchange(id)
  if (exchange === undefined || (kind !== 'request' && kind !== 'reply')) return found
  const other = kind === 'request' ? exchange.from : exchange.to
  if (!run.isServer(other) || groupOf(other) !== groupOf(who)) return found
  const sent = lastOf(
    run,
    kind === 'request' ? run.turnOf(exchange.call) : run.answerTurn(exchange),
  )
  const theirs = sent === undefined ? undefined : run.standing(other, sent)
  if (theirs === undefined) return found
  // What a server says of its term is read at the end of a turn that it survives; who answers later
  // may heed it later.
  const answer = kind === 'request' ? run.answerTurn(exchange) : undefined
  const settled = run.standing(who, lastOf(run, answer) ?? (events.at(-1) as number))
  if (theirs.term > (settled?.term ?? after.term) && !isLast(run, turn)) {
    add(
      `deaf ${who}`,
      `${other} was in term ${theirs.term} when it sent that, and ${who} stays in term ${after.term}`,
    )
  }
  const { end } = exchange
  const isYes = end !== undefined && verdictOf(run.event(end)) === true
  if (kind === 'request' && isYes && theirs.term < before.term) {
    add(
      `late ${who}`,
      `${other} sent that in term ${theirs.term}, and ${who} was in term ${before.term} already`,
    )
  }
  return found
}

function lastOf(run: Run, turn: number | undefined): number | undefined {
  return turn === undefined ? undefined : run.turn(turn).events.at(-1)
}

/** Whether the process died in that turn. */
function isLast(run: Run, turn: number): boolean {
  const own = run.turnsOf(run.turn(turn).who)
  const next = own[own.indexOf(turn) + 1]
  const event = next === undefined ? undefined : run.eventsOf(next)[0]
  return event?.kind === 'fault' && event.atMs === run.turn(turn).atMs
}
