/**
 * Turns of one kind: woken alike, by a message of the same make, and doing the same things. What a
 * process does wrong it does as a rule every time, so the first turn of a kind in the run is worth
 * telling beside the one that did the harm. Pure.
 */
import type { TraceEvent } from '../sim/trace.ts'
import type { Fact } from './facts.ts'
import { bodyOf, type Run, shortMethod, verdictOf } from './run.ts'

/** What tells little of what was done. */
const PASSED_OVER = new Set(['timer-set', 'timer-cleared', 'link', 'state', 'debug', 'console'])
const BODY_LETTERS = 300

/** For each of some turns the first one of its kind, where that is another, in the same order. */
export function firstsOf(run: Run, turns: readonly number[], weight: number): readonly Fact[] {
  const kinds = new Kinds(run)
  const facts: Fact[] = []
  for (const turn of turns) {
    if (isIdle(run, turn)) continue
    const first = kinds.firstLike(turn)
    if (first === turn || turns.includes(first)) continue
    if (facts.some((fact) => fact.turn === first)) continue
    facts.push({ turn: first, weight: weight - facts.length })
  }
  return facts
}

/** A yes that was heard and led to nothing at once, as most do. */
function isIdle(run: Run, turn: number): boolean {
  const [first, ...rest] = run.eventsOf(turn)
  const isQuiet = rest.every(({ kind }) => PASSED_OVER.has(kind))
  return isQuiet && first?.kind === 'reply' && verdictOf(first) === true
}

class Kinds {
  readonly #run: Run
  /** Turns by what is cheap to tell of them. */
  readonly #rough = new Map<string, number[]>()

  constructor(run: Run) {
    this.#run = run
    for (const turn of run.turns.keys()) {
      const rough = roughOf(run.eventsOf(turn))
      const alike = this.#rough.get(rough)
      if (alike === undefined) this.#rough.set(rough, [turn])
      else alike.push(turn)
    }
  }

  firstLike(turn: number): number {
    const run = this.#run
    const kind = kindOf(run, turn)
    const isServer = run.isServer(run.turn(turn).who)
    const alike = this.#rough.get(roughOf(run.eventsOf(turn))) ?? []
    const first = alike.find((other) => {
      if (other >= turn) return true
      return run.isServer(run.turn(other).who) === isServer && kindOf(run, other) === kind
    })
    return first ?? turn
  }
}

function roughOf(events: readonly TraceEvent[]): string {
  const done = events.slice(1).map(({ kind }) => kind)
  const deeds = [...new Set(done.filter((kind) => !PASSED_OVER.has(kind)))].sort()
  const { kind, svcMeth = '', action = '' } = events[0] as TraceEvent
  return `${kind} ${String(svcMeth)} ${String(action)} ${deeds.join(' ')}`
}

function kindOf(run: Run, turn: number): string {
  const events = run.eventsOf(turn)
  const [first] = events as [TraceEvent]
  const { end } = run.exchange(first.id) ?? {}
  const answer = first.kind !== 'request' || end === undefined ? undefined : run.event(end)
  const calls = events.filter(({ kind }) => kind === 'call')
  const { who, events: places } = run.turn(turn)
  const before = run.standing(who, (places[0] as number) - 1)
  const after = run.standing(who, places.at(-1) as number)
  return [
    roughOf(events),
    first.kind === 'request' || first.kind === 'reply' ? makeOf(bodyOf(first)) : '',
    answer?.kind === 'reply' ? makeOf(bodyOf(answer)) : '',
    [...new Set(calls.map((call) => `${shortMethod(call.svcMeth)} ${makeOf(bodyOf(call))}`))].join(
      ' ',
    ),
    events.some(({ kind, snapshotBytes }) => kind === 'save' && Number(snapshotBytes) > 0),
    before?.isLeader,
    after?.isLeader,
  ].join('|')
}

/** A message without its values, however many elements a list of it has. */
function makeOf(body: string): string {
  const bare = body
    .slice(0, BODY_LETTERS)
    .replace(/"(?:[^"\\]|\\.)*"?/g, '""')
    .replace(/-?\d+/g, '#')
  return bare.replace(/([^,]{1,60}|[^,]{1,20}(?:, [^,]{1,20}){1,4})(?:, ?\1)+/g, '$1')
}
