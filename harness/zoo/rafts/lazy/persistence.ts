/** Kinds of part 2C, persistence, on the lazy Raft. */
import type { Realisation } from '../../entry.ts'

const GRANTED = `s.ballot = args.candidate
      s.deadline = electionDeadline()
      this.persist()`
const STORED = 'if (storeSlots(s, args.slots)) this.persist()'
const STOOD = 'this.persist()\n    this.countVotes()'

export const persistence: Record<string, Realisation> = {
  'vote-not-persisted': [
    {
      file: 'raft/raft.ts',
      find: GRANTED,
      replace: 's.ballot = args.candidate\n      s.deadline = electionDeadline()',
    },
  ],
  'vote-saved-after-reply': [
    {
      file: 'raft/raft.ts',
      find: GRANTED,
      replace: `s.ballot = args.candidate
      s.deadline = electionDeadline()
      setTimeout(() => this.persist(), 1)`,
    },
  ],
  'vote-not-restored': [
    {
      file: 'raft/state.ts',
      find: 'const [term, ballot] = saved.ballot',
      replace: 'const [term] = saved.ballot\n  const ballot = NOBODY',
    },
  ],
  'vote-not-reset': [
    {
      file: 'raft/raft.ts',
      find: 's.term = term\n    s.ballot = NOBODY',
      replace: 's.term = term',
    },
  ],
  'term-not-persisted': [
    {
      file: 'raft/raft.ts',
      find: 's.ballot = NOBODY\n    this.persist()',
      replace: 's.ballot = NOBODY',
    },
  ],
  'term-not-restored': [
    {
      file: 'raft/state.ts',
      find: 'const [term, ballot] = saved.ballot',
      replace: 'const [, ballot] = saved.ballot\n  const term = 0',
    },
  ],
  'append-not-persisted': [
    { file: 'raft/raft.ts', find: STORED, replace: 'storeSlots(s, args.slots)' },
  ],
  'start-not-persisted': [
    {
      file: 'raft/raft.ts',
      find: 's.log.push({ index, term: s.term, command })\n    this.persist()',
      replace: 's.log.push({ index, term: s.term, command })',
    },
  ],
  'saves-after-reply': [
    {
      file: 'raft/raft.ts',
      find: STORED,
      replace: 'if (storeSlots(s, args.slots)) setTimeout(() => this.persist(), 1)',
    },
  ],
  // It saves once, when term and vote are new both. This one saves in between.
  'own-vote-not-persisted': [
    {
      file: 'raft/raft.ts',
      find: 's.ballot = this.me',
      replace: 's.ballot = NOBODY\n    this.persist()\n    s.ballot = this.me',
    },
    { file: 'raft/raft.ts', find: STOOD, replace: 'this.countVotes()' },
  ],
  'candidacy-not-persisted': [{ file: 'raft/raft.ts', find: STOOD, replace: 'this.countVotes()' }],
  'vote-of-known-term-not-persisted': [
    {
      file: 'raft/raft.ts',
      find: 'if (args.term > s.term) this.follow(args.term)',
      replace: 'const isNewTerm = args.term > s.term\n    if (isNewTerm) this.follow(args.term)',
    },
    {
      file: 'raft/raft.ts',
      find: GRANTED,
      replace: `s.ballot = args.candidate
      s.deadline = electionDeadline()
      if (isNewTerm) this.persist()`,
    },
  ],
}
