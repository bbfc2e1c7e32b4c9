/**
 * How a server that steps leads: entries leave in batches, several to a follower at once, each
 * going on where the one before it ends.
 */
import type { Answer, Effect, Request } from './messages.ts'
import { agreedIn, end, type Flow, type State, termAt } from './state.ts'

/** Messages with entries under way to one follower, and entries in one of them. */
const WINDOW = 4
const BATCH = 128
/** A message that a heartbeat finds unanswered for so long is taken for lost. */
const LOST_MS = 60

/** A heartbeat to all. To a follower that streams it claims no more than is known to be there. */
export function broadcast(s: State, flows: Flow[], nowMs: number): Effect[] {
  return flows.flatMap((flow) => {
    const [oldest] = flow.underWay
    if (oldest !== undefined && nowMs - oldest.sentMs >= LOST_MS) probeFrom(flow, flow.match + 1)
    if (flow.isProbing || flow.underWay.length === 0) return [message(s, flow, nowMs)]
    const prevIndex = termAt(s, flow.match) === undefined ? 0 : flow.match
    return [toSend(flow, appendOf(s, prevIndex, 0))]
  })
}

/** What each follower lacks and may be sent now. */
export function sendNews(s: State, flows: Flow[], nowMs: number): Effect[] {
  return flows.flatMap((flow) => {
    const effects: Effect[] = []
    while (canTake(flow) && (flow.next <= end(s) || hasCommitNews(s, flow))) {
      effects.push(message(s, flow, nowMs))
    }
    return effects
  })
}

function canTake({ isProbing, underWay }: Flow): boolean {
  return underWay.length < (isProbing ? 1 : WINDOW)
}

/** A commit index travels alone only when nothing else does. */
function hasCommitNews(s: State, flow: Flow): boolean {
  return !flow.isProbing && flow.underWay.length === 0 && flow.told < s.commit
}

/** The next message to a follower, noted as under way if its answer moves something. */
function message(s: State, flow: Flow, nowMs: number): Effect {
  const prevIndex = flow.next - 1
  flow.told = s.commit
  if (termAt(s, prevIndex) === undefined) {
    const indexTerm = termAt(s, s.edge) ?? 0
    const args = { term: s.term, index: s.edge, indexTerm, bytes: s.snapshot }
    probeFrom(flow, flow.next)
    flow.underWay.push({ last: s.edge, sentMs: nowMs })
    return toSend(flow, { method: 'Raft.install', args })
  }
  const count = flow.isProbing ? 0 : Math.min(BATCH, end(s) - prevIndex)
  if (flow.isProbing) flow.underWay = []
  if (flow.isProbing || count > 0) flow.underWay.push({ last: prevIndex + count, sentMs: nowMs })
  flow.next += count
  return toSend(flow, appendOf(s, prevIndex, count))
}

function appendOf(s: State, prevIndex: number, count: number): Request {
  const from = prevIndex + 1 - s.edge
  const args = {
    term: s.term,
    prevIndex,
    prevTerm: termAt(s, prevIndex) ?? 0,
    entries: count === 0 ? [] : s.log.slice(from, from + count),
    commit: s.commit,
  }
  return { method: 'Raft.append', args }
}

function toSend(flow: Flow, request: Request): Effect {
  return { kind: 'send', to: flow.peer, round: flow.round, request }
}

function probeFrom(flow: Flow, next: number): void {
  flow.next = next
  flow.isProbing = true
  flow.underWay = []
  flow.round += 1
}

type AppendAnswer = Extract<Answer, { method: 'Raft.append' }>

export function onAppendAnswer(s: State, flow: Flow, round: number, answer: AppendAnswer): void {
  const { args, reply } = answer
  if (reply.ok) {
    noteMatch(flow, args.prevIndex + args.entries.length)
  } else if (round === flow.round && args.prevIndex > flow.match) {
    const agreed = Math.min(agreedIn(s, reply.runs, reply.end), args.prevIndex - 1)
    probeFrom(flow, Math.max(agreed, flow.match) + 1)
  }
}

export function onInstallAnswer(flow: Flow, index: number): void {
  noteMatch(flow, index)
}

function noteMatch(flow: Flow, index: number): void {
  flow.match = Math.max(flow.match, index)
  flow.underWay = flow.underWay.filter(({ last }) => last > flow.match)
  if (flow.match < flow.next - 1 && flow.isProbing) return
  flow.next = Math.max(flow.next, flow.match + 1)
  flow.isProbing = false
}

/** Raft §5.4.2: only entries of the leader's own term are committed by counting. */
export function commitCounted(s: State, flows: Flow[]): void {
  for (let index = end(s); index > s.commit && termAt(s, index) === s.term; index--) {
    const holders = 1 + flows.filter(({ match }) => match >= index).length
    if (holders * 2 <= s.size) continue
    s.commit = index
    return
  }
}
