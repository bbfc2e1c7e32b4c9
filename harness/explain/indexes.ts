/** What belongs to an index of the log: who got it, saved it, overwrote and applied it. Pure. */
import { Ledger } from '../page/log-ledger.ts'
import { groupOf } from '../page/processes.ts'
import { ServerLog } from '../page/server-log.ts'
import { votesForShorter } from './candidates.ts'
import type { Fact } from './facts.ts'
import { type Run, verdictOf } from './run.ts'
import { short } from './tell.ts'
import { between, type Elections } from './terms.ts'

const COMMAND_LETTERS = 48
const APPLIED_MAX = 3
/** So much of a command is looked for in messages. */
const SOUGHT_LETTERS = 200

/** The logs of all servers of some groups, by server. */
export function logsOf(run: Run, groups: readonly string[]): ReadonlyMap<string, ServerLog> {
  const logs = new Map<string, ServerLog>()
  const ledgers = new Map<string, Ledger>()
  for (const [at, event] of run.events.entries()) {
    const { who } = event
    if (!run.isServer(who)) continue
    const group = groupOf(who)
    if (groups.length > 0 && !groups.includes(group)) continue
    const ledger = ledgers.get(group) ?? new Ledger()
    ledgers.set(group, ledger)
    const log = logs.get(who) ?? new ServerLog(ledger)
    logs.set(who, log)
    log.read(event, at)
  }
  return logs
}

/** What is known of a run whose failure is about an index. */
export interface IndexParts {
  readonly logs: ReadonlyMap<string, ServerLog>
  readonly elections: Elections
  /** Servers that the failure names. */
  readonly named: readonly string[]
}

export function factsOfIndex(
  run: Run,
  { logs, elections, named }: IndexParts,
  index: number,
): readonly Fact[] {
  const applied = appliesOf(run, logs, index)
  const isNamed = ({ turn }: Fact): boolean => named.includes(run.turn(turn).who)
  const facts = [
    ...applied,
    ...applied.filter(isNamed).map(({ turn }) => ({ turn, weight: 75 })),
    ...startsAt(run, logs, index),
    ...carriersOf(run, logs, index),
    ...appliedBefore(run, named),
    ...votesForShorter(run, logs, elections.votes),
    ...[...logs].flatMap(([who, log]) => writesOf(run, who, log, index)),
  ]
  const first = applied[0]?.turn
  return first === undefined
    ? facts
    : [...facts, ...laterElections(elections, first), ...laterCrashes(run, logs, first)]
}

/** What the servers of which the failure speaks applied last, in that life. */
function appliedBefore(run: Run, named: readonly string[]): readonly Fact[] {
  return named.flatMap((who) => {
    const own = run.turnsOf(who).filter((turn) => {
      return run.eventsOf(turn).some(({ kind }) => kind === 'apply' || kind === 'fault')
    })
    const begun = own.findLastIndex((turn) => run.eventsOf(turn)[0]?.kind === 'fault')
    return own
      .slice(begun + 1)
      .slice(-APPLIED_MAX)
      .map((turn) => ({ turn, weight: 58 }))
  })
}

/** The first of each server; one whose command is another than the first one's matters most. */
function appliesOf(run: Run, logs: ReadonlyMap<string, ServerLog>, index: number): readonly Fact[] {
  const facts: Fact[] = []
  const seen = new Set<string>()
  let first: { who: string; command: string } | undefined
  for (const [at, { kind, who, index: own, command }] of run.events.entries()) {
    if (kind !== 'apply' || own !== index || !logs.has(who) || command === undefined) continue
    const text = String(command)
    if (seen.has(`${who} ${text}`)) continue
    seen.add(`${who} ${text}`)
    const turn = run.turnOf(at)
    if (first === undefined) {
      first = { who, command: text }
      facts.push({ turn, weight: 88 })
    } else if (text === first.command) facts.push({ turn, weight: 48 })
    else {
      const remark = `at index ${index} ${first.who} had applied ${short(first.command, COMMAND_LETTERS)}`
      facts.push({ turn, weight: 99, remark })
    }
  }
  return facts
}

