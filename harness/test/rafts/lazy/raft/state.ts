/**
 * What a lazy server knows and says: its state as one plain object, the log in it, and its
 * messages.
 */
import { decode, encode, type Persister } from '#lab'

const ELECTION_MS_MIN = 600
const ELECTION_MS_MAX = 1200
export const NOBODY = -1
/** The term of a slot that is not there; a real slot has 1 or more. */
export const NO_TERM = -1

export interface Slot {
  index: number
  term: number
  command: unknown
}

export interface State {
  role: 'follower' | 'candidate' | 'leader'
  term: number
  ballot: number
  snapshot: { index: number; term: number; bytes: Uint8Array }
  /** The slots after the snapshot, without a gap. */
  log: Slot[]
  commit: number
  /** Highest index handed to the service, by command or by snapshot. Always at most `commit`. */
  delivered: number
  /** When to stand for election unless a leader or a better candidate is heard of. */
  deadline: number
  /** When a leader or candidate sends again. */
  nextRound: number
  /** Per peer, in a candidate: its answer, once there is one. */
  answers: (boolean | undefined)[]
  /** Per peer, in a leader: the next slot to send, and how far the logs are known to agree. */
  next: number[]
  matched: number[]
}

interface Saved {
  ballot: [term: number, candidate: number]
  base: [index: number, term: number]
  terms: number[]
  commands: unknown[]
}

export interface VoteArgs {
  term: number
  candidate: number
  tailIndex: number
  tailTerm: number
}

export interface VoteReply {
  term: number
  granted: boolean
}

export interface HeartbeatArgs {
  term: number
  anchorIndex: number
  anchorTerm: number
  slots: Slot[]
  commit: number
}

/** On a refusal, `clashIndex` is the first index of `clashTerm`, or just past a log that is too
 * short, which has no term to clash. */
export interface HeartbeatReply {
  term: number
  accepted: boolean
  clashTerm: number
  clashIndex: number
}

export interface TransferArgs {
  term: number
  index: number
  indexTerm: number
  bytes: Uint8Array
}

export interface TransferReply {
  term: number
}

export function electionDeadline(): number {
  return Date.now() + ELECTION_MS_MIN + Math.random() * (ELECTION_MS_MAX - ELECTION_MS_MIN)
}

/**
 * `delivered` starts at 0, so a saved snapshot is handed to the service again before any command.
 */
export function restore(persister: Persister): State {
  const bytes = persister.readRaftState()
  const none: Saved = { ballot: [0, NOBODY], base: [0, 0], terms: [], commands: [] }
  const saved = bytes.length === 0 ? none : decode<Saved>(bytes)
  const [term, ballot] = saved.ballot
  const [index, baseTerm] = saved.base
  return {
    role: 'follower',
    term,
    ballot,
    snapshot: { index, term: baseTerm, bytes: persister.readSnapshot() },
    log: saved.terms.map((slotTerm, i) => ({
      index: index + 1 + i,
      term: slotTerm,
      command: saved.commands[i],
    })),
    commit: index,
    delivered: 0,
    deadline: electionDeadline(),
    nextRound: 0,
    answers: [],
    next: [],
    matched: [],
  }
}

export function save(s: State, persister: Persister): void {
  const saved: Saved = {
    ballot: [s.term, s.ballot],
    base: [s.snapshot.index, s.snapshot.term],
    terms: s.log.map((slot) => slot.term),
    commands: s.log.map((slot) => slot.command),
  }
  persister.save(encode(saved), s.snapshot.bytes)
}

export function tail(s: State): number {
  return s.snapshot.index + s.log.length
}

export function slotAt(s: State, index: number): Slot | undefined {
  return s.log[index - s.snapshot.index - 1]
}

export function termAt(s: State, index: number): number {
  if (index === s.snapshot.index) return s.snapshot.term
  return slotAt(s, index)?.term ?? NO_TERM
}

/** The first index in the log with the term that `index` has. */
export function firstOfTerm(s: State, index: number): number {
  const term = termAt(s, index)
  return s.log.find((slot) => slot.term === term)?.index ?? index
}

/** The last index below `before` with this term, the end of the snapshot included. */
export function lastOfTerm(s: State, term: number, before: number): number | undefined {
  for (let index = before - 1; index >= s.snapshot.index; index--) {
    if (termAt(s, index) === term) return index
  }
  return undefined
}

/** Raft §5.4.1: the later last term is more up to date, then the longer log. */
export function isAheadOf(s: State, tailIndex: number, tailTerm: number): boolean {
  const mine = termAt(s, tail(s))
  return mine === tailTerm ? tail(s) > tailIndex : mine > tailTerm
}

/** Adds what is new and cuts the log only at a real conflict. Returns whether anything changed. */
export function storeSlots(s: State, slots: Slot[]): boolean {
  const firstNew = slots.findIndex(
    (slot) => slot.index > s.snapshot.index && termAt(s, slot.index) !== slot.term,
  )
  const cut = slots[firstNew]
  if (cut === undefined) return false
  s.log = [...s.log.filter((slot) => slot.index < cut.index), ...slots.slice(firstNew)]
  return true
}

/**
 * Puts a snapshot in place of the slots up to `index`, and of those after it that do not follow on
 * it.
 */
export function replacePrefix(s: State, index: number, term: number, bytes: Uint8Array): void {
  const follows = termAt(s, index) === term
  s.log = follows ? s.log.filter((slot) => slot.index > index) : []
  s.snapshot = { index, term, bytes }
}
