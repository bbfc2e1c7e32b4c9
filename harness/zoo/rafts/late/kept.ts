/** Acknowledged and lost, or lost and not repeated, on the Raft that answers late. */
import type { Base } from '../../entry.ts'

const MERGED = 'if (log.merge(entries)) this.store.save()'

export const kept: Base['kinds'] = {
  // It counts as there what has left, so that it leaves again only when it is refused.
  'lost-append-not-repeated': [
    { file: 'raft/raft.ts', find: 'const SENDINGS = 3', replace: 'const SENDINGS = 1' },
    {
      file: 'raft/raft.ts',
      find: 'const entries = log.behind(prevIndex, ENTRIES_MAX)',
      replace: `const entries = log.behind(prevIndex, ENTRIES_MAX)
    student.next = prevIndex + entries.length + 1`,
    },
    {
      file: 'raft/raft.ts',
      find: 'else student.noteRefusal(prevIndex, retryAt)',
      replace:
        'else if (prevIndex < this.store.log.lastIndex) student.noteRefusal(prevIndex, retryAt)',
    },
    {
      file: 'raft/rpc.ts',
      find: 'if (prevIndex !== this.next - 1 || prevIndex <= this.match) return',
      replace: 'if (prevIndex <= this.match) return',
    },
  ],
  'sent-again-not-stored': [
    {
      file: 'raft/raft.ts',
      find: MERGED,
      replace: `if (prevIndex < this.commit) return undefined
    ${MERGED}`,
    },
  ],
  'uncommitted-dropped-at-new-term': [
    {
      file: 'raft/raft.ts',
      find: 'if (term > this.store.term) this.store.enter(term, NOBODY)',
      replace: `if (term <= this.store.term) return
    this.store.log.cutBehind(this.commit)
    this.store.enter(term, NOBODY)`,
    },
    {
      file: 'raft/segments.ts',
      find: '  add(term: number',
      replace: `  cutBehind(index: number): void {
    if (index < this.last) this.cutFrom(Math.max(index, this.edge.index) + 1)
  }

  add(term: number`,
    },
  ],
  'replaced-entries-not-persisted': [
    {
      file: 'raft/raft.ts',
      find: MERGED,
      replace: `const { lastIndex } = log
    log.merge(entries)
    if (log.lastIndex > lastIndex) this.store.save()`,
    },
  ],
  'sent-again-below-snapshot-not-stored': [
    {
      file: 'raft/raft.ts',
      find: MERGED,
      replace: `if (prevIndex < log.edgeIndex) return undefined
    ${MERGED}`,
    },
  ],
}
