/** The kinds of part 2C on the Raft with pre-vote: what must be saved. */
import type { Realisation } from '../../entry.ts'

const GIVE_VOTE = 'this.votedFor = args.candidateId\n      this.persist()'
const TAKE = 'if (this.log.take(prevLogIndex, entries)) this.persist()'
const SAVED_IN_OFFICE =
  'A leader saves its own entry, and with it term and vote, before it sends anything; a candidacy that a crash has ended binds nobody.'

export const persistence: Readonly<Record<string, Realisation>> = {
  'vote-not-persisted': [
    { file: 'raft/raft.ts', find: GIVE_VOTE, replace: 'this.votedFor = args.candidateId' },
  ],
  'vote-saved-after-reply': [
    {
      file: 'raft/raft.ts',
      find: GIVE_VOTE,
      replace: 'this.votedFor = args.candidateId\n      setTimeout(() => this.persist(), 1)',
    },
  ],
  'vote-not-restored': [
    { file: 'raft/raft.ts', find: 'this.votedFor = saved.votedFor', replace: '' },
  ],
  'vote-not-reset': [
    {
      file: 'raft/raft.ts',
      find: 'this.term = term\n      this.votedFor = NOBODY',
      replace: 'this.term = term',
    },
  ],
  'term-not-persisted': [
    {
      file: 'raft/raft.ts',
      find: 'this.votedFor = NOBODY\n      this.persist()',
      replace: 'this.votedFor = NOBODY',
    },
  ],
  'term-not-restored': [{ file: 'raft/raft.ts', find: 'this.term = saved.term', replace: '' }],
  'append-not-persisted': [
    { file: 'raft/raft.ts', find: TAKE, replace: 'this.log.take(prevLogIndex, entries)' },
  ],
  'start-not-persisted': [
    {
      file: 'raft/raft.ts',
      find: 'this.log.append({ term, command, isOwn: false, number })\n    this.persist()',
      replace: 'this.log.append({ term, command, isOwn: false, number })',
    },
  ],
  'saves-after-reply': [
    {
      file: 'raft/raft.ts',
      find: TAKE,
      replace: `if (this.log.take(prevLogIndex, entries)) setTimeout(() => this.persist(), 1)`,
    },
  ],
  // The new term is saved, with a free vote.
  'own-vote-not-persisted': SAVED_IN_OFFICE,
  'candidacy-not-persisted': SAVED_IN_OFFICE,
  'vote-of-known-term-not-persisted': [
    {
      file: 'raft/raft.ts',
      find: 'if (args.term > this.term) this.follow(args.term)',
      replace: `const isNewTerm = args.term > this.term
    if (isNewTerm) this.follow(args.term)`,
    },
    {
      file: 'raft/raft.ts',
      find: GIVE_VOTE,
      replace: 'this.votedFor = args.candidateId\n      if (isNewTerm) this.persist()',
    },
  ],
}
