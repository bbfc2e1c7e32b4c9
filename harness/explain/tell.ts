/**
 * One turn of a process in a sentence: what woke it, and what it did. It says what the trace holds
 * and nothing more; what is read by shape alone is said to seem so. Pure.
 */
import { cut, shortBody } from '../sim/message-words.ts'
import type { SavedEntry, SavedReading, TraceEvent } from '../sim/trace.ts'
import { bodyOf, type Run, shortMethod } from './run.ts'

const BODY_LETTERS = 96
const SENT_LETTERS = 88
const COMMAND_LETTERS = 40
const RETURN_LETTERS = 110
const SAID_LETTERS = 70
const ENTRIES_MAX = 3
const SAID_MAX = 2

/** With `place` it says where in the submission its handler, or what its timer calls, stands. */
export function tellTurn(run: Run, turn: number, place?: string): string {
  const { who } = run.turn(turn)
  const events = run.eventsOf(turn)
  const [first] = events as [TraceEvent]
  const deeds = deedsOf(run, turn)
  const rest = deeds.length === 0 ? '' : `${listed(deeds)}`
  const where = place === undefined ? '' : ` (${place})`
  switch (first.kind) {
    case 'request': {
      const asks = `${String(first.from)}'s ${shortMethod(first.svcMeth)} ${shownBody(first)}`
      return `${who} gets ${asks}${where}${rest === '' ? '' : `: ${rest}`}`
    }
    case 'reply': {
      const method = shortMethod(first.svcMeth)
      const gets = `${who} gets ${String(first.from)}'s reply to ${method}, ${shownBody(first)}`
      return `${gets}${rest === '' ? '' : `: ${rest}`}`
    }
    case 'lost': {
      const lost = `${who}'s ${shortMethod(first.svcMeth)} to ${String(first.from)} failed (${String(first.why)})`
      return `${lost}${rest === '' ? '' : `; ${who} ${rest}`}`
    }
    case 'timer': {
      const due = `${who}: ${String(first.text)} is over${where}`
      return `${due}${rest === '' ? '' : `: ${rest}`}`
    }
    case 'fault':
      return `${tellFault(first)}${rest === '' ? '' : `; ${who} ${rest}`}`
    case 'invoke':
      return `${who} calls ${String(first.text)}${rest === '' ? '' : `, ${rest}`}`
    case 'check':
      return short(String(first.text), 200)
    default:
      return rest === '' ? `${who}: ${short(String(first.text))}` : `${who} ${rest}`
  }
}

function tellFault({ who, text, action, life }: TraceEvent): string {
  if (who === 'test') return `the test: ${String(text)}`
  switch (action) {
    case 'crash':
      return `${who} crashes`
    case 'start':
      return Number(life) > 1 ? `${who} starts again` : `${who} starts`
    case 'connect':
      return `${who} is connected`
    case 'disconnect':
      return `${who} is cut off`
    default:
      return `${who}: ${String(text)}`
  }
}

/** What it did, in the order in which a reader asks: what it became, kept, told and sent. */
function deedsOf(run: Run, turn: number): readonly string[] {
  const { who, events: places } = run.turn(turn)
  const events = run.eventsOf(turn)
  const of = (kind: string): readonly TraceEvent[] => events.filter((event) => event.kind === kind)
  const saves = of('save')
  return [
    ...changeOf(run, turn),
    ...of('start').map(tellStart),
    ...(saves.length === 0 ? [] : [tellSaves(saves)]),
    ...of('snapshot').map(({ index }) => `takes a snapshot up to index ${String(index)}`),
    ...tellApplies(of('apply')),
    ...[...of('debug'), ...of('console')].slice(0, SAID_MAX).map(({ text }) => {
      return `says "${short(String(text), SAID_LETTERS)}"`
    }),
    ...tellAnswer(run, who, places[0] as number),
    ...tellCalls(of('call')),
    ...of('return').map(({ text }) => `its ${short(String(text), RETURN_LETTERS)}`),
  ]
}

function changeOf(run: Run, turn: number): readonly string[] {
  const { who, events } = run.turn(turn)
  const before = run.standing(who, (events[0] as number) - 1)
  const after = run.standing(who, events.at(-1) as number)
  if (after === undefined || before === undefined) return []
  const enters = after.term === before.term ? [] : [`enters term ${after.term}`]
  if (after.isLeader && !before.isLeader) return [`leads in term ${after.term}`]
  if (after.isLeader && after.term !== before.term) return [`leads in term ${after.term}`]
  return before.isLeader && !after.isLeader ? [...enters, 'leads no more'] : enters
}

