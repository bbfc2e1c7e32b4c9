/** The style of the project, held by a test; each rule is first shown something it must reject. */
import t from 'tap'
import { circlesIn } from './tidy/circles.ts'
import { checkImports } from './tidy/imports.ts'
import { checkFileSize, checkFunctionSize, checkWidth, staleExceptions } from './tidy/sizes.ts'
import { listFiles, makeSource, type Rule, readText } from './tidy/source.ts'
import {
  checkNotes,
  checkOpening,
  checkTimeAndChance,
  checkTypes,
  checkWaysOut,
  machinePathsIn,
  resolvedIn,
} from './tidy/words.ts'

interface TidyRule {
  readonly title: string
  readonly rule: Rule
  /** Files it must reject: path and text. */
  readonly bad: readonly (readonly [path: string, text: string])[]
  /** Files that come near, which it must accept. */
  readonly good: readonly (readonly [path: string, text: string])[]
}

const SIM = 'harness/sim/x.ts'

function linesOf(count: number, line = 'x()'): string {
  return `${line}\n`.repeat(count)
}

const RULES: readonly TidyRule[] = [
  {
    title: 'no file is too long',
    rule: checkFileSize,
    bad: [
      [SIM, linesOf(301)],
      ['labs/raft/suite/2a.ts', linesOf(451)],
    ],
    good: [
      [SIM, linesOf(300)],
      ['labs/raft/suite/2a.ts', linesOf(450)],
    ],
  },
  {
    title: 'no function is too long',
    rule: checkFunctionSize,
    bad: [
      [SIM, `function f() {\n${linesOf(69)}}`],
      [SIM, `class A { m() {\n${linesOf(69)}} }`],
      [SIM, `const f = async () => {\n${linesOf(69)}}`],
      [SIM, `const f = { get g() {\n${linesOf(69)}} }`],
    ],
    good: [
      [SIM, `function f() {\n${linesOf(68)}}`],
      [SIM, `class A {\n${linesOf(100, 'm() {}')}}`],
    ],
  },
  {
    title: 'no line is too wide',
    rule: checkWidth,
    bad: [[SIM, `// ${'x'.repeat(98)}`]],
    good: [[SIM, `// ${'é'.repeat(97)}\n`]],
  },
  {
    title: 'a folder imports only what is below it',
    rule: checkImports,
    bad: [
      [SIM, "import { Network } from '../labrpc/network.ts'"],
      [SIM, "import type { ClientEnd } from '../api/lab.ts'"],
      [SIM, "import { readFileSync } from 'node:fs'"],
      ['harness/labrpc/x.ts', "export * from '../realm/inside/timers.ts'"],
      ['harness/labrpc/x.ts', "import '../tester/cluster.ts'"],
      ['harness/realm/x.ts', "import { Network } from '../labrpc/network.ts'"],
      ['harness/realm/x.ts', "import { writeFileSync } from 'node:fs'"],
      ['harness/realm/inside/x.ts', "import { Realm } from '../realm.ts'"],
      ['harness/realm/inside/x.ts', "import vm from 'node:vm'"],
      ['harness/tester/x.ts', "import { runTest } from '../runner/run-test.ts'"],
      ['harness/tester/x.ts', "const { log } = await import('../report/log.ts')"],
      ['harness/runner/x.ts', "import type { Options } from '../report/options.ts'"],
      ['harness/runner/x.ts', "let x: import('../report/options.ts').Options"],
      ['harness/report/x.ts', "import { Pool } from '../runner/pool.ts'"],
      ['harness/report/x.ts', "import execa from 'execa'"],
      ['harness/report/x.ts', "import schema from './x.json' with { type: 'json' }"],
      ['harness/policy/x.ts', "import { readFileSync } from 'node:fs'"],
      ['harness/policy/x.ts', "import { makeReport } from '../report/json.ts'"],
      ['harness/report/x.ts', "import { Journal } from '../class/journal.ts'"],
      ['harness/class/x.ts', "import { World } from '../tester/world.ts'"],
      ['harness/bench/x.ts', "import { JunkWorld } from '../test/labrpc/junk-server.ts'"],
      ['harness/hunt/x.ts', "import { Raft } from '../../solutions/raft/raft.ts'"],
      ['harness/scenario/x.ts', "import { runTest } from '../runner/run-test.ts'"],
      ['harness/scenes/x.ts', "import { makePlan } from '../test/report/samples.ts'"],
      ['harness/scenes/x.ts', "import { Raft } from '../../solutions/raft/raft.ts'"],
      ['labs/raft/suite/2a.ts', "import { Raft } from '../raft.ts'"],
      ['labs/raft/suite/2a.ts', "import { Sim } from '../../../harness/sim/sim.ts'"],
      ['labs/raft/raft.ts', "import { labTest } from './suite/2a.ts'"],
      ['labs/raft/raft.ts', "import { encode } from '../../harness/api/lab.ts'"],
      ['solutions/raft/raft.ts', "import { Log } from '../../labs/raft/raft.ts'"],
      ['solutions/raft/raft.ts', "import { join } from 'node:path'"],
      ['harness/test/rafts/a/raft/raft.ts', "import '../../b/raft/raft.ts'"],
      ['harness/test/services/a/kvraft/server.ts', "import '../../b/kvraft/client.ts'"],
      [
        'harness/test/services/a/kvraft/server.ts',
        "import '../../../../../solutions/raft/raft.ts'",
      ],
      ['harness/report/x.ts', "import { width } from './text-layout'"],
      ['harness/unheard-of/x.ts', "import { Sim } from '../sim/sim.ts'"],
    ],
    good: [
      [SIM, "import { sfc32 } from './sfc32.ts'\nconst text = `import '../report/x.ts'`"],
      ['harness/labrpc/x.ts', "import { encodeText } from '../realm/inside/labgob.ts'"],
      ['harness/realm/inside/x.ts', "import { OP } from '../protocol.ts'"],
      ['harness/tester/x.ts', "import { Realm } from '../realm/realm.ts'"],
      ['harness/report/x.ts', "import type { RunEvent } from '../runner/events.ts'"],
      ['labs/raft/suite/2a.ts', "import { labTest } from '../../../harness/tester/lab-test.ts'"],
      ['labs/kvraft/server.ts', "import { Raft } from '../raft/raft.ts'\nimport '#lab'"],
      ['solutions/kvraft/server.ts', "import { Raft } from '../raft/raft.ts'"],
      ['harness/test/services/a/kvraft/server.ts', "import { Raft } from '../raft/raft.ts'"],
      ['harness/policy/x.ts', "import schema from './x.schema.json' with { type: 'json' }"],
      ['harness/zoo/x.ts', "import { HarnessError } from '../tester/failure.ts'"],
      ['grade.ts', "import { runAll } from './harness/runner/pool.ts'"],
    ],
  },
  {
    title: 'the real clock and real chance stay outside the simulated world',
    rule: checkTimeAndChance,
    bad: [
      [SIM, 'const now = Date.now()'],
      [SIM, 'const now = new Date()'],
      [SIM, 'globalThis.setTimeout(f, 1)'],
      ['harness/labrpc/x.ts', 'setTimeout(f, 1)'],
      ['harness/tester/x.ts', 'new Promise((resolve) => setInterval(resolve, 1))'],
      ['harness/realm/x.ts', 'const now = performance\n  .now()'],
      ['labs/raft/suite/2a.ts', 'const chance = Math.random'],
      ['labs/raft/suite/2a.ts', 'const later = setTimeout'],
      ['harness/report/x.ts', 'const now = Date.now()'],
      ['harness/class/x.ts', 'const now = Date.now()'],
      ['harness/hunt/x.ts', 'const now = Date.now()'],
      ['harness/scenario/x.ts', 'setTimeout(f, 1)'],
    ],
    good: [
      ['harness/realm/inside/x.ts', 'Date.now()'],
      ['harness/runner/x.ts', 'setTimeout(f, performance.now())'],
      ['solutions/raft/raft.ts', 'setTimeout(f, Math.random() * Date.now())'],
      ['harness/realm/x.ts', "const names = ['setTimeout', 'Math.random'] // Date.now()"],
    ],
  },
  {
    title: 'only the commands, the worker and the guest end a process',
    rule: checkWaysOut,
    bad: [
      ['harness/runner/pool.ts', 'process.exit(1)'],
      ['labs/raft/raft.ts', 'globalThis.process.exit()'],
    ],
    good: [
      ['grade.ts', 'process.exit(1)'],
      ['harness/runner/worker.ts', 'process.exit(1)'],
      ['harness/runner/pool.ts', "const text = 'process.exit(0)'"],
    ],
  },
  {
    title: 'there is no any, no enum and no default export',
    rule: checkTypes,
    bad: [
      [SIM, 'let x: any'],
      [SIM, 'const x = y as unknown as any[]'],
      [SIM, 'enum Kind { a }'],
      [SIM, 'export default function f() {}'],
      [SIM, 'export default 1'],
      [SIM, 'export { f as default }'],
    ],
    good: [[SIM, "const any = 'any enum' // any\nswitch (any) { default: }\nexport { any }"]],
  },
  {
    title: 'a file of the harness says first what it is',
    rule: checkOpening,
    bad: [
      [SIM, "import { Sim } from './sim.ts'"],
      [SIM, '// A comment for nobody.\n'],
      [SIM, '/***/\n'],
    ],
    good: [
      [SIM, '/** What it is. */\n'],
      [SIM, '/**\n * What it is.\n */\n'],
      ['labs/suites.ts', 'export {}'],
    ],
  },
  {
    title: 'nothing is left to be done',
    rule: checkNotes,
    bad: [
      [SIM, `// ${'TO'}${'DO'}: later`],
      [SIM, `const x = 1 // ${'FIX'}${'ME'}`],
    ],
    good: [[SIM, `const todo = []\nconst directive = '# ${'TO'}${'DO'}'`]],
  },
  {
    title: 'no place of one machine is written down',
    rule: ({ text }) => machinePathsIn(text),
    bad: [
      [SIM, `const file = '/${'work'}/main/x.ts'`],
      [SIM, `// see /${'root'}/notes`],
      [SIM, `const file = "/${'tmp'}/x/y"`],
      [SIM, `const file = \`/${'home'}/alice/x\``],
    ],
    good: [
      [SIM, `import './${'work'}/x.ts'\nconst url = base + 'x/${'root'}/x'\nconst at = tmpdir()`],
    ],
  },
]

