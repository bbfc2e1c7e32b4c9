/**
 * What groups of a sharded service sent each other, when somebody began to ask so, and how it was
 * answered. Controllers are of no such group: everybody asks them. Pure.
 */
import { groupOf } from '../page/processes.ts'
import type { Fact } from './facts.ts'
import { bodyOf, type Exchange, type Run } from './run.ts'

const CONTROLLERS = 'K'
/** Ours: they seldom are what is wrong with the groups. */
const CONTROLLERS_LESS = 35
const MOVES_MAX = 6
const CONFIGURATIONS_MAX = 4
const BODY_LETTERS = 400

/**
 * Of every message between two groups the first sending, its first arrival at each kind of answer,
 * and what the receiver did with it; the last ones matter most.
 */
export function factsOfMoves(run: Run, weight: number): readonly Fact[] {
  const moves = new Map<string, Exchange[]>()
  for (const exchange of run.exchanges()) {
    const [from, to] = [groupOf(exchange.from), groupOf(exchange.to)]
    if (!run.isServer(exchange.from) || !run.isServer(exchange.to)) continue
    if (from === to || from === CONTROLLERS || to === CONTROLLERS) continue
    const body = bodyOf(run.event(exchange.call)).slice(0, BODY_LETTERS)
    const key = `${from} ${to} ${exchange.method} ${body}`
    const known = moves.get(key)
    if (known === undefined) moves.set(key, [exchange])
    else known.push(exchange)
  }
  const last = [...moves.values()].slice(-MOVES_MAX).toReversed()
  return last.flatMap((exchanges, place) => factsOfMove(run, exchanges, weight - place))
}

function factsOfMove(run: Run, exchanges: readonly Exchange[], weight: number): readonly Fact[] {
  const facts: Fact[] = []
  const first = exchanges[0] as Exchange
  facts.push({ turn: run.turnOf(first.call), weight: weight - 6 })
  const told = new Set<string>()
  for (const { request, end } of exchanges) {
    if (request === undefined) continue
    const answer = end === undefined ? 'none' : bodyOf(run.event(end))
    // Who turns it down at once does nothing else; who is given what it asked for puts it away.
    const isTaken = [request, end].some((at) => at !== undefined && changes(run, run.turnOf(at)))
    const key = `${isTaken} ${answer}`
    if (told.has(key)) continue
    told.add(key)
    facts.push({ turn: run.turnOf(request), weight: isTaken ? weight : weight - 8 })
    const got = end === undefined ? undefined : run.event(end)
    if (isTaken && got?.kind === 'reply')
      facts.push({ turn: run.turnOf(end as number), weight: weight - 4 })
  }
  return facts
}

/** Whether something is saved or applied in it. */
function changes(run: Run, turn: number): boolean {
  return run.eventsOf(turn).some(({ kind }) => kind === 'save' || kind === 'apply')
}

/** Where groups went on to their last configurations. */
export function factsOfConfigurations(run: Run, weight: number): readonly Fact[] {
  const facts: Fact[] = []
  for (const [at, { kind, who }] of run.events.entries()) {
    if (kind !== 'config') continue
    const applied = run.events.findLastIndex((event, before) => {
      return before < at && event.kind === 'apply' && groupOf(event.who) === who
    })
    if (applied >= 0) facts.push({ turn: run.turnOf(applied), weight })
  }
  return facts.slice(-CONFIGURATIONS_MAX)
}

/** All groups of servers, the controllers among them. */
export function groupsIn(run: Run): ReadonlySet<string> {
  const servers = run.processes().filter((who) => run.isServer(who))
  return new Set(servers.map(groupOf))
}

/** The same facts; those at controllers matter less where there are groups that they serve. */
export function behindGroups(run: Run, facts: readonly Fact[]): readonly Fact[] {
  if (groupsIn(run).size < 2) return facts
  return facts.map((fact) => {
    const isFar = groupOf(run.turn(fact.turn).who) === CONTROLLERS
    return isFar ? { ...fact, weight: fact.weight - CONTROLLERS_LESS } : fact
  })
}