function tellStart({ isAccepted, command, index, term }: TraceEvent): string {
  if (isAccepted === false) return 'refuses a command of the test'
  const what = short(String(command), COMMAND_LETTERS)
  return `accepts ${what} at index ${String(index)} in term ${String(term)}`
}

function tellSaves(saves: readonly TraceEvent[]): string {
  const last = saves.at(-1) as TraceEvent
  const snapshot = Number(last.snapshotBytes)
  const size = `saves ${String(last.stateBytes)} B`
  const both = snapshot > 0 ? `${size} and a snapshot of ${snapshot} B` : size
  const seems = tellInferred(saves)
  return seems === '' ? both : `${both} (it seems: ${seems})`
}

/** What several saves in a row changed in the log, and what the last of them held beside it. */
function tellInferred(saves: readonly TraceEvent[]): string {
  const read = saves.flatMap(({ inferred }) => {
    return inferred === undefined ? [] : [inferred as SavedReading]
  })
  const last = read.at(-1)
  if (last === undefined) return ''
  let kept = read[0]?.kept ?? 0
  const entries: SavedEntry[] = []
  for (const save of read) {
    entries.length = Math.max(0, Math.min(entries.length, save.kept - kept))
    kept = Math.min(kept, save.kept)
    entries.push(...save.entries)
  }
  const { term, vote } = last
  const own = [
    ...(term === undefined ? [] : [`term ${term}`]),
    ...(vote === undefined ? [] : [vote < 0 ? 'no vote' : `a vote for S${vote}`]),
  ]
  return [...own, tellEntries(kept, entries)].join(', ')
}

function tellEntries(kept: number, entries: readonly SavedEntry[]): string {
  if (entries.length === 0)
    return `a log of ${kept === 1 ? '1 entry' : `${kept} entries`} as before`
  const shown = entries.slice(0, ENTRIES_MAX).map(([entryTerm, command]) => {
    return `${short(command, COMMAND_LETTERS)} of term ${entryTerm}`
  })
  const more = entries.length - shown.length
  const rest = more > 0 ? [...shown, `${more} more`] : shown
  return `${kept === 0 ? 'a log of' : `in its log behind ${kept} as before`} ${listed(rest)}`
}

function tellApplies(applies: readonly TraceEvent[]): readonly string[] {
  const [first] = applies
  const last = applies.at(-1)
  if (first === undefined || last === undefined) return []
  if (first.isSnapshot === true) return [`applies a snapshot of index ${String(first.index)}`]
  const what = short(String(first.command), COMMAND_LETTERS)
  if (applies.length === 1) return [`applies ${what} at index ${String(first.index)}`]
  return [`applies indexes ${String(first.index)} to ${String(last.index)}`]
}

function tellAnswer(run: Run, who: string, first: number): readonly string[] {
  const { kind, id } = run.event(first)
  if (kind !== 'request') return []
  const { end } = run.exchange(id) ?? {}
  if (end === undefined) return []
  const { kind: ended, answeredAtMs, atMs } = run.event(end)
  const isAtOnce = answeredAtMs === run.event(first).atMs
  if (ended === 'reply') {
    const when = isAtOnce ? '' : ' later'
    return [`answers ${shownBody(run.event(end))}${when}`]
  }
  if (answeredAtMs === undefined) return []
  return atMs >= run.event(first).atMs ? [`answers, which ${who === '' ? '' : 'gets lost'}`] : []
}

function tellCalls(calls: readonly TraceEvent[]): readonly string[] {
  const groups = new Map<string, string[]>()
  for (const call of calls) {
    const what = `${shortMethod(call.svcMeth)} ${shortBody(bodyOf(call), SENT_LETTERS)}`
    groups.set(what, [...(groups.get(what) ?? []), String(call.to)])
  }
  return [...groups].slice(0, 2).map(([what, to]) => `sends ${listed(to)} ${what}`)
}

/** `a`, `a and b`, `a, b and c` */
export function listed(words: readonly string[]): string {
  const last = words.at(-1) ?? ''
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`
}

function shownBody(event: TraceEvent): string {
  return shortBody(bodyOf(event), BODY_LETTERS)
}

export function short(text: string, most = BODY_LETTERS): string {
  return cut(text, most)
}
