/** Acknowledged and lost, or lost and not repeated, on the Raft with pre-vote. */
import type { Base } from '../../entry.ts'

const TAKEN = 'if (this.log.take(prevLogIndex, entries)) this.persist()'

export const kept: Base['kinds'] = {
  // It counts as there what has left, so that it leaves again only when it is refused.
  'lost-append-not-repeated': [
    {
      file: 'raft/raft.ts',
      find: 'const args: AppendArgs = { term, prevLogIndex, prevLogTerm, entries, leaderCommit }',
      replace: `const args: AppendArgs = { term, prevLogIndex, prevLogTerm, entries, leaderCommit }
    follower.nextIndex = prevLogIndex + entries.length + 1`,
    },
    {
      file: 'raft/raft.ts',
      find: 'if (prevLogIndex !== follower.nextIndex - 1 || prevLogIndex <= follower.matchIndex) return',
      replace:
        'if (prevLogIndex >= this.log.lastIndex || prevLogIndex <= follower.matchIndex) return',
    },
  ],
  'sent-again-not-stored': [
    {
      file: 'raft/raft.ts',
      find: TAKEN,
      replace: `if (prevLogIndex < this.commitIndex) return { term: this.term, success: true, hint }
    ${TAKEN}`,
    },
  ],
  'uncommitted-dropped-at-new-term': [
    {
      file: 'raft/raft.ts',
      find: 'if (term > this.term) {\n      this.term = term',
      replace: `if (term > this.term) {
      this.log.cutBehind(this.commitIndex)
      this.term = term`,
    },
    {
      file: 'raft/log.ts',
      find: '  append(...entries',
      replace: `  cutBehind(index: number): void {
    this.keep(0, Math.max(0, index - this.edgeIndex))
  }

  append(...entries`,
    },
  ],
  'replaced-entries-not-persisted':
    "A leader's own entry replaces an older tail and comes with a new term, which is saved.",
  'sent-again-below-snapshot-not-stored': [
    {
      file: 'raft/raft.ts',
      find: TAKEN,
      replace: `const isBelow = prevLogIndex < this.log.edgeIndex
    if (isBelow) return { term: this.term, success: true, hint }
    ${TAKEN}`,
    },
  ],
}
