/** Wrong Rafts that part 2C must catch: persistence. Patches on `solutions/raft`. */
import type { ReferenceKind } from './entry.ts'

const MERGE_AND_SAVE = 'if (state.log.merge(args.prevLogIndex, args.entries)) state.save()'

export const persistKinds: readonly ReferenceKind[] = [
  {
    id: 'vote-not-persisted',
    title: 'The vote is not saved.',
    part: '2C',
    tests: ['TestVotePersisted2C'],
    patches: [
      {
        file: 'raft/state.ts',
        find: 'this.votedFor = server\n    this.save()',
        replace: 'this.votedFor = server',
      },
    ],
  },
  {
    id: 'vote-saved-after-reply',
    title: 'The vote is saved a moment after the reply has left.',
    part: '2C',
    tests: ['TestVotePersisted2C'],
    patches: [
      {
        file: 'raft/state.ts',
        find: 'this.votedFor = server\n    this.save()',
        replace: 'this.votedFor = server\n    setTimeout(() => this.save(), 1)',
      },
    ],
  },
  {
    id: 'vote-not-restored',
    title: 'The saved vote is not restored after a restart.',
    part: '2C',
    tests: ['TestVotePersisted2C'],
    patches: [{ file: 'raft/state.ts', find: 'this.votedFor = saved.votedFor', replace: '' }],
  },
  {
    id: 'vote-not-reset',
    title: 'A new term does not free the vote of the one before.',
    part: '2C',
    tests: ['TestPersist12C'],
    patches: [
      {
        file: 'raft/state.ts',
        find: 'this.currentTerm = term\n    this.votedFor = null',
        replace: 'this.currentTerm = term',
      },
    ],
  },
  {
    id: 'term-not-persisted',
    title: 'A term learned from another server is not saved.',
    part: '2C',
    tests: ['TestTermPersisted2C'],
    patches: [
      {
        file: 'raft/state.ts',
        find: 'this.votedFor = null\n    this.save()',
        replace: 'this.votedFor = null',
      },
    ],
  },
  {
    id: 'term-not-restored',
    title: 'After a restart a server begins in term 0 again.',
    part: '2C',
    tests: ['TestTermPersisted2C'],
    patches: [{ file: 'raft/state.ts', find: 'this.currentTerm = saved.currentTerm', replace: '' }],
  },
  {
    id: 'append-not-persisted',
    title: 'A follower does not save the entries it appends.',
    part: '2C',
    tests: ['TestEntryPersisted2C'],
    patches: [
      {
        file: 'raft/raft.ts',
        find: MERGE_AND_SAVE,
        replace: 'state.log.merge(args.prevLogIndex, args.entries)',
      },
    ],
  },
  {
    id: 'start-not-persisted',
    title: 'A leader does not save the entries that start() appends.',
    part: '2C',
    tests: ['TestLeaderEntryPersisted2C'],
    patches: [
      {
        file: 'raft/raft.ts',
        find: 'log.append({ term, command })\n    this.state.save()',
        replace: 'log.append({ term, command })',
      },
    ],
  },
  {
    id: 'saves-after-reply',
    title: 'A follower saves the entries it appends a moment after its reply has left.',
    part: '2C',
    tests: ['TestEntryPersisted2C'],
    patches: [
      {
        file: 'raft/raft.ts',
        find: MERGE_AND_SAVE,
        replace:
          'if (state.log.merge(args.prevLogIndex, args.entries)) setTimeout(() => state.save(), 1)',
      },
    ],
  },
  {
    id: 'own-vote-not-persisted',
    title: 'A candidate does not save its vote for itself.',
    part: '2C',
    tests: ['TestOwnVotePersisted2C'],
    patches: [{ file: 'raft/raft.ts', find: 'state.voteFor(me)', replace: 'state.votedFor = me' }],
  },
  {
    id: 'candidacy-not-persisted',
    title: 'A candidate saves neither its new term nor its vote for itself.',
    part: '2C',
    tests: ['TestOwnVotePersisted2C'],
    patches: [
      {
        file: 'raft/raft.ts',
        find: 'state.adoptTerm(state.currentTerm + 1)\n    state.voteFor(me)',
        replace: 'state.currentTerm += 1\n    state.votedFor = me',
      },
    ],
  },
  {
    id: 'vote-of-known-term-not-persisted',
    title: 'A vote is saved with a new term, but not in a term that the server knew already.',
    part: '2C',
    tests: ['TestVoteInKnownTerm2C'],
    patches: [
      {
        file: 'raft/raft.ts',
        find: 'if (args.term > state.currentTerm) this.becomeFollower(args.term)\n    const isFree',
        replace: `const isNewTerm = args.term > state.currentTerm
    if (isNewTerm) this.becomeFollower(args.term)
    const isFree`,
      },
      {
        file: 'raft/raft.ts',
        find: 'state.voteFor(args.candidateId)',
        replace: `if (isNewTerm) state.voteFor(args.candidateId)
      else state.votedFor = args.candidateId`,
      },
    ],
  },
]
