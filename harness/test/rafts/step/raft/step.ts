/**
 * One step of a server: an event changes its state and gives the effects that follow. No clock, no
 * chance, no call, nothing awaited; whoever steps does all of that.
 */
import { append, install, vote } from './answering.ts'
import { broadcast, commitCounted, onAppendAnswer, onInstallAnswer, sendNews } from './leading.ts'
import type { Answer, Effect, Event, Moment, Request } from './messages.ts'
import { compact, end, type Flow, follow, rest, type State, termAt } from './state.ts'

const HEARTBEAT_MS = 100

export function step(s: State, event: Event, moment: Moment): Effect[] {
  const effects = stepOf(s, event, moment)
  // A command is saved with those that come with it, but before it leaves or counts.
  if (!s.isDirty || event.kind === 'proposed') return effects
  s.isDirty = false
  return [{ kind: 'save' }, ...effects]
}

function stepOf(s: State, event: Event, moment: Moment): Effect[] {
  switch (event.kind) {
    case 'tick':
      return tick(s, moment)
    case 'proposed':
      return propose(s, event.command)
    case 'gathered':
      return gathered(s, moment)
    case 'requested':
      return [{ kind: 'reply', reply: answer(s, event.request, moment) }]
    case 'answered':
      return onAnswer(s, event, moment)
    case 'compacted':
      return compacted(s, event.index, event.bytes)
  }
}

function tick(s: State, moment: Moment): Effect[] {
  if (moment.nowMs < s.dueMs) return []
  if (s.office.kind !== 'leader') return stand(s, moment)
  s.dueMs = moment.nowMs + HEARTBEAT_MS
  return broadcast(s, s.office.flows, moment.nowMs)
}

function stand(s: State, moment: Moment): Effect[] {
  s.term += 1
  s.vote = s.me
  s.isDirty = true
  s.office = { kind: 'candidate', votes: [s.me] }
  rest(s, moment)
  const lastIndex = end(s)
  const args = { term: s.term, candidate: s.me, lastIndex, lastTerm: termAt(s, lastIndex) ?? 0 }
  const asked = others(s).map((to): Effect => {
    return { kind: 'send', to, round: 0, request: { method: 'Raft.vote', args } }
  })
  return [...asked, ...countVotes(s, moment)]
}

function countVotes(s: State, { nowMs }: Moment): Effect[] {
  if (s.office.kind !== 'candidate' || s.office.votes.length * 2 <= s.size) return []
  const next = end(s) + 1
  const flows = others(s).map((peer): Flow => {
    return { peer, next, match: 0, told: 0, isProbing: true, underWay: [], round: 0 }
  })
  s.office = { kind: 'leader', flows }
  s.dueMs = nowMs + HEARTBEAT_MS
  return broadcast(s, flows, nowMs)
}

function others(s: State): number[] {
  return Array.from({ length: s.size }, (_, peer) => peer).filter((peer) => peer !== s.me)
}

function propose(s: State, command: unknown): Effect[] {
  if (s.office.kind !== 'leader') return []
  s.log.push([s.term, command])
  s.isDirty = true
  return [{ kind: 'gather' }]
}

function gathered(s: State, { nowMs }: Moment): Effect[] {
  if (s.office.kind !== 'leader') return []
  commitCounted(s, s.office.flows)
  return sendNews(s, s.office.flows, nowMs)
}

function answer(s: State, { method, args }: Request, moment: Moment) {
  switch (method) {
    case 'Raft.vote':
      return vote(s, args, moment)
    case 'Raft.append':
      return append(s, args, moment)
    case 'Raft.install':
      return install(s, args, moment)
  }
}

type Answered = Extract<Event, { kind: 'answered' }>

/** An answer counts only in the office it was asked for; a newer term in it ends that office. */
function onAnswer(s: State, { from, round, answer }: Answered, moment: Moment): Effect[] {
  if (answer.reply.term > s.term) follow(s, answer.reply.term, moment)
  if (answer.args.term !== s.term) return []
  if (s.office.kind === 'candidate') return onVote(s, from, answer, moment)
  if (s.office.kind !== 'leader') return []
  const flow = s.office.flows.find(({ peer }) => peer === from)
  if (flow === undefined) return []
  if (answer.method === 'Raft.append') onAppendAnswer(s, flow, round, answer)
  if (answer.method === 'Raft.install') onInstallAnswer(flow, answer.args.index)
  return gathered(s, moment)
}

function onVote(s: State, from: number, { method, reply }: Answer, moment: Moment): Effect[] {
  if (s.office.kind !== 'candidate' || method !== 'Raft.vote' || !reply.granted) return []
  if (!s.office.votes.includes(from)) s.office.votes.push(from)
  return countVotes(s, moment)
}

function compacted(s: State, index: number, bytes: Uint8Array): Effect[] {
  const term = termAt(s, index)
  if (term !== undefined && index > s.edge && index <= s.applied) compact(s, index, term, bytes)
  return []
}
