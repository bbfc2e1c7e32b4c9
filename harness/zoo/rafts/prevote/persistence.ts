/** The kinds of part 2C on the Raft with pre-vote: what must be saved. */
import type { Realisation } from '../../entry.ts'

const GIVE_VOTE = 'this.votedFor = args.candidateId\n      this.persist()'
const TAKE = 'if (this.log.take(prevLogIndex, entries)) this.persist()'
const STAND = 'this.votedFor = this.me\n    this.persist()'

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
      find: 'this.log.append({ term, command, isOwn: false })\n    this.persist()',
      replace: 'this.log.append({ term, command, isOwn: false })',
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
  'own-vote-not-persisted': [
    {
      file: 'raft/raft.ts',
      find: STAND,
      replace: 'this.votedFor = NOBODY\n    this.persist()\n    this.votedFor = this.me',
    },
  ],
  'candidacy-not-persisted': [
    { file: 'raft/raft.ts', find: STAND, replace: 'this.votedFor = this.me' },
  ],
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
