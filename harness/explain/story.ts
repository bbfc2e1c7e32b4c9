/**
 * Why a run failed, as a story of few lines: of everything that the failure may depend on the turns
 * that matter most, in their order. It depends on the run alone. Pure.
 */
import type { TraceEvent } from '../sim/trace.ts'
import type { Failure } from '../tester/failure.ts'
import { answersOf, askedIn, chainOf, proposalsOf, repliesBefore, stepsBefore } from './causes.ts'
import {
  answeredBefore,
  answeredByOld,
  appliedTwice,
  quotedCalls,
  quotedRequests,
} from './clients.ts'
import type { Fact } from './facts.ts'
import { type Focus, findFocus } from './focus.ts'
import { factsOfIndex, logsOf } from './indexes.ts'
import { firstsOf } from './kinds.ts'
import { factsOfLate } from './late.ts'
import { behindGroups, factsOfConfigurations, factsOfMoves, groupsIn } from './moves.ts'
import { factsOfOperations } from './operations.ts'
import { factsOfLoops, factsOfNews, factsOfRepeats } from './repeats.ts'
import { factsOfRestarts } from './restarts.ts'
import { Run } from './run.ts'
import { factsOfSnapshots, firstSnapshots } from './snapshots.ts'
import { findSuspects } from './suspects.ts'
import { tellTurn } from './tell.ts'
import { type Elections, electionsOf, factsOfTerm, talkOf } from './terms.ts'

/** Ours: more than this nobody reads as one story. */
const SENTENCES_MAX = 22
/** Of them so many are kept for what was done so for the first time, and at most so many used. */
const FIRSTS = { least: 5, most: 8 }
const INDEXES_MAX = 3
/** What matters less is told only where there is little else. */
const FILL = { below: 50, upTo: 13 }

export interface Sentence {
  readonly atMs: number
  readonly who: string
  /** Place of its first event in the trace. */
  readonly event: number
  readonly text: string
}

export interface Story {
  readonly sentences: readonly Sentence[]
  /** Events of the run. */
  readonly events: number
}

export function makeStory(
  events: readonly TraceEvent[],
  servers: readonly string[],
  failure: Failure,
): Story {
  const run = new Run(events)
  const focus = findFocus(run, servers, failure)
  const facts = behindGroups(run, factsOf(run, focus, [failure.message, ...failure.details]))
  const main = choose(facts, SENTENCES_MAX - FIRSTS.least)
  const heaviest = [...main].sort((a, b) => b.weight - a.weight || b.turn - a.turn)
  const turns = heaviest.map(({ turn }) => turn)
  const firsts = [
    ...answersOf(run, turns),
    ...proposalsOf(run, turns),
    ...firstsOf(run, turns, 100),
  ].slice(0, FIRSTS.most)
  const chosen = choose([...main.flatMap(factsIn), ...firsts], SENTENCES_MAX)
  const placed = new Set<unknown>()
  const sentences = chosen.map(({ turn, remarks }) => {
    const { atMs, who, events: places } = run.turn(turn)
    // Once is enough: a handler stays where it is.
    const { place } = run.event(places[0] as number)
    const isNew = typeof place === 'string' && !placed.has(place)
    placed.add(place)
    const text = [tellTurn(run, turn, isNew ? place : undefined), ...remarks].join('; ')
    return { atMs, who, event: places[0] as number, text }
  })
  return { sentences, events: events.length }
}

function factsOf(run: Run, focus: Focus, lines: readonly string[]): readonly Fact[] {
  const last = run.events.findLastIndex(({ kind }) => kind === 'check')
  const failing = focus.events.map((event) => run.turnOf(event))
  // What happened last before the test saw it is as a rule what it saw.
  const seen = last > 0 && run.event(last).atMs === run.event(last - 1).atMs ? [last - 1] : []
  const named = [...failing, ...seen.map((event) => run.turnOf(event))]
  const elections = electionsOf(run)
  const logs = focus.indexes.length === 0 ? new Map() : logsOf(run, focus.groups)
  const isOfLogs = focus.indexes.length > 0 || focus.terms.length > 0
  // Where nothing comes about, what came last says little.
  const nearest = focus.isStandstill ? 49 : 95
  const chains = [...new Set(named)].toReversed()
  return [
    ...(last < 0 ? [] : [{ turn: run.turnOf(last), weight: 100 }]),
    ...chains.flatMap((turn, place) => [
      ...chainOf(run, turn, nearest - Math.min(5 * place, 40)),
      ...askedIn(run, turn, nearest - 9 - Math.min(5 * place, 40)),
      ...repliesBefore(run, turn, 57),
      ...stepsBefore(run, turn, 44 - Math.min(5 * place, 20)),
    ]),
    ...focus.terms.flatMap((term) => factsOfTerm(run, elections, term, focus.groups)),
    ...talkOf(run, focus.named, focus.terms),
    ...(focus.isSnapshot ? factsOfSnapshots(run, focus.named) : []),
    ...firstSnapshots(run, focus),
    ...focus.indexes
      .slice(0, INDEXES_MAX)
      .flatMap((index) => factsOfIndex(run, { logs, elections, named: focus.named }, index)),
    ...(isOfLogs ? [] : appliedTwice(run)),
    ...answeredByOld(run, focus, elections),
    ...findSuspects(run, focus.groups, 73),
    ...answeredBefore(run, focus),
    ...quotedRequests(run, focus.quoted),
    ...quotedCalls(run, focus.quoted),
    ...factsOfRepeats(run, focus.isStandstill || focus.isAmount ? 92 : 40),
    ...(focus.isStandstill || focus.isAmount ? factsOfLoops(run, 88) : []),
    ...(focus.isStandstill || focus.isAmount ? factsOfOffices(elections) : []),
    ...factsOfMoves(run, focus.isStandstill ? 91 : 74),
    ...factsOfConfigurations(run, 66),
    ...(isOfLogs ? [] : factsOfRestarts(run, elections, groupsIn(run).size > 1 ? 87 : 60)),
    ...factsOfLate(run),
    ...factsOfOperations(run, lines),
    ...(focus.isStandstill ? factsOfNews(run, focus.groups) : []),
  ]
}

/** Who led last, and since when. */
function factsOfOffices({ offices }: Elections): readonly Fact[] {
  const last = new Map(offices.map((office) => [office.group, office]))
  return [...last.values()].map(({ turn }) => ({ turn, weight: 78 }))
}

function factsIn({ turn, weight, remarks }: Chosen): readonly Fact[] {
  if (remarks.length === 0) return [{ turn, weight }]
  return remarks.map((remark) => ({ turn, weight, remark }))
}

interface Chosen {
  readonly turn: number
  readonly weight: number
  readonly remarks: readonly string[]
}

/** The heaviest turns, each once with all that is to be said beside it, in order of time. */
function choose(facts: readonly Fact[], most: number): readonly Chosen[] {
  const byTurn = new Map<number, Chosen>()
  for (const { turn, weight, remark } of facts) {
    const known = byTurn.get(turn) ?? { turn, weight: 0, remarks: [] }
    const isNew = remark !== undefined && !known.remarks.includes(remark)
    const remarks = isNew ? [...known.remarks, remark] : known.remarks
    byTurn.set(turn, { turn, weight: Math.max(weight, known.weight), remarks })
  }
  const sorted = [...byTurn.values()].sort((a, b) => b.weight - a.weight || a.turn - b.turn)
  return sorted
    .filter(({ weight }, place) => place < (weight < FILL.below ? FILL.upTo : most))
    .sort((a, b) => a.turn - b.turn)
}
