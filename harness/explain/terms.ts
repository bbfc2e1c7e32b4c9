/** What belongs to a term: who stood for election in it, who voted, who led. Pure. */
import { type Candidacy, findCandidacies, findOffices, findVotes, type Vote } from './elections.ts'
import type { Fact } from './facts.ts'
import { type Run, verdictOf } from './run.ts'

const ASKED_MAX = 4
const TALK_MAX = 3

/** Of a run, worked out once. */
export interface Elections {
  readonly candidacies: readonly Candidacy[]
  readonly votes: readonly Vote[]
  readonly offices: ReturnType<typeof findOffices>
}

export function electionsOf(run: Run): Elections {
  const candidacies = findCandidacies(run)
  return { candidacies, votes: findVotes(run, candidacies), offices: findOffices(run) }
}

/** Of the elections in a term: who stood, who led, and above all who said yes to two. */
export function factsOfTerm(
  run: Run,
  { candidacies, votes, offices }: Elections,
  term: number,
  groups: readonly string[],
): readonly Fact[] {
  const isMeant = ({ group, term: own }: { group: string; term: number }): boolean =>
    own === term && (groups.length === 0 || groups.includes(group))
  const yes = votes.filter(({ candidacy, isYes }) => isYes && isMeant(candidacy))
  return [
    ...candidacies.filter(isMeant).map(({ turn }) => ({ turn, weight: 76 })),
    ...offices.filter(isMeant).map(({ turn }) => ({ turn, weight: 84 })),
    ...yes.map(({ turn }) => ({ turn, weight: 66 })),
    ...yes.flatMap((vote) => secondVote(run, yes, vote)),
  ]
}

/** Facts on a voter that seems to have voted for another one before, in the same term. */
function secondVote(run: Run, yes: readonly Vote[], vote: Vote): readonly Fact[] {
  const { voter, turn, candidacy } = vote
  const first = yes.find(
    (other) =>
      other.voter === voter &&
      other.turn < turn &&
      other.candidacy.group === candidacy.group &&
      other.candidacy.candidate !== candidacy.candidate,
  )
  const standing = yes.length > 0 ? ownCandidacy(run, vote) : undefined
  if (first === undefined) return standing === undefined ? [] : [standing]
  const to = first.candidacy.candidate
  return [
    { turn: first.turn, weight: 97 },
    {
      turn,
      weight: 98,
      remark: `in this term ${voter} had said yes to ${to} already`,
    },
    ...between(run, voter, first.turn, turn),
    ...asked(run, voter, first.turn, turn),
  ]
}

/** What two servers that a failure names sent each other in a term: first, and what was refused. */
export function talkOf(
  run: Run,
  named: readonly string[],
  terms: readonly number[],
): readonly Fact[] {
  if (named.length !== 2 || terms.length === 0) return []
  const talk = [...run.exchanges()].filter(({ from, to, call, request }) => {
    const term = run.standing(from, run.turn(run.turnOf(call)).events.at(-1) as number)?.term ?? -1
    return (
      request !== undefined && named.includes(from) && named.includes(to) && terms.includes(term)
    )
  })
  const isRefused = ({ end }: (typeof talk)[number]): boolean =>
    end !== undefined && run.event(end).kind === 'reply' && verdictOf(run.event(end)) === false
  const shown = [...talk.slice(0, 2), ...talk.filter(isRefused).slice(0, TALK_MAX)]
  return shown.map(({ request }) => ({ turn: run.turnOf(request as number), weight: 61 }))
}

/** What else it was asked between the two. */
function asked(run: Run, who: string, from: number, to: number): readonly Fact[] {
  const turns = run.turnsOf(who).filter((turn) => {
    return turn > from && turn < to && run.eventsOf(turn)[0]?.kind === 'request'
  })
  return turns.slice(-ASKED_MAX).map((turn) => ({ turn, weight: 62 }))
}

/** A voter that had stood for election itself in that term. */
function ownCandidacy(run: Run, { voter, turn, candidacy }: Vote): Fact | undefined {
  const own = run.turnsOf(voter).findLast((at) => {
    if (at >= turn) return false
    const last = run.turn(at).events.at(-1) as number
    const calls = run.eventsOf(at).filter(({ kind }) => kind === 'call')
    const { term, isLeader } = run.standing(voter, last) ?? {}
    const before = run.standing(voter, (run.turn(at).events[0] as number) - 1)?.term ?? 0
    return calls.length > 1 && term === candidacy.term && !isLeader && before < candidacy.term
  })
  if (own === undefined) return undefined
  const remark = `in this term ${voter} had stood for election itself`
  return { turn, weight: 96, remark }
}

/** Crashes and restarts of a server between two turns, with what had been saved by then. */
export function between(run: Run, who: string, from: number, to: number): readonly Fact[] {
  return run.turnsOf(who).flatMap((turn) => {
    if (turn <= from || turn >= to) return []
    const [event] = run.eventsOf(turn)
    if (event?.kind !== 'fault') return []
    if (event.action === 'crash') return [{ turn, weight: 90, ...lastSave(run, who, turn) }]
    return event.action === 'start' ? [{ turn, weight: 80, ...standsIn(run, who, turn) }] : []
  })
}

function standsIn(run: Run, who: string, turn: number): { remark?: string } {
  const after = run.events.findIndex(
    ({ kind, who: own }, at) => kind === 'state' && own === who && run.turnOf(at) >= turn,
  )
  if (after < 0) return {}
  return { remark: `it comes back in term ${String(run.event(after).term)}` }
}

export function lastSave(run: Run, who: string, turn: number): { remark?: string } {
  const [first] = run.turn(turn).events
  let at = (first as number) - 1
  while (at >= 0) {
    const event = run.event(at)
    if (event.who === who && event.kind === 'save') break
    if (event.who === who && event.kind === 'fault' && event.action === 'start') break
    at--
  }
  const event = at < 0 ? undefined : run.event(at)
  if (event?.kind !== 'save') return { remark: 'it had saved nothing in this life' }
  const last = `its last save was at ${Math.floor(event.atMs).toLocaleString('en-US')} ms`
  const since = run
    .turnsOf(who)
    .filter((own) => own > run.turnOf(at) && own < turn)
    .flatMap((own) => run.eventsOf(own))
  const asked = since.filter(({ kind }) => kind === 'request').length
  return {
    remark: asked === 0 ? last : `${last}, and it was asked ${asked} times since`,
  }
}
