/** Kinds of part 2C, terms and late messages, on the lazy Raft. */
import type { Realisation } from '../../entry.ts'

const COUNTED = 'index > s.commit && termAt(s, index) === s.term; index--'
const CURRENT = 'return s.role === role && s.term === term'
const STORED = 'if (storeSlots(s, args.slots)) this.persist()'

export const terms: Record<string, Realisation> = {
  'commits-old-terms-by-counting': [
    { file: 'raft/raft.ts', find: COUNTED, replace: 'index > s.commit; index--' },
  ],
  'reply-of-old-term-used': [
    {
      file: 'raft/raft.ts',
      find: CURRENT,
      replace: "return s.role === role && (role === 'leader' || s.term === term)",
    },
  ],
  // `next` stays right, or peers would miss slots even when nothing is late.
  'match-from-own-log': [
    {
      file: 'raft/raft.ts',
      find: `if (reply.accepted) this.noteMatch(peer, matched)
    else this.backUp(peer, anchorIndex, reply)`,
      replace: `if (reply.accepted) {
      s.matched[peer] = tail(s)
      this.noteMatch(peer, matched)
    } else this.backUp(peer, anchorIndex, reply)`,
    },
    {
      file: 'raft/raft.ts',
      find: 's.next[peer] = Math.max(s.next[peer] ?? 1, matched + 1)',
      replace: 's.next[peer] = Math.max(s.next[peer] ?? 1, index + 1)',
    },
  ],
  'match-index-moves-back': [
    {
      file: 'raft/raft.ts',
      find: 'const matched = Math.max(s.matched[peer] ?? 0, index)',
      replace: 'const matched = index',
    },
  ],
  'votes-of-old-term-counted': [
    {
      file: 'raft/raft.ts',
      find: CURRENT,
      replace: "return s.role === role && (role === 'candidate' || s.term === term)",
    },
  ],
  'stale-append-truncates': [
    {
      file: 'raft/raft.ts',
      find: STORED,
      replace: `const before = s.log.filter((slot) => slot.index <= args.anchorIndex)
    s.log = [...before, ...args.slots.filter((slot) => slot.index > s.snapshot.index)]
    this.persist()`,
    },
  ],
  'dead-instance-goes-on': [
    {
      file: 'raft/raft.ts',
      find: 'private async tickLoop(): Promise<void> {\n    while (!this.dead) {',
      replace: 'private async tickLoop(): Promise<void> {\n    while (true) {',
    },
  ],
  'last-entry-of-term-commits-all': [
    {
      file: 'raft/raft.ts',
      find: COUNTED,
      replace: 'index > s.commit && termAt(s, tail(s)) === s.term; index--',
    },
  ],
  'past-heartbeats-heeded': [
    {
      file: 'raft/raft.ts',
      find: 'if (this.dead || args.term < s.term) return this.clash(NO_TERM, 0)',
      replace: `s.deadline = electionDeadline()
    if (this.dead || args.term < s.term) return this.clash(NO_TERM, 0)`,
    },
  ],
  'vote-by-commit-index': [
    {
      file: 'raft/state.ts',
      find: `const mine = termAt(s, tail(s))
  return mine === tailTerm ? tail(s) > tailIndex : mine > tailTerm`,
      replace: `const mine = termAt(s, s.commit)
  return mine === tailTerm ? s.commit > tailIndex : mine > tailTerm`,
    },
  ],
  'log-committed-at-restart': [
    {
      file: 'raft/state.ts',
      find: 'commit: index,',
      replace: 'commit: index + saved.terms.length,',
    },
  ],
  'match-index-kept': [
    {
      file: 'raft/raft.ts',
      find: 's.matched = this.peers.map(() => 0)',
      replace: 's.matched = this.peers.map((_, peer) => s.matched[peer] ?? 0)',
    },
  ],
}
