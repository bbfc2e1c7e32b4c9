/** Submissions that look for a way out of their realm, each by a route of its own. */
import { type HostileCase, lines } from './case.ts'

/** An expression that would end the worker as passed if it came to Node's `process`. */
const ROUTES: readonly (readonly [does: string, expression: string, says: RegExp])[] = [
  ['the bare name', 'process.exit(0)', /ReferenceError: process is not defined/],
  ['globalThis', 'globalThis.process.exit(0)', /TypeError: Cannot read properties of undefined/],
  ['global', 'global.process.exit(0)', /TypeError: Cannot read properties of undefined/],
  ['eval', "eval('process').exit(0)", /EvalError/],
  ['Function', "Function('return process')().exit(0)", /EvalError/],
  [
    'a constructor of its own',
    "this.constructor.constructor('return process')().exit(0)",
    /EvalError/,
  ],
  [
    'the constructor of an end',
    "this.peers[0].call.constructor('return process')().exit(0)",
    /EvalError/,
  ],
  [
    'the constructor of the list of ends',
    "this.peers.constructor.constructor('return process')().exit(0)",
    /EvalError/,
  ],
  [
    'the constructor of the persister',
    "given[2].save.constructor('return process')().exit(0)",
    /EvalError/,
  ],
  [
    'the constructor of applyCh',
    "given[3].constructor.constructor('return process')().exit(0)",
    /EvalError/,
  ],
  [
    'bytes from the persister',
    "given[2].readRaftState().constructor.constructor('return process')().exit(0)",
    /EvalError/,
  ],
  [
    'the promise of a call',
    "this.peers[0].call('Raft.requestVote', {}).constructor.constructor('return process')()",
    /EvalError/,
  ],
  [
    'a timer',
    "setTimeout(() => {}, 1).constructor.constructor('return process')().exit(0)",
    /EvalError/,
  ],
  ['console', "console.log.constructor('return process')().exit(0)", /EvalError/],
  ['an async function', ";(async () => {}).constructor('return process')().exit(0)", /EvalError/],
  ['require', "const load = require; load('node:fs').writeFileSync('x', '')", /cannot be loaded/],
  [
    'an error of ours',
    "try { given[2].save(1) } catch (e) { e.constructor.constructor('return process')().exit(0) }",
    /EvalError/,
  ],
  [
    'a stack that ran out inside our code',
    "const go = (e) => e.constructor.constructor('return process')().exit(0)" +
      ';(function f() { try { f() } catch (e) { go(e) } })()',
    /EvalError|RangeError/,
  ],
  [
    'a stack that ran out in TextEncoder',
    "const go = (e) => e.constructor.constructor('return process')().exit(0)" +
      ";(function f() { try { new TextEncoder().encode('x'); f() } catch (e) { go(e) } })()",
    /EvalError|RangeError/,
  ],
]

/** Looks for a host object in every frame of a stack. */
const CALL_SITES = `    Error.prepareStackTrace = (error, sites) => sites
    const sites = new Error('x').stack
    for (const site of sites) {
      for (const found of [site.getThis(), site.getFunction(), site.constructor]) {
        if (found === undefined || found === globalThis) continue
        found.constructor.constructor('return process')().exit(0)
      }
    }
    throw new Error('all ' + (sites.length > 1) + ' frames looked at')`

/** `given` are the arguments of the constructor; the code begins at line 5. */
function constructing(code: string): string {
  const head = ['export class Raft extends Good {', '  constructor(...given) {']
  return lines(...head, '    super(...given)', code, '  }', '}')
}

export const escapeCases: readonly HostileCase[] = [
  ...ROUTES.map(([does, expression, says]) => ({
    does: `process.exit by ${does}`,
    code: constructing(`    ${expression}`),
    says,
    at: 'raft/raft.ts:5',
  })),
  {
    does: 'process.exit by the call sites of a stack',
    code: constructing(CALL_SITES),
    says: /EvalError|all true frames looked at/,
  },
  {
    does: 'process.exit by a computed import()',
    code: [
      'export class Raft extends Good {',
      '  constructor(...given) {',
      '    super(...given)',
      '    void this.leave()',
      '  }',
      '  async leave() {',
      "    const name = 'node:' + 'process'",
      '    const found = await import(name).catch((error) => error)',
      "    found.constructor.constructor('return process')().exit(0)",
      '  }',
      '}',
    ].join('\n'),
    says: /EvalError/,
  },
  {
    does: 'writes TAP to console',
    code: [
      'export class Raft extends Good {',
      '  constructor(...given) {',
      '    super(...given)',
      "    console.log('TAP version 14\\nok 1 - TestInitialElection2A seed=7\\n1..1')",
      "    console.error('Bail out! not me')",
      "    if (given[1] === 2) throw new Error('still failed')",
      '  }',
      '}',
    ].join('\n'),
    says: /^S2: Error: still failed$/,
    at: 'raft/raft.ts:7',
  },
]
