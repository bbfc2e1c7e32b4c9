/** The direct chain: what woke the process that failed, who sent that, and what woke the sender. */
import type { SavedReading } from '../sim/trace.ts'
import type { Fact } from './facts.ts'
import type { Run } from './run.ts'

const STEPS_MAX = 7
/** Ours: a step back matters so much less. */
const FADE = 9

/** From a turn back. */
export function chainOf(run: Run, from: number, weight: number): readonly Fact[] {
  const facts: Fact[] = []
  let turn: number | undefined = from
  for (let step = 0; step < STEPS_MAX && turn !== undefined; step++) {
    facts.push({ turn, weight: weight - step * FADE })
    turn = causeOf(run, turn)
  }
  return facts
}

/** The turn that brought about another one; undefined where a timer or the test did. */
function causeOf(run: Run, turn: number): number | undefined {
  const [first] = run.turn(turn).events
  const { kind, id } = run.event(first as number)
  const exchange = run.exchange(id)
  // What an applier hands over was decided in the turn before.
  if (kind === 'apply') return turnBefore(run, turn)
  if (exchange === undefined) return undefined
  if (kind === 'request') return run.turnOf(exchange.call)
  if (kind === 'lost') return run.turnOf(exchange.call)
  return kind === 'reply' ? run.answerTurn(exchange) : undefined
}

/** What was asked, of an answer that a client was given: its request, and where it was sent. */
export function askedIn(run: Run, turn: number, weight: number): readonly Fact[] {
  const [first] = run.turn(turn).events
  const { kind, id } = run.event(first as number)
  const exchange = kind === 'reply' ? run.exchange(id) : undefined
  if (exchange?.request === undefined) return []
  return [
    { turn: run.turnOf(exchange.call), weight: weight - 12 },
    { turn: run.turnOf(exchange.request), weight },
  ]
}

/** Where requests were answered later than in the turn in which they came, the turns of that. */
export function answersOf(run: Run, turns: readonly number[]): readonly Fact[] {
  const answers = turns.flatMap((turn) => {
    const [first] = run.eventsOf(turn)
    const exchange = first?.kind === 'request' ? run.exchange(first.id) : undefined
    // Clients wait long for what is worked on; of servers it is a moment.
    if (exchange === undefined || !run.isServer(exchange.from)) return []
    const answer = run.answerTurn(exchange)
    return answer === undefined || answer === turn || turns.includes(answer) ? [] : [answer]
  })
  return [...new Set(answers)].slice(0, ANSWERS_MAX).map((turn) => ({ turn, weight: 99 }))
}

/** Of commands that are applied in turns, where each was put into a log first. */
export function proposalsOf(run: Run, turns: readonly number[]): readonly Fact[] {
  // What the test starts is told with its index.
  if (run.events.some(({ kind }) => kind === 'start')) return []
  const firsts = firstSaves(run)
  const found = turns.flatMap((turn) => {
    const applied = run
      .eventsOf(turn)
      .filter(({ kind, isSnapshot }) => kind === 'apply' && !isSnapshot)
    return applied.length > APPLIED_MAX
      ? []
      : applied.flatMap(
          ({ command }) => firsts.get(String(command).slice(0, COMMAND_LETTERS)) ?? [],
        )
  })
  const other = [...new Set(found)].filter((turn) => !turns.includes(turn))
  return other.slice(0, PROPOSALS_MAX).map((turn) => ({ turn, weight: 98 }))
}

function firstSaves(run: Run): ReadonlyMap<string, number> {
  const firsts = new Map<string, number>()
  for (const [at, { kind, inferred }] of run.events.entries()) {
    if (kind !== 'save') continue
    const { entries = [] } = (inferred ?? {}) as Partial<SavedReading>
    for (const [, command] of entries) {
      const text = String(command)
      if (!firsts.has(text)) firsts.set(text, run.turnOf(at))
    }
  }
  return firsts
}

/** The last turn of the same process that a message or a timer woke. */
function turnBefore(run: Run, turn: number): number | undefined {
  const own = run.turnsOf(run.turn(turn).who)
  return own.findLast((at) => at < turn && WOKEN.has(run.eventsOf(at)[0]?.kind ?? ''))
}

/** The last replies that a process got before a turn in which it applied something. */
export function repliesBefore(run: Run, turn: number, weight: number): readonly Fact[] {
  if (run.eventsOf(turn)[0]?.kind !== 'apply') return []
  const own = run.turnsOf(run.turn(turn).who)
  const replies = own.filter((at) => at < turn && run.eventsOf(at)[0]?.kind === 'reply')
  return replies.slice(-REPLIES_MAX).map((at) => ({ turn: at, weight }))
}

/** The last things that a process did, other than to go on as before. */
export function stepsBefore(run: Run, turn: number, weight: number): readonly Fact[] {
  const facts: Fact[] = []
  const own = run.turnsOf(run.turn(turn).who)
  for (let at = own.indexOf(turn) - 1; at >= 0 && facts.length < BEFORE_MAX; at--) {
    const before = own[at] as number
    // A test that builds its servers tells nothing.
    if (run.turn(before).atMs === 0) break
    if (run.isNews(before)) facts.push({ turn: before, weight: weight - facts.length })
  }
  return facts
}

const WOKEN = new Set(['request', 'reply', 'lost', 'timer'])
const BEFORE_MAX = 6
const REPLIES_MAX = 3
const ANSWERS_MAX = 3
const PROPOSALS_MAX = 3
const APPLIED_MAX = 2
/** As saves tell commands. */
const COMMAND_LETTERS = 120
