/** Acknowledged and lost, or lost and not repeated, on the Raft that sends at once. */
import type { Base } from '../../entry.ts'

const AGREES = 'if (!this.#log.agreesAt(prevIndex, prevTerm)) return false'
const MERGED = 'if (this.#log.merge(prevIndex, entries)) this.#persist()'

export const kept: Base['kinds'] = {
  'lost-append-not-repeated': [
    {
      file: 'raft/follower.ts',
      find: 'if (oldest !== undefined && oldest.sentAt <= lostBefore) this.#probeFrom(this.matchIndex + 1)',
      replace: '',
    },
    {
      file: 'raft/raft.ts',
      find: 'if (!follower.hasUnderWay) this.#send(follower)',
      replace: 'this.#send(follower)',
    },
    {
      file: 'raft/raft.ts',
      find: 'else if (!follower.noteRefusal',
      replace: 'else if (prevIndex >= this.#log.last || !follower.noteRefusal',
    },
  ],
  'sent-again-not-stored': [
    {
      file: 'raft/raft.ts',
      find: AGREES,
      replace: `${AGREES}\n    if (prevIndex < this.#commitIndex) return true`,
    },
  ],
  'uncommitted-dropped-at-new-term': [
    {
      file: 'raft/raft.ts',
      find: 'if (term > this.#term) {\n      this.#term = term',
      replace: `if (term > this.#term) {
      this.#log.cutBehind(this.#commitIndex)
      this.#term = term`,
    },
    {
      file: 'raft/log.ts',
      find: '  append(term: number',
      replace: `  cutBehind(index: number): void {
    const kept = Math.max(0, index - this.#base)
    this.#entries.splice(kept)
    this.#records.keepFirst(kept)
  }

  append(term: number`,
    },
  ],
  'replaced-entries-not-persisted': [
    {
      file: 'raft/raft.ts',
      find: MERGED,
      replace: `const { last } = this.#log
    this.#log.merge(prevIndex, entries)
    if (this.#log.last > last) this.#persist()`,
    },
  ],
  'sent-again-below-snapshot-not-stored': [
    {
      file: 'raft/raft.ts',
      find: AGREES,
      replace: `${AGREES}\n    if (prevIndex < this.#log.base) return true`,
    },
  ],
}
