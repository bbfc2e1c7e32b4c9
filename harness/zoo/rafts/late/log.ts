/** Faults in the log, on the Raft that answers late. */
import type { Base } from '../../entry.ts'

const IS_FIT = 'lastTerm === log.lastTerm ? lastIndex >= log.lastIndex : lastTerm > log.lastTerm'
const IS_KNOWN = 'entry.index <= this.edge.index || this.termAt(entry.index) === entry.term'
const COMMIT = 'this.commitTo(Math.min(commit, prevIndex + entries.length))'
const REFUSED = 'this.next = Math.max(this.match + 1, Math.min(retryAt, prevIndex))'

export const log: Base['kinds'] = {
  'heartbeats-every-10-ms': [
    { file: 'raft/raft.ts', find: 'const PAUSE_MS = 100', replace: 'const PAUSE_MS = 10' },
  ],
  'vote-without-log-check': [{ file: 'raft/raft.ts', find: IS_FIT, replace: 'true' }],
  'up-to-date-by-length': [
    { file: 'raft/raft.ts', find: IS_FIT, replace: 'lastIndex >= log.lastIndex' },
  ],
  'commits-on-half': [
    {
      file: 'raft/raft.ts',
      find: '[Math.ceil(held.length / 2) - 1]',
      replace: '[Math.ceil(held.length / 2)]',
    },
  ],
  'conflicts-not-truncated': [
    { file: 'raft/segments.ts', find: IS_KNOWN, replace: 'entry.index <= this.last' },
  ],
  'truncates-on-every-append': [
    { file: 'raft/segments.ts', find: IS_KNOWN, replace: 'entry.index <= this.edge.index' },
  ],
  'prev-log-term-unchecked': [
    {
      file: 'raft/raft.ts',
      find: `if (prevIndex >= log.edgeIndex && log.termAt(prevIndex) !== prevTerm) {
      return log.firstOfTerm(prevIndex)
    }
`,
      replace: '',
    },
  ],
  // Not cut off at so many entries as one message has, or a longer log would never be sent.
  'whole-log-every-time': [
    {
      file: 'raft/raft.ts',
      find: 'const prevIndex = student.next - 1',
      replace: 'const prevIndex = Math.min(student.next - 1, log.edgeIndex)',
    },
    {
      file: 'raft/raft.ts',
      find: 'log.behind(prevIndex, ENTRIES_MAX)',
      replace: 'log.behind(prevIndex, student.next + ENTRIES_MAX)',
    },
  ],
  // Harmful where the entries that agree are more than one message has, for then the tail behind
  // them is not compared.
  'commit-index-not-capped': [
    {
      file: 'raft/raft.ts',
      find: COMMIT,
      replace: 'this.commitTo(Math.min(commit, log.lastIndex))',
    },
  ],
  'applied-before-commit': [
    { file: 'raft/raft.ts', find: COMMIT, replace: 'this.commitTo(prevIndex + entries.length)' },
  ],
  'backs-up-one-per-heartbeat': [
    {
      file: 'raft/rpc.ts',
      find: 'commitTold = 0',
      replace: 'commitTold = 0\n  isRefused = false',
    },
    {
      file: 'raft/rpc.ts',
      find: 'this.match = Math.max(this.match, index)',
      replace: 'this.match = Math.max(this.match, index)\n    this.isRefused = false',
    },
    {
      file: 'raft/rpc.ts',
      find: REFUSED,
      replace: 'this.next = prevIndex\n    this.isRefused = true',
    },
    {
      file: 'raft/raft.ts',
      find: 'private lacksNews(student: Student): boolean {',
      replace:
        'private lacksNews(student: Student): boolean {\n    if (student.isRefused) return false',
    },
  ],
  'start-returns-wrong-index': [
    {
      file: 'raft/raft.ts',
      find: 'return { index, term, isLeader: true }',
      replace: 'return { index: index - 1, term, isLeader: true }',
    },
  ],
  'async-start': [
    {
      file: 'raft/raft.ts',
      find: 'start(command: unknown): { index: number; term: number; isLeader: boolean } {',
      replace: 'async start(command: unknown) {',
    },
  ],
  'two-applied-out-of-order': [
    {
      file: 'raft/raft.ts',
      find: 'else await this.applyCh.send(message)',
      replace: `else {
        const second = this.nextMessage()
        if (second !== undefined) await this.applyCh.send(second)
        await this.applyCh.send(message)
      }`,
    },
  ],
  'conflicting-tail-kept': [
    {
      file: 'raft/segments.ts',
      find: `if (entry.index <= this.last) this.cutFrom(entry.index)
      this.put(entry)`,
      replace: `const segment = this.segments.get(numberOf(entry.index))
      const first = segment?.entries[0]
      if (entry.index <= this.last && segment !== undefined && first !== undefined) {
        segment.entries[entry.index - first.index] = entry
        segment.record = undefined
      } else this.put(entry)`,
    },
  ],
  'past-append-taken': [
    {
      file: 'raft/raft.ts',
      find: 'if (this.isKilled || term < this.store.term) return false\n    this.leaveFor(term)',
      replace: 'if (this.isKilled) return false\n    this.leaveFor(term)',
    },
  ],
  'heartbeats-unchecked': [
    {
      file: 'raft/raft.ts',
      find: 'if (prevIndex > log.lastIndex) return log.lastIndex + 1',
      replace: `if (entries.length === 0) {
      this.commitTo(Math.min(commit, log.lastIndex))
      return undefined
    }
    if (prevIndex > log.lastIndex) return log.lastIndex + 1`,
    },
  ],
  'terms-compared-as-text': [
    {
      file: 'raft/raft.ts',
      find: ': lastTerm > log.lastTerm',
      replace: ': String(lastTerm) > String(log.lastTerm)',
    },
  ],
  // A refusal is no loss: after one, and with entries short of it, the commit index is still due.
  'commit-announced-once': [
    {
      file: 'raft/raft.ts',
      find: 'student.commitTold = this.commit\n    if (prevTerm === undefined) {',
      replace: 'if (prevTerm === undefined) {',
    },
    {
      file: 'raft/raft.ts',
      find: 'const entries = log.behind(prevIndex, ENTRIES_MAX)',
      replace: `const entries = log.behind(prevIndex, ENTRIES_MAX)
    const isWhole = prevIndex + entries.length >= this.commit
    const isDue = isWhole && student.commitTold < this.commit
    if (isDue) student.commitTold = this.commit`,
    },
    {
      file: 'raft/raft.ts',
      find: 'entries, commit: this.commit }',
      replace: 'entries, commit: isDue ? this.commit : 0 }',
    },
    { file: 'raft/rpc.ts', find: REFUSED, replace: `${REFUSED}\n    this.commitTold = 0` },
  ],
  'next-index-stays-below-match': [
    {
      file: 'raft/rpc.ts',
      find: 'if (prevIndex !== this.next - 1 || prevIndex <= this.match) return\n',
      replace: '',
    },
    {
      file: 'raft/rpc.ts',
      find: 'Math.max(this.match + 1, Math.min(retryAt, prevIndex))',
      replace: 'Math.min(retryAt, prevIndex)',
    },
    {
      file: 'raft/rpc.ts',
      find: 'this.match = Math.max(this.match, index)\n',
      replace: `if (index <= this.match) return
    this.match = index
`,
    },
  ],
}
