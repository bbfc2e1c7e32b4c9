/** Acknowledged and lost, or lost and not repeated, on the Raft of one polling loop. */
import type { Base } from '../../entry.ts'

const STORED = 'if (storeSlots(s, args.slots)) this.persist()'
const ACCEPTED = 'return { term: s.term, accepted: true, clashTerm: NO_TERM, clashIndex: 0 }'

export const kept: Base['kinds'] = {
  // It counts as there what has left, so that it leaves again only when it is refused.
  'lost-append-not-repeated': [
    {
      file: 'raft/raft.ts',
      find: 'const matched = anchorIndex + slots.length',
      replace: `const matched = anchorIndex + slots.length
    s.next[peer] = matched + 1`,
    },
    {
      file: 'raft/raft.ts',
      find: 'if (anchorIndex !== (s.next[peer] ?? 1) - 1 || anchorIndex <= matched) return',
      replace: 'if (anchorIndex >= tail(s) || anchorIndex <= matched) return',
    },
  ],
  'sent-again-not-stored': [
    {
      file: 'raft/raft.ts',
      find: STORED,
      replace: `if (args.anchorIndex < s.commit) {
      ${ACCEPTED}
    }
    ${STORED}`,
    },
  ],
  'uncommitted-dropped-at-new-term': [
    {
      file: 'raft/raft.ts',
      find: 'if (term <= s.term) return\n    s.term = term',
      replace: `if (term <= s.term) return
    s.log = s.log.filter(({ index }) => index <= s.commit)
    s.term = term`,
    },
  ],
  'replaced-entries-not-persisted': [
    {
      file: 'raft/raft.ts',
      find: STORED,
      replace: `const before = tail(s)
    storeSlots(s, args.slots)
    if (tail(s) > before) this.persist()`,
    },
  ],
  'sent-again-below-snapshot-not-stored': [
    {
      file: 'raft/raft.ts',
      find: STORED,
      replace: `if (args.anchorIndex < s.snapshot.index) {
      ${ACCEPTED}
    }
    ${STORED}`,
    },
  ],
}
