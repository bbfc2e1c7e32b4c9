/** What a failure is about, read from its own words: which terms, indexes and events. Pure. */
import { findFailing } from '../page/failing.ts'
import { findMoments } from '../page/moments.ts'
import { groupOf } from '../page/processes.ts'
import type { Failure } from '../tester/failure.ts'
import type { Run } from './run.ts'

export interface Focus {
  readonly terms: readonly number[]
  readonly indexes: readonly number[]
  /** Groups of the servers that are named; the empty text where there is one group. */
  readonly groups: readonly string[]
  /** Processes that its message names. */
  readonly named: readonly string[]
  /** Events that the failure names, ascending. */
  readonly events: readonly number[]
  /** Elements of values that it quotes or speaks of, as clients wrote them: `x 0 35 y`. */
  readonly quoted: readonly string[]
  readonly isSnapshot: boolean
  /** It is about something that did not come about in time. */
  readonly isStandstill: boolean
  /** It is about how much was sent, saved or taken. */
  readonly isAmount: boolean
}

const STANDSTILL = [
  /\bfailed to reach agreement\b/,
  /\b(?:got none|no leader|never|not finished|not (?:been )?applied|not returned)\b/,
  /\bnobody has applied\b/,
  /\b(?:not answered|none of|no command|nothing (?:has come about|can happen)|did not return)\b/,
  /\bno (?:running|connected|server)\b/,
  /\btook longer than\b/,
]
const AMOUNT = /\b(?:limit is|bytes?|RPCs reached|changed without any failure|at most)\b/

export function findFocus(run: Run, servers: readonly string[], failure: Failure): Focus {
  const { message, details, atMs, kind } = failure
  const lines = [
    { kind: 'headline' as const, text: `failed: ${message}` },
    ...details.map((text) => ({ kind: 'detail' as const, text })),
  ]
  const { events } = run
  const named = findFailing({ servers, lines, failedAtMs: atMs, events })
  const members = new Map(run.processes().map((who) => [who, [who]]))
  const moments = details.flatMap((text) => findMoments(text, members, events))
  const told = [
    ...moments.flatMap(({ event }) => (event === undefined ? [] : [event])),
    ...details.flatMap((text) => operationIn(run, text)),
  ]
  const found = told.length > 0 ? [...new Set(told)].sort((a, b) => a - b) : named
  const isStandstill =
    kind === 'deadlock' || kind === 'timeout' || STANDSTILL.some((words) => words.test(message))
  const groups = new Set(
    found.map((at) => run.event(at).who).flatMap((who) => (run.isServer(who) ? groupOf(who) : [])),
  )
  return {
    terms: numbersBehind(/\bterms? (\d+)/g, message),
    indexes: numbersBehind(/\bindex(?:es)? (\d+)/g, message),
    named: run.processes().filter((who) => new RegExp(`(?<![\\w.])${who}(?!\\w)`).test(message)),
    groups: [...groups],
    events: found,
    quoted: quotedIn([message, ...details]),
    isSnapshot: [message, ...details].some((line) => /snapshot/i.test(line)),
    isStandstill,
    isAmount: !isStandstill && AMOUNT.test(message),
  }
}

function numbersBehind(pattern: RegExp, text: string): readonly number[] {
  return [...new Set([...text.matchAll(pattern)].map(([, digits]) => Number(digits)))]
}

const QUOTED_LETTERS = { least: 3, most: 40 }

/** What stands in quotes behind a comma, as the second argument of an operation; and elements. */
function quotedIn(lines: readonly string[]): readonly string[] {
  const text = lines.join('\n')
  const values = [...text.matchAll(/, "((?:[^"\\]|\\.)*)"\)/g)].map(([, value = '']) => value)
  const elements = text.match(/\bx \d+ \d+ y\b/g) ?? []
  const { least, most } = QUOTED_LETTERS
  return [...new Set([...values, ...elements])].filter(({ length }) => {
    return length >= least && length <= most
  })
}

/** `C2   append("k", "x")  386.2-847.4 ms`: its call and its return. */
function operationIn(run: Run, text: string): readonly number[] {
  const [, who, from = '', to = ''] = /^\s*(\w+) .*\) ?.* ([\d,.]+)-([\d,.]+) ms$/.exec(text) ?? []
  if (who === undefined) return []
  const places = [
    [from, 'invoke'],
    [to, 'return'],
  ].map(([digits = '', kind]) => {
    const ms = Number(digits.replaceAll(',', ''))
    return run.events.findIndex((event) => {
      return event.kind === kind && event.who === who && Math.abs(event.atMs - ms) < ROUNDED_MS
    })
  })
  return places.filter((place) => place >= 0)
}

/** Times of operations are told in tenths. */
const ROUNDED_MS = 0.051
