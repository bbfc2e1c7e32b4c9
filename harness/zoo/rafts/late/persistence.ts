/** Faults in what is saved, on the Raft that answers late. */
import type { Base } from '../../entry.ts'

const GRANT = 'this.store.enter(term, candidate)'
const MERGE_AND_SAVE = 'if (log.merge(entries)) this.store.save()'
const CANDIDACY = 'this.store.enter(this.store.term + 1, this.me)'

export const persistence: Base['kinds'] = {
  'vote-not-persisted': [
    {
      file: 'raft/store.ts',
      find: 'ballot: { term, votedFor },',
      replace: 'ballot: { term, votedFor: NOBODY },',
    },
  ],
  'vote-saved-after-reply': [
    {
      file: 'raft/raft.ts',
      find: GRANT,
      replace: `this.store.votedFor = candidate
    setTimeout(() => this.store.save(), ANSWER_MS_MAX + 1)`,
    },
  ],
  'vote-not-restored': [
    { file: 'raft/store.ts', find: 'this.votedFor = ballot.votedFor', replace: '' },
  ],
  'vote-not-reset': [
    {
      file: 'raft/raft.ts',
      find: 'this.store.enter(term, NOBODY)',
      replace: 'this.store.enter(term, this.store.votedFor)',
    },
  ],
  'term-not-persisted': [
    {
      file: 'raft/raft.ts',
      find: 'if (term > this.store.term) this.store.enter(term, NOBODY)',
      replace: `if (term === this.store.term) return
    this.store.term = term
    this.store.votedFor = NOBODY`,
    },
  ],
  'term-not-restored': [{ file: 'raft/store.ts', find: 'this.term = ballot.term', replace: '' }],
  'append-not-persisted': [
    { file: 'raft/raft.ts', find: MERGE_AND_SAVE, replace: 'log.merge(entries)' },
  ],
  'start-not-persisted': [
    {
      file: 'raft/raft.ts',
      find: 'log.add(term, command)\n    this.store.save()',
      replace: 'log.add(term, command)',
    },
  ],
  'saves-after-reply': [
    {
      file: 'raft/raft.ts',
      find: MERGE_AND_SAVE,
      replace: 'if (log.merge(entries)) setTimeout(() => this.store.save(), ANSWER_MS_MAX + 1)',
    },
  ],
  'own-vote-not-persisted': [
    {
      file: 'raft/raft.ts',
      find: CANDIDACY,
      replace: `this.store.enter(this.store.term + 1, NOBODY)
    this.store.votedFor = this.me`,
    },
  ],
  'candidacy-not-persisted': [
    {
      file: 'raft/raft.ts',
      find: CANDIDACY,
      replace: 'this.store.term += 1\n    this.store.votedFor = this.me',
    },
  ],
  'vote-of-known-term-not-persisted': [
    {
      file: 'raft/raft.ts',
      find: 'if (term > this.store.term) this.leaveFor(term)\n',
      replace: `const isNewTerm = term > this.store.term
    if (isNewTerm) this.leaveFor(term)
`,
    },
    {
      file: 'raft/raft.ts',
      find: GRANT,
      replace: `if (isNewTerm) this.store.enter(term, candidate)
    else this.store.votedFor = candidate`,
    },
  ],
}
