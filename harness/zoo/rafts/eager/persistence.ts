/** The kinds of part 2C on the eager Raft that are about what is saved. */
import type { Realisation } from '../../entry.ts'

/** Ours, in both: a reply may dawdle for a millisecond before it leaves. */
const SAVE_SOON = 'setTimeout(() => this.#persist(), 2)'

export const persistence: Record<string, Realisation> = {
  'vote-not-persisted': [
    {
      file: 'raft/raft.ts',
      find: `this.#poll?.cancel()
        this.#persist()`,
      replace: 'this.#poll?.cancel()',
    },
  ],
  'vote-saved-after-reply': [
    {
      file: 'raft/raft.ts',
      find: `this.#poll?.cancel()
        this.#persist()`,
      replace: `this.#poll?.cancel()
        ${SAVE_SOON}`,
    },
  ],
  'vote-not-restored': [
    {
      file: 'raft/raft.ts',
      find: 'this.#votedFor = votedFor',
      replace: 'this.#votedFor = NOBODY',
    },
  ],
  'vote-not-reset': [
    {
      file: 'raft/raft.ts',
      find: `this.#votedFor = NOBODY
      this.#persist()`,
      replace: 'this.#persist()',
    },
  ],
  'term-not-persisted': [
    {
      file: 'raft/raft.ts',
      find: `this.#votedFor = NOBODY
      this.#persist()`,
      replace: 'this.#votedFor = NOBODY',
    },
  ],
  'term-not-restored': [
    {
      file: 'raft/raft.ts',
      find: `this.#term = term
    this.#votedFor = votedFor`,
      replace: `this.#term = 0
    this.#votedFor = votedFor`,
    },
  ],
  'append-not-persisted': [
    {
      file: 'raft/raft.ts',
      find: 'if (this.#log.merge(prevIndex, entries)) this.#persist()',
      replace: 'this.#log.merge(prevIndex, entries)',
    },
  ],
  'start-not-persisted': [
    {
      file: 'raft/raft.ts',
      find: `this.#persist()
    this.#planFlush()`,
      replace: 'this.#planFlush()',
    },
  ],
  'saves-after-reply': [
    {
      file: 'raft/raft.ts',
      find: 'if (this.#log.merge(prevIndex, entries)) this.#persist()',
      replace: `if (this.#log.merge(prevIndex, entries)) ${SAVE_SOON}`,
    },
  ],
  'own-vote-not-persisted': [
    {
      file: 'raft/raft.ts',
      find: `this.#votedFor = this.#me
    this.#persist()`,
      replace: `this.#votedFor = NOBODY
    this.#persist()
    this.#votedFor = this.#me`,
    },
  ],
  'candidacy-not-persisted': [
    {
      file: 'raft/raft.ts',
      find: `this.#votedFor = this.#me
    this.#persist()`,
      replace: 'this.#votedFor = this.#me',
    },
  ],
  'vote-of-known-term-not-persisted': [
    {
      file: 'raft/raft.ts',
      find: 'if (args.term > this.#term) this.#follow(args.term)',
      replace: `const isNewTerm = args.term > this.#term
      if (isNewTerm) this.#follow(args.term)`,
    },
    {
      file: 'raft/raft.ts',
      find: `this.#poll?.cancel()
        this.#persist()`,
      replace: `this.#poll?.cancel()
        if (isNewTerm) this.#persist()`,
    },
  ],
}
