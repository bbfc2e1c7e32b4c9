/** Kinds of part 2B, the log, on the lazy Raft. */
import type { Realisation } from '../../entry.ts'

const SLOTS = 'const slots = s.log.slice(anchorIndex - s.snapshot.index)'
const COMMIT = 'Math.min(args.commit, args.anchorIndex + args.slots.length)'
const ACCEPTED = `if (reply.accepted) this.noteMatch(peer, matched)
    else this.backUp(peer, anchorIndex, reply)`
const FIRST_NEW = '(slot) => slot.index > s.snapshot.index && termAt(s, slot.index) !== slot.term,'
const STORED =
  's.log = [...s.log.filter((slot) => slot.index < cut.index), ...slots.slice(firstNew)]'

export const log: Record<string, Realisation> = {
  // As often as its loop turns, which is a little less.
  'heartbeats-every-10-ms': [
    { file: 'raft/raft.ts', find: 'const ROUND_MS = 100', replace: 'const ROUND_MS = 10' },
  ],
  'vote-without-log-check': [
    {
      file: 'raft/raft.ts',
      find: 'free && !isAheadOf(s, args.tailIndex, args.tailTerm)',
      replace: 'free',
    },
  ],
  'up-to-date-by-length': [
    {
      file: 'raft/state.ts',
      find: `const mine = termAt(s, tail(s))
  return mine === tailTerm ? tail(s) > tailIndex : mine > tailTerm`,
      replace: 'return tail(s) > tailIndex',
    },
  ],
  'commits-on-half': [
    {
      file: 'raft/raft.ts',
      find: 'if (holders.length * 2 <= this.peers.length) continue',
      replace: 'if (holders.length < Math.floor(this.peers.length / 2)) continue',
    },
  ],
  'conflicts-not-truncated': [
    { file: 'raft/state.ts', find: FIRST_NEW, replace: '(slot) => slot.index > tail(s),' },
  ],
  'truncates-on-every-append': [
    { file: 'raft/state.ts', find: FIRST_NEW, replace: '(slot) => slot.index > s.snapshot.index,' },
  ],
  'prev-log-term-unchecked': [
    {
      file: 'raft/raft.ts',
      find: 'if (term !== args.anchorTerm) return',
      replace: 'if (term === NO_TERM) return',
    },
  ],
  // What the peer has still decides whether it needs a snapshot.
  'whole-log-every-time': [
    {
      file: 'raft/raft.ts',
      find: `const anchorIndex = (s.next[peer] ?? 1) - 1
    if (anchorIndex < s.snapshot.index) return this.transferTo(peer)`,
      replace: `const known = (s.next[peer] ?? 1) - 1
    if (known < s.snapshot.index) return this.transferTo(peer)
    const anchorIndex = s.snapshot.index`,
    },
    {
      file: 'raft/raft.ts',
      find: 'this.backUp(peer, anchorIndex, reply)',
      replace: 'this.backUp(peer, known, reply)',
    },
  ],
  // Its heartbeats bring all there is behind the anchor, so a commit is never beyond it. The first
  // hunk has it send nothing while it looks for the place where the logs agree.
  'commit-index-not-capped': [
    {
      file: 'raft/raft.ts',
      find: SLOTS,
      replace: `const isFound = anchorIndex === s.matched[peer]
    const slots = isFound ? s.log.slice(anchorIndex - s.snapshot.index) : []`,
    },
    { file: 'raft/raft.ts', find: COMMIT, replace: 'Math.min(args.commit, tail(s))' },
  ],
  'applied-before-commit': [
    { file: 'raft/raft.ts', find: COMMIT, replace: 'args.anchorIndex + args.slots.length' },
  ],
  'backs-up-one-per-heartbeat': [
    {
      file: 'raft/raft.ts',
      find: `const shared = lastOfTerm(s, reply.clashTerm, anchorIndex)
    const guess = shared === undefined ? reply.clashIndex : shared + 1
    s.next[peer] = Math.max(matched + 1, Math.min(guess, anchorIndex))`,
      replace: 's.next[peer] = anchorIndex',
    },
  ],
  'start-returns-wrong-index': [
    {
      file: 'raft/raft.ts',
      find: 'return { index, term: s.term, isLeader: true }',
      replace: 'return { index: index - 1, term: s.term, isLeader: true }',
    },
  ],
  'async-start': [
    {
      file: 'raft/raft.ts',
      find: 'start(command: unknown): { index: number; term: number; isLeader: boolean } {',
      replace: 'async start(command: unknown) {',
    },
  ],
  'two-applied-out-of-order': [
    {
      file: 'raft/raft.ts',
      find: 'await this.applyCh.send(msg)',
      replace: `const second = this.nextMsg()
        if (second !== undefined) await this.applyCh.send(second)
        await this.applyCh.send(msg)`,
    },
  ],
  'conflicting-tail-kept': [
    {
      file: 'raft/state.ts',
      find: STORED,
      replace: `const last = cut.index + slots.length - firstNew - 1
  const rest = s.log.filter((slot) => slot.index > last)
  s.log = [...s.log.filter((slot) => slot.index < cut.index), ...slots.slice(firstNew), ...rest]`,
    },
  ],
  'past-append-taken': [
    {
      file: 'raft/raft.ts',
      find: 'if (this.dead || args.term < s.term) return this.clash(NO_TERM, 0)',
      replace: 'if (this.dead) return this.clash(NO_TERM, 0)',
    },
  ],
  // Its leader takes no answer to such a heartbeat for a match, or nobody who is behind would ever
  // be sent what he lacks.
  'heartbeats-unchecked': [
    {
      file: 'raft/raft.ts',
      find: 'if (args.anchorIndex > tail(s)) return',
      replace: `if (args.slots.length === 0) {
      s.commit = Math.max(s.commit, Math.min(args.commit, tail(s)))
      return { term: s.term, accepted: true, clashTerm: NO_TERM, clashIndex: 0 }
    }
    if (args.anchorIndex > tail(s)) return`,
    },
    {
      file: 'raft/raft.ts',
      find: ACCEPTED,
      replace: `if (!reply.accepted) this.backUp(peer, anchorIndex, reply)
    else if (slots.length > 0) this.noteMatch(peer, matched)`,
    },
  ],
  'terms-compared-as-text': [
    {
      file: 'raft/state.ts',
      find: 'tail(s) > tailIndex : mine > tailTerm',
      replace: 'tail(s) > tailIndex : String(mine) > String(tailTerm)',
    },
  ],
  // A refusal shows that the commit that came with the heartbeat was not heeded.
  'commit-announced-once': [
    {
      file: 'raft/raft.ts',
      find: 'private dead = false',
      replace: `private dead = false
  /** Per peer: the highest commit it was sent in this office. */
  private told: number[] = []`,
    },
    {
      file: 'raft/raft.ts',
      find: 's.matched = this.peers.map(() => 0)',
      replace: 's.matched = this.peers.map(() => 0)\n    this.told = []',
    },
    {
      file: 'raft/raft.ts',
      find: 'const args: HeartbeatArgs = { term, anchorIndex, anchorTerm, slots, commit: s.commit }',
      replace: `const commit = s.commit > (this.told[peer] ?? 0) ? s.commit : 0
    this.told[peer] = s.commit
    const args: HeartbeatArgs = { term, anchorIndex, anchorTerm, slots, commit }`,
    },
    {
      file: 'raft/raft.ts',
      find: ACCEPTED,
      replace: `if (!reply.accepted) this.told[peer] = 0
    ${ACCEPTED}`,
    },
  ],
  'next-index-stays-below-match': [
    {
      file: 'raft/raft.ts',
      find: 'if (anchorIndex !== (s.next[peer] ?? 1) - 1 || anchorIndex <= matched) return\n',
      replace: 'void matched\n',
    },
    {
      file: 'raft/raft.ts',
      find: 'Math.max(matched + 1, Math.min(guess, anchorIndex))',
      replace: 'Math.min(guess, anchorIndex)',
    },
    {
      file: 'raft/raft.ts',
      find: 's.next[peer] = Math.max(s.next[peer] ?? 1, matched + 1)',
      replace: 'if (matched > before) s.next[peer] = Math.max(s.next[peer] ?? 1, matched + 1)',
    },
    {
      file: 'raft/raft.ts',
      find: 'const matched = Math.max(s.matched[peer] ?? 0, index)',
      replace: `const before = s.matched[peer] ?? 0
    const matched = Math.max(before, index)`,
    },
  ],
}
