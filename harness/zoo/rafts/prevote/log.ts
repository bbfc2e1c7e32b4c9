/** The kinds of part 2B on the Raft with pre-vote. */
import type { Realisation } from '../../entry.ts'

const NEW_ENTRY = 'return index > this.edgeIndex && this.termAt(index) !== entry.term'
const COMMIT = 'this.commitTo(Math.min(args.leaderCommit, prevLogIndex + entries.length))'

export const log: Readonly<Record<string, Realisation>> = {
  'heartbeats-every-10-ms': [
    { file: 'raft/raft.ts', find: 'const HEARTBEAT_MS = 100', replace: 'const HEARTBEAT_MS = 10' },
  ],
  // The pre-vote looks at the log: as it was then.
  'vote-without-log-check': [
    {
      file: 'raft/raft.ts',
      find: 'args.term === this.term && isFree && this.isUpToDate(args)',
      replace: 'args.term === this.term && isFree',
    },
  ],
  'up-to-date-by-length': [
    {
      file: 'raft/raft.ts',
      find: 'if (lastLogTerm !== this.log.lastTerm) return lastLogTerm > this.log.lastTerm\n',
      replace: '',
    },
  ],
  'commits-on-half': [
    {
      file: 'raft/raft.ts',
      find: 'held[Math.floor(held.length / 2)]',
      replace: 'held[Math.floor(held.length / 2) - 1]',
    },
  ],
  'conflicts-not-truncated': [
    { file: 'raft/log.ts', find: NEW_ENTRY, replace: 'return index > this.lastIndex' },
  ],
  'truncates-on-every-append': [
    { file: 'raft/log.ts', find: NEW_ENTRY, replace: 'return index > this.edgeIndex' },
  ],
  'prev-log-term-unchecked': [
    {
      file: 'raft/raft.ts',
      find: 'this.log.termAt(prevLogIndex) === prevLogTerm',
      replace: 'this.log.termAt(prevLogIndex) !== undefined',
    },
  ],
  'whole-log-every-time': [
    {
      file: 'raft/raft.ts',
      find: 'const prevLogIndex = follower.nextIndex - 1',
      replace: 'const prevLogIndex = this.log.edgeIndex',
    },
  ],
  // Every message of this leader goes to the end of its log, and so as far as it has committed. The
  // first hunk has it look for the matching entry with empty ones.
  'commit-index-not-capped': [
    {
      file: 'raft/raft.ts',
      find: 'const entries = this.log.after(prevLogIndex)',
      replace:
        'const entries = prevLogIndex === follower.matchIndex ? this.log.after(prevLogIndex) : []',
    },
    {
      file: 'raft/raft.ts',
      find: COMMIT,
      replace: 'this.commitTo(Math.min(args.leaderCommit, this.log.lastIndex))',
    },
  ],
  'applied-before-commit': [
    {
      file: 'raft/raft.ts',
      find: COMMIT,
      replace: 'this.commitTo(prevLogIndex + entries.length)',
    },
  ],
  'backs-up-one-per-heartbeat': [
    {
      file: 'raft/raft.ts',
      find: `const isSwallowed = hint.index < this.log.edgeIndex
    const agreed = isSwallowed ? hint.index : this.log.lastNotNewer(hint.index, hint.term).index
    follower.nextIndex = Math.max(follower.matchIndex, Math.min(agreed, prevLogIndex - 1)) + 1
    this.send(role, follower)`,
      replace: 'follower.nextIndex = prevLogIndex',
    },
  ],
  'start-returns-wrong-index': [
    {
      file: 'raft/raft.ts',
      find: 'return { index: number, term, isLeader: true }',
      replace: 'return { index: number - 1, term, isLeader: true }',
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
      find: 'if (message !== undefined) await this.applyCh.send(message)',
      replace: `const hasSecond = message !== undefined && this.lastApplied < this.commitIndex
      const second = hasSecond ? this.nextMessage() : undefined
      if (second !== undefined) await this.applyCh.send(second)
      if (message !== undefined) await this.applyCh.send(message)`,
    },
  ],
  'conflicting-tail-kept': [
    {
      file: 'raft/log.ts',
      find: `this.keep(0, prevIndex + firstNew - this.edgeIndex)
    this.append(...entries.slice(firstNew))`,
      replace: `const at = prevIndex + firstNew - this.edgeIndex
    const rest = entries.slice(firstNew)
    const tail = this.entries.slice(at + rest.length)
    this.keep(0, at)
    this.append(...rest, ...tail)`,
    },
  ],
  'past-append-taken': [
    {
      file: 'raft/raft.ts',
      find: 'if (this.isKilled || term < this.term) return false',
      replace: 'if (this.isKilled) return false',
    },
  ],
  'heartbeats-unchecked':
    "An AppendEntries without entries goes only to who has acknowledged the leader's own entry of the term, and so agrees with its log.",
  'terms-compared-as-text': [
    {
      file: 'raft/raft.ts',
      find: 'return lastLogTerm > this.log.lastTerm',
      replace: 'return String(lastLogTerm) > String(this.log.lastTerm)',
    },
  ],
  // What came with a message that was turned down is sent again.
  'commit-announced-once': [
    {
      file: 'raft/raft.ts',
      find: 'follower.commitSent = this.commitIndex\n',
      replace: '',
    },
    {
      file: 'raft/raft.ts',
      find: 'const { term, commitIndex: leaderCommit } = this\n',
      replace: `const { term } = this
    const leaderCommit = follower.commitSent < this.commitIndex ? this.commitIndex : 0
    follower.commitSent = Math.max(follower.commitSent, leaderCommit)
`,
    },
    {
      file: 'raft/raft.ts',
      find: 'Math.min(agreed, prevLogIndex - 1)) + 1\n',
      replace: 'Math.min(agreed, prevLogIndex - 1)) + 1\n    follower.commitSent = 0\n',
    },
  ],
  'next-index-stays-below-match': [
    {
      file: 'raft/raft.ts',
      find: 'if (prevLogIndex !== follower.nextIndex - 1 || prevLogIndex <= follower.matchIndex) return',
      replace: '',
    },
    {
      file: 'raft/raft.ts',
      find: 'Math.max(follower.matchIndex, Math.min(agreed, prevLogIndex - 1)) + 1',
      replace: 'Math.min(agreed, prevLogIndex - 1) + 1',
    },
    {
      file: 'raft/raft.ts',
      find: `follower.matchIndex = Math.max(follower.matchIndex, index)
    follower.nextIndex`,
      replace: `const isNews = index > follower.matchIndex
    if (isNews) follower.matchIndex = index
    if (isNews) follower.nextIndex`,
    },
  ],
}
