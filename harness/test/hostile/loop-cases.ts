/** Submissions that do not come back, or take all there is. */
import { type HostileCase, lines } from './case.ts'

const OTHERS = ['TestReElection2A', 'TestBasicAgree2B']
/** The run is ended by the watchdog, at the line where the code is. */
const HANG = { kind: 'hang', says: /ran for more than 0\.4 s without coming back/ } as const

export const loopCases: readonly HostileCase[] = [
  {
    does: 'loops at module level',
    code: 'for (;;) {}\nexport class Raft extends Good {}',
    ...HANG,
    at: 'raft/raft.ts:2',
  },
  {
    does: 'loops in the constructor',
    code: lines(
      'export class Raft extends Good {',
      '  constructor(...a) {',
      '    super(...a)',
      '    for (;;) {}',
      '  }',
      '}',
    ),
    ...HANG,
    at: 'raft/raft.ts:5',
    others: OTHERS,
  },
  {
    does: 'loops in a handler',
    code: lines(
      'export class Raft extends Good {',
      '  requestVote() {',
      '    for (let i = 0; ; i++) this.n = i',
      '  }',
      '}',
    ),
    ...HANG,
    at: 'raft/raft.ts:4',
  },
  {
    does: 'loops in a timer',
    code: lines(
      'export class Raft extends Good {',
      '  constructor(...a) {',
      '    super(...a)',
      '    setTimeout(() => { while (true) Math.sqrt(2) }, 30)',
      '  }',
      '}',
    ),
    ...HANG,
    at: 'raft/raft.ts:5',
  },
  {
    does: 'loops and swallows what it can',
    code: lines(
      'export class Raft extends Good {',
      '  getState() {',
      '    for (;;) { try { for (;;) {} } catch {} finally { continue } }',
      '  }',
      '}',
    ),
    ...HANG,
    at: 'raft/raft.ts:4',
  },
  {
    does: 'loops in a getter of what it rejected with',
    code: [
      'export class Raft extends Good {',
      '  constructor(...a) {',
      '    super(...a)',
      '    void Promise.reject({ get stack() { for (;;) {} } })',
      '  }',
      '}',
    ].join('\n'),
    ...HANG,
    at: 'raft/raft.ts:5',
  },
  {
    does: 'awaits nothing without end',
    code: lines(
      'export class Raft extends Good {',
      '  async requestVote() {',
      '    while (true) await null',
      '  }',
      '}',
    ),
    ...HANG,
    at: 'raft/raft.ts:4',
  },
  {
    does: 'backtracks in a regular expression',
    code: lines(
      'export class Raft extends Good {',
      '  requestVote() {',
      "    return /^(a+)+$/.test('a'.repeat(60) + 'b')",
      '  }',
      '}',
    ),
    ...HANG,
    at: 'raft/raft.ts:4',
  },
  {
    does: 'loops over setImmediate',
    code: lines(
      'export class Raft extends Good {',
      '  constructor(...a) {',
      '    super(...a)',
      '    const again = () => setImmediate(again)',
      '    again()',
      '  }',
      '}',
    ),
    kind: 'storm',
    says: /^S\d caused more than 10,000 events within one virtual millisecond$/,
    detail: /wait with sleep\(\)/,
  },
  {
    does: 'takes all memory in arrays',
    code: lines(
      'const kept = []',
      'export class Raft extends Good {',
      '  requestVote() {',
      '    for (;;) kept.push(new Array(10_000).fill(1.5))',
      '  }',
      '}',
    ),
    kind: 'memory',
    says: /used more than 300 MB of memory/,
    at: 'raft/raft.ts:5',
    others: OTHERS,
  },
  {
    does: 'takes all memory in bytes',
    code: lines(
      'const kept = []',
      'export class Raft extends Good {',
      '  requestVote() {',
      '    for (;;) kept.push(new Uint8Array(2 ** 20).fill(7))',
      '  }',
      '}',
    ),
    kind: 'memory',
    says: /used more than 300 MB of memory/,
    at: 'raft/raft.ts:5',
  },
  {
    does: 'asks for more bytes than there are',
    code: lines(
      'export class Raft extends Good {',
      '  requestVote() {',
      '    return new Uint8Array(2 ** 52)',
      '  }',
      '}',
    ),
    says: /^S\d: RangeError: (Array buffer allocation failed|Invalid typed array length)/,
    at: 'raft/raft.ts:4',
  },
  {
    does: 'never settles its handlers',
    code: lines(
      'export class Raft extends Good {',
      '  requestVote() {',
      '    return new Promise(() => {})',
      '  }',
      '}',
    ),
    kind: 'check',
    detail: /has not answered \d+ calls of Raft\.requestVote since .*never settled/,
  },
]