function startsAt(run: Run, logs: ReadonlyMap<string, ServerLog>, index: number): readonly Fact[] {
  return run.events.flatMap(({ kind, who, index: own, isAccepted }, at) => {
    const isMeant = kind === 'start' && isAccepted !== false && own === index && logs.has(who)
    return isMeant ? [{ turn: run.turnOf(at), weight: 82 }] : []
  })
}

/** The first request to each server that holds a command of that index. */
function carriersOf(
  run: Run,
  logs: ReadonlyMap<string, ServerLog>,
  index: number,
): readonly Fact[] {
  const commands = new Set<string>()
  for (const { kind, who, index: own, command } of run.events) {
    const isMeant = (kind === 'start' || kind === 'apply') && own === index && logs.has(who)
    if (isMeant && command !== undefined) commands.add(String(command))
  }
  const patterns = [...commands].map((command) => wordOf(command.slice(0, SOUGHT_LETTERS)))
  const seen = new Set<string>()
  return run.events.flatMap((event, at) => {
    const { kind, who, from } = event
    if (kind !== 'request' || !logs.has(who) || !logs.has(String(from))) return []
    const place = patterns.findIndex((pattern) => pattern.test(String(event.text)))
    if (place < 0 || seen.has(`${who} ${place}`)) return []
    seen.add(`${who} ${place}`)
    const turn = run.turnOf(at)
    const hasSaved = run.eventsOf(turn).some(({ kind: own }) => own === 'save')
    const { end } = run.exchange(event.id) ?? {}
    const isYes = end !== undefined && verdictOf(run.event(end)) === true
    const remark = `${who} saves nothing at that moment`
    return [{ turn, weight: isYes && !hasSaved ? 79 : 70, ...(hasSaved ? {} : { remark }) }]
  })
}

/** The command as messages show it, where it is no part of a longer word. */
function wordOf(command: string): RegExp {
  const shown = command.replace(/"(\w+)":/g, '$1:').replaceAll(',', ', ')
  return new RegExp(`(?<![\\w.-])${shown.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}(?![\\w.])`)
}

/** Saves that change what a log holds at an index, or cut it off before that. */
function writesOf(run: Run, who: string, log: ServerLog, index: number): readonly Fact[] {
  const facts: Fact[] = []
  let before: string | undefined
  for (const [at, { term, command }] of log.savedChanges(index)) {
    const turn = run.turnOf(at)
    const what = short(command, COMMAND_LETTERS)
    if (before === undefined) facts.push({ turn, weight: 64 })
    else {
      const remark = `it seems that ${who} now holds ${what} of term ${term} at index ${index}, in the place of ${before}`
      facts.push({ turn, weight: 94, remark })
    }
    before = `${what} of term ${term}`
  }
  let last = 0
  for (const [at, span] of log.spans.changes()) {
    if (span.last < index && last >= index) {
      const remark = `it seems that ${who}'s log now ends at index ${span.last}, and ended at ${last}`
      facts.push({ turn: run.turnOf(at), weight: 93, remark })
    }
    last = span.last
  }
  return facts
}

/** Who came to lead after that, and by whose votes. */
function laterElections({ offices, votes }: Elections, first: number): readonly Fact[] {
  const later = offices.filter(({ turn }) => turn > first)
  const refusals = votes.filter(({ isYes, turn }) => !isYes && turn > first)
  const refused = refusals.map(({ turn }, place) => ({ turn, weight: place < 2 ? 63 : 54 }))
  const won = later.flatMap(({ turn, leader, term }) => [
    { turn, weight: 72 },
    ...votes
      .filter(({ isYes, candidacy }) => {
        return isYes && candidacy.candidate === leader && candidacy.term === term
      })
      .map((vote) => ({ turn: vote.turn, weight: 60 })),
  ])
  return [...won, ...refused]
}

function laterCrashes(
  run: Run,
  logs: ReadonlyMap<string, ServerLog>,
  first: number,
): readonly Fact[] {
  const crashes = [...logs.keys()].flatMap((who) => between(run, who, first, run.turns.length))
  return crashes.map((fact) => ({ ...fact, weight: fact.weight - 22 }))
}
