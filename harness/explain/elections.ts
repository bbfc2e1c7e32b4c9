/**
 * Elections as far as a run shows them, for Rafts of any names: who asks the others in a term that
 * it has just entered stands for election, and who answers such a request with a single yes seems
 * to vote. Pure.
 */
import { groupOf } from '../page/processes.ts'
import { type Exchange, type Run, verdictOf } from './run.ts'

/** A server that seems to stand for election. */
export interface Candidacy {
  readonly group: string
  readonly candidate: string
  readonly term: number
  /** Its turn. */
  readonly turn: number
  readonly asked: readonly Exchange[]
}

export interface Vote {
  readonly candidacy: Candidacy
  readonly voter: string
  /** The turn in which it was asked, which as a rule is the one in which it answered. */
  readonly turn: number
  readonly isYes: boolean
}

/** A server that began to lead. */
export interface Office {
  readonly group: string
  readonly leader: string
  readonly term: number
  readonly turn: number
}

export function findOffices(run: Run): readonly Office[] {
  const offices: Office[] = []
  const known = new Set<string>()
  for (const [at, { kind, who, term, isLeader }] of run.events.entries()) {
    const key = `${who} ${term}`
    if (kind !== 'state' || isLeader !== true || known.has(key)) continue
    known.add(key)
    offices.push({ group: groupOf(who), leader: who, term: Number(term), turn: run.turnOf(at) })
  }
  return offices
}

export function findCandidacies(run: Run): readonly Candidacy[] {
  const found = new Map<number, { -readonly [Key in keyof Candidacy]: Candidacy[Key] }>()
  for (const exchange of run.exchanges()) {
    const { from, to, call } = exchange
    if (!run.isServer(from) || groupOf(from) !== groupOf(to)) continue
    const turn = run.turnOf(call)
    const { events } = run.turn(turn)
    const before = run.standing(from, (events[0] as number) - 1)
    const after = run.standing(from, events.at(-1) as number)
    if (before === undefined || after === undefined) continue
    if (after.term <= before.term || after.isLeader || isAnswer(run, events)) continue
    const known = found.get(turn)
    if (known !== undefined) known.asked = [...known.asked, exchange]
    else {
      const { term } = after
      found.set(turn, { group: groupOf(from), candidate: from, term, turn, asked: [exchange] })
    }
  }
  return [...found.values()]
}

/** A server that is asked does not stand for election. */
function isAnswer(run: Run, events: readonly number[]): boolean {
  return run.event(events[0] as number).kind === 'request'
}

/** Answers that arrived. */
export function findVotes(run: Run, candidacies: readonly Candidacy[]): readonly Vote[] {
  return candidacies.flatMap((candidacy) =>
    candidacy.asked.flatMap(({ to: voter, request, end }) => {
      const reply = end === undefined ? undefined : run.event(end)
      if (request === undefined || reply?.kind !== 'reply') return []
      const isYes = verdictOf(reply)
      return isYes === undefined ? [] : [{ candidacy, voter, turn: run.turnOf(request), isYes }]
    }),
  )
}
