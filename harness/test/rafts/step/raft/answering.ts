/** How a server that steps answers the others. */
import type {
  AppendArgs,
  AppendReply,
  InstallArgs,
  InstallReply,
  Moment,
  VoteArgs,
  VoteReply,
} from './messages.ts'
import {
  compact,
  end,
  follow,
  isUpToDate,
  NOBODY,
  rest,
  runsUpTo,
  type State,
  take,
  termAt,
} from './state.ts'

/** Raft Fig. 2, RequestVote. */
export function vote(s: State, args: VoteArgs, moment: Moment): VoteReply {
  if (args.term > s.term) follow(s, args.term, moment)
  const isFree = s.vote === NOBODY || s.vote === args.candidate
  const isFit = isUpToDate(s, args.lastIndex, args.lastTerm)
  if (args.term < s.term || !isFree || !isFit) return { term: s.term, granted: false }
  s.vote = args.candidate
  s.isDirty = true
  rest(s, moment)
  return { term: s.term, granted: true }
}

/** Raft Fig. 2, AppendEntries. */
export function append(s: State, args: AppendArgs, moment: Moment): AppendReply {
  const { prevIndex, prevTerm, entries, commit } = args
  if (args.term < s.term) return { term: s.term, ok: false, end: 0, runs: [] }
  follow(s, args.term, moment)
  rest(s, moment)
  // What is under the edge is committed, and agrees with every leader.
  if (prevIndex >= s.edge && termAt(s, prevIndex) !== prevTerm) {
    const runs = runsUpTo(s, prevIndex)
    return { term: s.term, ok: false, end: Math.min(prevIndex, end(s)), runs }
  }
  take(s, prevIndex, entries)
  s.commit = Math.max(s.commit, Math.min(commit, prevIndex + entries.length))
  return { term: s.term, ok: true, end: 0, runs: [] }
}

/** Raft §7, InstallSnapshot. */
export function install(s: State, args: InstallArgs, moment: Moment): InstallReply {
  if (args.term < s.term) return { term: s.term }
  follow(s, args.term, moment)
  rest(s, moment)
  if (args.index > s.commit) {
    compact(s, args.index, args.indexTerm, args.bytes)
    s.commit = args.index
  }
  return { term: s.term }
}
