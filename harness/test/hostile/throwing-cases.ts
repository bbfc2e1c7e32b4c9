/** Submissions that throw or reject, in every place where student code runs. */
import { type HostileCase, lines } from './case.ts'

const AGREE = 'TestBasicAgree2B'

const PLACES: readonly HostileCase[] = [
  {
    does: 'throws at module level',
    code: "throw new Error('too early')\nexport class Raft extends Good {}",
    says: /^S0: Error: too early$/,
    detail: /top level of the submission/,
    at: 'raft/raft.ts:2',
  },
  {
    does: 'throws in the constructor',
    code: lines(
      'export class Raft extends Good {',
      "  constructor(...a) { super(...a); throw new RangeError('no') }",
      '}',
    ),
    says: /^S0: RangeError: no$/,
    detail: /the constructor/,
    at: 'raft/raft.ts:3',
  },
  {
    does: 'throws in a handler',
    code: 'export class Raft extends Good {\n  requestVote(args) { return args.nothing.term }\n}',
    says: /^S\d: TypeError: Cannot read properties of undefined \(reading 'term'\)$/,
    detail: /the handler of Raft.requestVote/,
    at: 'raft/raft.ts:3',
  },
  {
    does: 'rejects in an async handler',
    code: lines(
      'export class Raft extends Good {',
      "  async requestVote() { await null; throw new Error('later') }",
      '}',
    ),
    says: /^S\d: Error: later$/,
    detail: /the handler of Raft.requestVote/,
    at: 'raft/raft.ts:3',
  },
  {
    does: 'throws in a timer',
    code: lines(
      'export class Raft extends Good {',
      "  constructor(...a) { super(...a); setTimeout(() => { throw new Error('tick') }, 50) }",
      '}',
    ),
    says: /^S\d: Error: tick$/,
    detail: /a timer/,
    at: 'raft/raft.ts:3',
  },
  {
    does: 'throws in getState()',
    code: "export class Raft extends Good {\n  getState() { throw new Error('state') }\n}",
    says: /^S0: Error: state$/,
    detail: /Raft\.getState\(\)/,
    at: 'raft/raft.ts:3',
  },
  {
    does: 'throws in start()',
    code: "export class Raft extends Good {\n  start() { throw new Error('start') }\n}",
    says: /^S\d: Error: start$/,
    detail: /Raft\.start\(\)/,
    at: 'raft/raft.ts:3',
    test: AGREE,
  },
  {
    does: 'rejects where nobody awaits',
    code: [
      'export class Raft extends Good {',
      '  constructor(...a) { super(...a); void this.later() }',
      "  async later() { await new Promise((go) => setTimeout(go, 400)); throw new Error('lost') }",
      '}',
    ].join('\n'),
    says: /^S\d: Error: lost$/,
    detail: /promise work that nobody awaits/,
    at: 'raft/raft.ts:4',
  },
  {
    does: 'recurses without end',
    code: lines(
      'function down(n) { return 1 + down(n + 1) }',
      'export class Raft extends Good {',
      '  requestVote() { return down(0) }',
      '}',
    ),
    says: /^S\d: RangeError: Maximum call stack size exceeded$/,
    at: 'raft/raft.ts:2',
  },
]

/** Reasons that are no plain Error, each rejected by a promise that nobody awaits. */
const REASONS: readonly (readonly [does: string, reason: string, says: RegExp])[] = [
  ['a string', "'just words'", /^S0: threw "just words", which is no Error/],
  ['undefined', 'undefined', /^S0: threw undefined, which is no Error/],
  ['a plain object', '{ code: 7 }', /^S0: threw \{ code: 7 \}, which is no Error/],
  [
    'an object with a throwing stack',
    "{ get stack() { throw new Error('gotcha') } }",
    /^S0: threw an error that cannot be read/,
  ],
  ['an error without words', 'new Error()', /^S0: Error: no message\b/],
  [
    'an error whose name and message are no strings',
    "Object.assign(new Error('x'), { name: {}, message: 7 })",
    /^S0: \{\}: 7/,
  ],
  [
    'a proxy that throws at everything',
    'new Proxy({}, { get() { throw 1 }, getPrototypeOf() { throw 2 } })',
    /^S0: threw an error that cannot be read/,
  ],
  ['an error with a very long message', "new Error('x'.repeat(1e6))", /^S0: Error: x{1000}/],
  [
    'an error with characters that upset parsers',
    "new Error('\\u0085\\u2028\\ud800 # {[: ---\\n...\\nok 1 - yes\\nBail out!')",
    /^S0: Error: \u0085\u2028\ud800 # \{\[: ---\n\.\.\.\nok 1 - yes\nBail out!/,
  ],
]

const REJECTED: readonly HostileCase[] = REASONS.map(([does, reason, says]) => ({
  does: `rejects with ${does}`,
  code: lines(
    `export class Raft extends Good {`,
    `  constructor(...a) { super(...a); if (a[1] === 0) void Promise.reject(${reason}) }`,
    `}`,
  ),
  says,
}))

export const throwingCases: readonly HostileCase[] = [
  {
    does: 'uses a global of Node',
    code: lines(
      'export class Raft extends Good {',
      '  constructor(...given) {',
      '    super(...given)',
      "    Buffer.from('x')",
      '  }',
      '}',
    ),
    says: /^S\d: ReferenceError: Buffer is not defined$/,
    detail: /Buffer is a global of Node, and not there in a simulated world: use Uint8Array/,
    at: 'raft/raft.ts:5',
  },
  ...PLACES,
  ...REJECTED,
  {
    does: 'rejects with a promise that has lost its prototype',
    code: [
      'export class Raft extends Good {',
      '  constructor(...a) {',
      '    super(...a)',
      "    const fail = () => Promise.reject(new Error('bare'))",
      '    if (a[1] === 1) setTimeout(() => Object.setPrototypeOf(fail(), null), 20)',
      '  }',
      '}',
    ].join('\n'),
    says: /^S1: Error: bare$/,
    at: 'raft/raft.ts:5',
  },
  {
    does: 'rejects with a promise whose prototype is a trap',
    code: [
      'export class Raft extends Good {',
      '  constructor(...a) {',
      '    super(...a)',
      '    const trap = new Proxy({}, { getPrototypeOf() { throw 1 } })',
      "    setTimeout(() => Object.setPrototypeOf(Promise.reject(new Error('bare')), trap), 20)",
      '  }',
      '}',
    ].join('\n'),
    says: /^S\d: Error: bare$/,
    at: 'raft/raft.ts:6',
  },
  {
    does: 'handles a rejection only later',
    code: [
      'export class Raft extends Good {',
      '  constructor(...a) {',
      '    super(...a)',
      "    const failed = Promise.reject(new Error('handled too late'))",
      '    setTimeout(() => failed.catch(() => {}), 10)',
      '  }',
      '}',
    ].join('\n'),
    says: /handled too late/,
    at: 'raft/raft.ts:5',
  },
  {
    does: 'throws in kill()',
    code: lines(
      'export class Raft extends Good {',
      "  kill() { super.kill(); throw new Error('not now') }",
      '}',
    ),
    passes: true,
  },
]
