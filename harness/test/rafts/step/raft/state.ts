/** The state of a server that steps, and what can be asked of it and of its log. */
import { decode, encode, type Persister } from '#lab'
import type { Entry, Moment, Run } from './messages.ts'

export const NOBODY = -1
const RUNS_MAX = 16
const BLOCK = 32
const ELECTION_MS_MIN = 280
const ELECTION_MS_SPREAD = 320

/**
 * What a leader knows of a follower. While probing, one empty message at a time looks for the place
 * where the logs agree; then several with entries may be under way.
 */
export type Flow = {
  peer: number
  next: number
  match: number
  told: number
  isProbing: boolean
  /** Messages under way: their last index, and when they left. */
  underWay: { last: number; sentMs: number }[]
  /** Grows when `next` is found anew; refusals from an earlier round are out of date. */
  round: number
}

export type Office =
  | { kind: 'follower' }
  | { kind: 'candidate'; votes: number[] }
  | { kind: 'leader'; flows: Flow[] }

export type State = {
  readonly me: number
  readonly size: number
  term: number
  vote: number
  /** Index of `log[0]`, which stands for all that a snapshot covers: it has a term, no command. */
  edge: number
  log: Entry[]
  snapshot: Uint8Array
  commit: number
  applied: number
  office: Office
  /** When an election or the next heartbeat is due, in virtual ms. */
  dueMs: number
  /** Something that must be saved before anything else leaves this server. */
  isDirty: boolean
}

type Saved = { term: number; vote: number; edge: number; log: Uint8Array[] }

export function restore(persister: Persister, me: number, size: number): State {
  const bytes = persister.readRaftState()
  const none: Saved = { term: 0, vote: NOBODY, edge: 0, log: [encode([[0, null]])] }
  const { term, vote, edge, log } = bytes.length === 0 ? none : decode<Saved>(bytes)
  return {
    me,
    size,
    term,
    vote,
    edge,
    log: log.flatMap((block) => decode<Entry[]>(block)),
    snapshot: persister.readSnapshot(),
    commit: edge,
    applied: edge,
    office: { kind: 'follower' },
    dueMs: 0,
    isDirty: false,
  }
}

/**
 * Blocks of the log that were saved, by their last entry. An entry is never changed, and all before
 * it in the log stay what they are; so a block that begins with the same entry is the same.
 */
const known = new WeakMap<Entry, { first: Entry | undefined; bytes: Uint8Array }>()

function blocksOf(log: Entry[]): Uint8Array[] {
  const blocks: Uint8Array[] = []
  for (let at = 0; at < log.length; at += BLOCK) {
    const last = log[at + BLOCK - 1]
    const saved = last && known.get(last)
    const isSame = saved !== undefined && saved.first === log[at]
    const bytes = isSame ? saved.bytes : encode(log.slice(at, at + BLOCK))
    if (last !== undefined && !isSame) known.set(last, { first: log[at], bytes })
    blocks.push(bytes)
  }
  return blocks
}

export function save({ term, vote, edge, log, snapshot }: State, persister: Persister): void {
  const saved: Saved = { term, vote, edge, log: blocksOf(log) }
  persister.save(encode(saved), snapshot)
}

/** Sets the time of the next election anew. */
export function rest(s: State, { nowMs, chance }: Moment): void {
  s.dueMs = nowMs + ELECTION_MS_MIN + chance * ELECTION_MS_SPREAD
}

/** Becomes a follower in a term that is not older than this server's. */
export function follow(s: State, term: number, moment: Moment): void {
  if (s.office.kind === 'leader') rest(s, moment)
  s.office = { kind: 'follower' }
  if (term <= s.term) return
  s.term = term
  s.vote = NOBODY
  s.isDirty = true
}

export function end(s: State): number {
  return s.edge + s.log.length - 1
}

/** Undefined outside of the log. */
export function termAt(s: State, index: number): number | undefined {
  return s.log[index - s.edge]?.[0]
}

/** Raft §5.4.1: is a log that ends like that at least as up to date as this one? */
export function isUpToDate(s: State, lastIndex: number, lastTerm: number): boolean {
  const mine = termAt(s, end(s)) ?? 0
  return lastTerm === mine ? lastIndex >= end(s) : lastTerm > mine
}

/**
 * Takes a leader's entries behind `prevIndex`, where the logs agree; cuts only where terms differ
 * (Raft Fig. 2, AppendEntries receiver 3).
 */
export function take(s: State, prevIndex: number, entries: Entry[]): void {
  for (const [i, entry] of entries.entries()) {
    const index = prevIndex + 1 + i
    if (index <= s.edge || termAt(s, index) === entry[0]) continue
    s.log.splice(index - s.edge, Infinity, ...entries.slice(i))
    s.isDirty = true
    return
  }
}

/** Lets a snapshot stand for all up to `index`, and for what does not follow on that entry. */
export function compact(s: State, index: number, term: number, bytes: Uint8Array): void {
  const follows = termAt(s, index) === term ? s.log.slice(index - s.edge + 1) : []
  s.log = [[term, null], ...follows]
  s.edge = index
  s.snapshot = bytes
  s.isDirty = true
}

/** The last terms in the log up to `index`, the newest first; the edge counts as a beginning. */
export function runsUpTo(s: State, index: number): Run[] {
  const runs: Run[] = []
  let at = Math.min(index, end(s))
  while (at >= s.edge && runs.length < RUNS_MAX) {
    const term = termAt(s, at) ?? 0
    while (at > s.edge && termAt(s, at - 1) === term) at--
    runs.push([term, at])
    at--
  }
  return runs
}

/**
 * The last index at which this log agrees with one that has these runs and ends at `last`; if it
 * agrees nowhere in them, the one before them.
 */
export function agreedIn(s: State, runs: Run[], last: number): number {
  let to = last
  for (const [term, first] of runs) {
    for (let index = Math.min(to, end(s)); index >= Math.max(first, s.edge); index--) {
      if (termAt(s, index) === term) return index
    }
    to = first - 1
  }
  return Math.max(to, 0)
}
