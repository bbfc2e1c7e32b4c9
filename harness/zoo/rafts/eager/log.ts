/** The kinds of part 2B on the eager Raft. */
import type { Patch, Realisation } from '../../entry.ts'

/**
 * The eager leader looks for the place where the logs agree with messages that carry entries. These
 * make it look with empty ones, as many do, which is just as right.
 */
const PROBES_ARE_EMPTY: readonly Patch[] = [
  {
    file: 'raft/follower.ts',
    find: 'get canTake(): boolean {',
    replace: `get isProbing(): boolean {
    return this.#probing
  }

  get canTake(): boolean {`,
  },
  {
    file: 'raft/raft.ts',
    find: 'const entries = this.#log.from(follower.nextIndex)',
    replace: 'const entries = follower.isProbing ? [] : this.#log.from(follower.nextIndex)',
  },
]

export const log: Record<string, Realisation> = {
  'heartbeats-every-10-ms': [
    {
      file: 'raft/raft.ts',
      find: 'const HEARTBEAT_MS = 100',
      replace: 'const HEARTBEAT_MS = 10',
    },
  ],
  // The trial vote has looked at the log a moment ago.
  'vote-without-log-check': [
    {
      file: 'raft/raft.ts',
      find: 'const granted = args.term === this.#term && isFree && this.#isUpToDate(args)',
      replace: 'const granted = args.term === this.#term && isFree',
    },
  ],
  'up-to-date-by-length': [
    {
      file: 'raft/raft.ts',
      find: 'return lastTerm === mine ? lastIndex >= last : lastTerm > mine',
      replace: 'return lastIndex >= last',
    },
  ],
  'commits-on-half': [
    {
      file: 'raft/raft.ts',
      find: 'sorted[Math.floor(this.#peers.length / 2)]',
      replace: 'sorted[Math.floor(this.#peers.length / 2) - 1]',
    },
  ],
  'conflicts-not-truncated': [
    {
      file: 'raft/log.ts',
      find: 'if (this.termAt(index) !== entries[index - prev - 1]?.[0]) break',
      replace: 'if (index > this.last) break',
    },
  ],
  'truncates-on-every-append': [
    {
      file: 'raft/log.ts',
      find: `let index = Math.max(prev, this.#base) + 1
    while (index <= prev + entries.length) {
      if (this.termAt(index) !== entries[index - prev - 1]?.[0]) break
      index += 1
    }`,
      replace: 'const index = Math.max(prev, this.#base) + 1',
    },
  ],
  'prev-log-term-unchecked': [
    {
      file: 'raft/log.ts',
      find: 'return index < this.#base || this.termAt(index) === term',
      replace: 'return index <= this.last',
    },
  ],
  'whole-log-every-time': [
    {
      file: 'raft/raft.ts',
      find: 'const prevIndex = follower.nextIndex - 1',
      replace: `follower.nextIndex = this.#log.base + 1
    const prevIndex = follower.nextIndex - 1`,
    },
  ],
  // Harmless where every message ends with the leader's last entry: leaderCommit is never beyond.
  'commit-index-not-capped': [
    ...PROBES_ARE_EMPTY,
    {
      file: 'raft/raft.ts',
      find: 'Math.min(leaderCommit, prevIndex + entries.length)',
      replace: 'Math.min(leaderCommit, this.#log.last)',
    },
  ],
  'applied-before-commit': [
    {
      file: 'raft/raft.ts',
      find: 'Math.min(leaderCommit, prevIndex + entries.length)',
      replace: 'prevIndex + entries.length',
    },
  ],
  'backs-up-one-per-heartbeat': [
    {
      file: 'raft/follower.ts',
      find: `const agreed = Math.max(this.matchIndex, Math.min(committed, prevIndex - 1))
    this.#probeFrom(Math.max(agreed, Math.min(lastIndex, prevIndex - this.#step)) + 1)
    this.#step *= STEP_GROWTH
    return true`,
      replace: `this.#probeFrom(prevIndex)
    this.#probeSent = true
    return false`,
    },
  ],
  'start-returns-wrong-index': [
    {
      file: 'raft/raft.ts',
      find: 'return { index, term: this.#term, isLeader: true }',
      replace: 'return { index: index - 1, term: this.#term, isLeader: true }',
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
      find: 'await this.#applyCh.send(msg)',
      replace: `const second = this.#nextMsg()
      if (second !== undefined) await this.#applyCh.send(second)
      await this.#applyCh.send(msg)`,
    },
  ],
  'conflicting-tail-kept': [
    {
      file: 'raft/log.ts',
      find: 'this.#entries.splice(kept, Infinity, ...added)',
      replace: 'this.#entries.splice(kept, added.length, ...added)',
    },
    {
      file: 'raft/log.ts',
      find: 'for (const entry of added) this.#records.push(entry)',
      replace: 'for (const entry of this.#entries.slice(kept)) this.#records.push(entry)',
    },
  ],
  'past-append-taken': [
    {
      file: 'raft/raft.ts',
      find: 'if (this.#killed || term < this.#term) return false',
      replace: 'if (this.#killed) return false',
    },
  ],
  'heartbeats-unchecked': [
    {
      file: 'raft/raft.ts',
      find: 'if (!this.#log.agreesAt(prevIndex, prevTerm)) return false',
      replace: `const isHeartbeat = entries.length === 0
    if (!isHeartbeat && !this.#log.agreesAt(prevIndex, prevTerm)) return false`,
    },
    {
      file: 'raft/raft.ts',
      find: 'Math.min(leaderCommit, prevIndex + entries.length)',
      replace: 'Math.min(leaderCommit, isHeartbeat ? this.#log.last : prevIndex + entries.length)',
    },
  ],
  'terms-compared-as-text': [
    {
      file: 'raft/raft.ts',
      find: 'lastIndex >= last : lastTerm > mine',
      replace: 'lastIndex >= last : String(lastTerm) > String(mine)',
    },
  ],
  // A message that looks for the place where the logs agree does not count as an announcement.
  'commit-announced-once': [
    ...PROBES_ARE_EMPTY,
    { file: 'raft/raft.ts', find: 'follower.toldCommit = this.#commitIndex\n', replace: '' },
    {
      file: 'raft/raft.ts',
      find: `leaderCommit: this.#commitIndex,
    }
`,
      replace: `leaderCommit: 0,
    }
    if (!follower.isProbing && follower.toldCommit < this.#commitIndex) {
      args.leaderCommit = this.#commitIndex
      follower.toldCommit = this.#commitIndex
    }
`,
    },
  ],
  'next-index-stays-below-match': [
    {
      file: 'raft/follower.ts',
      find: `if (prevIndex <= this.matchIndex) return false
    if (this.#probing && prevIndex !== this.nextIndex - 1) return false
`,
      replace: '',
    },
    {
      file: 'raft/follower.ts',
      find: 'Math.max(this.matchIndex, Math.min(committed, prevIndex - 1))',
      replace: 'Math.min(committed, prevIndex - 1)',
    },
    {
      file: 'raft/follower.ts',
      find: 'this.matchIndex = Math.max(this.matchIndex, index)\n',
      replace: `if (this.#probing && index <= this.matchIndex) return
    this.matchIndex = Math.max(this.matchIndex, index)
`,
    },
  ],
}