const paths = listFiles(['harness', 'labs', 'solutions', 'grade.ts'], ['.ts'])
const sources = paths.map((path) => makeSource(path, readText(path)))

for (const { title, rule, bad, good } of RULES) {
  t.test(title, async (t) => {
    for (const [path, text] of bad) {
      t.not(rule(makeSource(path, text)).length, 0, `rejects in ${path}: ${text.slice(0, 60)}`)
    }
    for (const [path, text] of good) {
      t.strictSame(rule(makeSource(path, text)), [], `accepts in ${path}: ${text.slice(0, 60)}`)
    }
    const findings = sources.flatMap((source) => {
      return rule(source).map((finding) => `${source.path}:${finding}`)
    })
    t.strictSame(findings, [])
  })
}

t.test('the rules have looked at the whole project', async (t) => {
  for (const path of ['harness/sim/sim.ts', 'harness/test/tidy.test.ts', 'labs/suites.ts']) {
    t.ok(paths.includes(path), path)
  }
  t.notOk(paths.some((path) => path.includes('node_modules') || path.startsWith('dist/')))
})

t.test('no exception is kept that nobody needs', async (t) => {
  t.strictSame(staleExceptions(sources), [])
})

t.test('texts and settings name no place of one machine either', async (t) => {
  const ends = ['.md', '.json', '.mjs', '.yml', '.yaml', '.taprc']
  const tops = [
    'README.md',
    'docs',
    'labs',
    'solutions',
    'harness',
    'package.json',
    'tsconfig.json',
  ]
  const findings = listFiles([...tops, '.taprc', '.github'], ends).flatMap((path) => {
    return machinePathsIn(readText(path)).map((finding) => `${path}:${finding}`)
  })
  t.strictSame(findings, [])
})

t.test('the lock file holds for every registry', async (t) => {
  t.equal(resolvedIn(`{\n  "resolved": "https://${'registry'}.example/x.tgz"\n}`).length, 1)
  t.strictSame(resolvedIn(readText('package-lock.json')), [])
})

t.test('no import leads back to where it came from', async (t) => {
  const files = (texts: Record<string, string>) =>
    circlesIn(Object.entries(texts).map(([path, text]) => makeSource(path, text)))
  const importing = (name: string) => `import type { X } from '${name}'\n`
  t.strictSame(files({ 'a/x.ts': importing('./y.ts'), 'a/y.ts': importing('../b.ts') }), [])
  const circle = {
    'b.ts': importing('./a/x.ts'),
    'a/x.ts': importing('./y.ts'),
    'a/y.ts': importing('../b.ts'),
  }
  t.strictSame(files(circle), ['a/x.ts -> a/y.ts -> b.ts -> a/x.ts'])
  const paths = listFiles(['grade.ts', 'harness', 'labs', 'solutions'], ['.ts'])
  t.strictSame(circlesIn(paths.map((path) => makeSource(path, readText(path)))), [])
})
