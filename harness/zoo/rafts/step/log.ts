/** The kinds of 2B on the Raft that is a pure step function. */
import type { Realisation } from '../../entry.ts'

export const log: Readonly<Record<string, Realisation>> = {
  'heartbeats-every-10-ms': [
    { file: 'raft/step.ts', find: 'const HEARTBEAT_MS = 100', replace: 'const HEARTBEAT_MS = 10' },
  ],

  'vote-without-log-check': [
    {
      file: 'raft/answering.ts',
      find: 'const isFit = isUpToDate(s, args.lastIndex, args.lastTerm)',
      replace: 'const isFit = true',
    },
  ],

  'up-to-date-by-length': [
    {
      file: 'raft/state.ts',
      find: 'return lastTerm === mine ? lastIndex >= end(s) : lastTerm > mine',
      replace: 'return lastIndex >= end(s)',
    },
  ],

  'commits-on-half': [
    {
      file: 'raft/leading.ts',
      find: 'if (holders * 2 <= s.size) continue',
      replace: 'if (holders < Math.floor(s.size / 2)) continue',
    },
  ],

  'conflicts-not-truncated': [
    {
      file: 'raft/state.ts',
      find: 'if (index <= s.edge || termAt(s, index) === entry[0]) continue',
      replace: 'if (index <= end(s)) continue',
    },
  ],

  'truncates-on-every-append': [
    {
      file: 'raft/state.ts',
      find: 'if (index <= s.edge || termAt(s, index) === entry[0]) continue',
      replace: 'if (index <= s.edge) continue',
    },
  ],

  'prev-log-term-unchecked': [
    {
      file: 'raft/answering.ts',
      find: 'if (prevIndex >= s.edge && termAt(s, prevIndex) !== prevTerm) {',
      replace: 'if (prevIndex > end(s)) {',
    },
  ],

  'whole-log-every-time': [
    {
      file: 'raft/leading.ts',
      find: `    prevIndex,
    prevTerm: termAt(s, prevIndex) ?? 0,
    entries: count === 0 ? [] : s.log.slice(from, from + count),`,
      replace: `    prevIndex: s.edge,
    prevTerm: termAt(s, s.edge) ?? 0,
    entries: s.log.slice(1),`,
    },
  ],

  'commit-index-not-capped': [
    {
      file: 'raft/answering.ts',
      find: 'Math.min(commit, prevIndex + entries.length)',
      replace: 'Math.min(commit, end(s))',
    },
  ],

  'applied-before-commit': [
    {
      file: 'raft/answering.ts',
      find: 'Math.max(s.commit, Math.min(commit, prevIndex + entries.length))',
      replace: 'Math.max(s.commit, prevIndex + entries.length)',
    },
  ],

  'backs-up-one-per-heartbeat': [
    {
      file: 'raft/leading.ts',
      find: 'return underWay.length < (isProbing ? 1 : WINDOW)',
      replace: 'return !isProbing && underWay.length < WINDOW',
    },
    {
      file: 'raft/leading.ts',
      find: `const agreed = Math.min(agreedIn(s, reply.runs, reply.end), args.prevIndex - 1)
    probeFrom(flow, Math.max(agreed, flow.match) + 1)`,
      replace: 'probeFrom(flow, args.prevIndex)',
    },
  ],

  'start-returns-wrong-index': [
    {
      file: 'raft/raft.ts',
      find: 'return { index: end(this.#state), term, isLeader: true }',
      replace: 'return { index: end(this.#state) - 1, term, isLeader: true }',
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
      find: 'await this.#applyCh.send(msg)\n',
      replace: `const second = this.#nextMsg()
      if (second !== undefined) await this.#applyCh.send(second)
      await this.#applyCh.send(msg)
`,
    },
  ],

  'conflicting-tail-kept': [
    {
      file: 'raft/state.ts',
      find: 's.log.splice(index - s.edge, Infinity, ...entries.slice(i))',
      replace: 's.log.splice(index - s.edge, entries.length - i, ...entries.slice(i))',
    },
  ],

  'past-append-taken': [
    {
      file: 'raft/answering.ts',
      find: 'if (args.term < s.term) return { term: s.term, ok: false, end: 0, runs: [] }\n',
      replace: '',
    },
  ],

  'heartbeats-unchecked': [
    {
      file: 'raft/answering.ts',
      find: 'if (prevIndex >= s.edge && termAt(s, prevIndex) !== prevTerm) {',
      replace:
        'if (entries.length > 0 && prevIndex >= s.edge && termAt(s, prevIndex) !== prevTerm) {',
    },
    {
      file: 'raft/answering.ts',
      find: 'Math.min(commit, prevIndex + entries.length)',
      replace: 'Math.min(commit, entries.length > 0 ? prevIndex + entries.length : end(s))',
    },
  ],

  'terms-compared-as-text': [
    {
      file: 'raft/state.ts',
      find: 'lastIndex >= end(s) : lastTerm > mine',
      replace: 'lastIndex >= end(s) : String(lastTerm) > String(mine)',
    },
  ],

  // What a follower was told grows with what a message could make it commit; a probe tells nothing.
  'commit-announced-once': [
    {
      file: 'raft/leading.ts',
      find: 'const prevIndex = flow.next - 1\n  flow.told = s.commit\n',
      replace: 'const prevIndex = flow.next - 1\n',
    },
    {
      file: 'raft/leading.ts',
      find: 'return toSend(flow, appendOf(s, prevIndex, count))',
      replace: `if (flow.isProbing || flow.told >= s.commit) {
    return toSend(flow, appendOf(s, prevIndex, count))
  }
  flow.told = Math.max(flow.told, Math.min(s.commit, prevIndex + count))
  return toSend(flow, appendOf(s, prevIndex, count, s.commit))`,
    },
    {
      file: 'raft/leading.ts',
      find: 'function appendOf(s: State, prevIndex: number, count: number): Request {',
      replace:
        'function appendOf(s: State, prevIndex: number, count: number, commit = 0): Request {',
    },
    { file: 'raft/leading.ts', find: 'commit: s.commit,', replace: 'commit,' },
  ],
  'next-index-stays-below-match':
    'Its next index moves on with whatever leaves, and a probe carries no entries.',
}
