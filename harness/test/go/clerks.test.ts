/**
 * Clerks in Go share one program, as in the course's tester, and are several all the same: what each
 * asks, prints and waits for is its own.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import type { GoBundle } from '../../realm/build.ts'
import { GoFactory } from '../../realm/go/factory.ts'
import { GoStacks } from '../../realm/go/stacks.ts'
import { buildLabs } from '../../runner/build-labs.ts'
import { runPlan } from '../../runner/pool.ts'
import { type Run, runTest, type Submission } from '../../runner/run-test.ts'
import type { KvClerk } from '../../tester/kv-clerk.ts'
import type { KvCluster } from '../../tester/kv-cluster.ts'
import type { TestContext } from '../../tester/lab-test.ts'
import { makePlan } from '../hostile/submission.ts'
import { type Change, changedFolder, skip } from './fixture.ts'

/** Ids from a variable of a package, each clerk another one: right where clerks share it. */
const COUNTED: readonly Change[] = [
  ['rsm/client.go', 'n, err := rand.Int(rand.Reader, big.NewInt(1<<62))', 'lastId++'],
  [
    'rsm/client.go',
    '\tif err != nil {\n\t\tpanic(err)\n\t}\n\treturn n.Int64()',
    '\treturn lastId',
  ],
  ['rsm/client.go', '\t"crypto/rand"\n\t"math/big"\n', ''],
  ['rsm/client.go', '// NewClientId', 'var lastId int64\n\n// NewClientId'],
]

const SAME: readonly Change[] = [['rsm/client.go', 'return n.Int64()', 'return n.Int64() * 0']]

/** Keys that a clerk does something about before it asks for them; `lines` prints in all ways. */
const TALKING: readonly Change[] = [
  ['kvraft/client.go', 'import (\n', 'import (\n\t"fmt"\n\t"log"\n\t"time"\n'],
  [
    'kvraft/client.go',
    '\tck.seq++\n\tvalue :=',
    `	switch key {
	case "lines":
		fmt.Printf("begin %d\\n", ck.id)
		time.Sleep(time.Duration(ck.id) * 10 * time.Millisecond)
		log.Printf("log %d", ck.id)
		fmt.Printf("fmt %d\\n", ck.id)
		defer fmt.Printf("end %d\\n", ck.id)
	case "panic":
		time.Sleep(30 * time.Millisecond)
		panic("no more")
	case "fatal":
		log.Fatal("no more")
	}
	ck.seq++
	value :=`,
  ],
]

t.test('ids may come from a variable that clerks share', { skip }, async (t) => {
  const names = ['TestUnreliableOneKey3A', 'TestFewestMoves4A']
  const plan = makePlan(changedFolder(t, COUNTED), names, { checksDeterminism: true })
  const results = await runPlan({ plan, builds: await buildLabs(plan), emit() {} })
  t.strictSame(
    results.map(({ test, runs: [run] }) => `${test.name} ${run?.failure?.message ?? 'ok'}`),
    names.map((name) => `${name} ok`),
  )
})

t.test('clerks that have one id are found out', { skip }, async (t) => {
  const plan = makePlan(changedFolder(t, SAME), ['TestUnreliableOneKey3A'])
  const [result] = await runPlan({ plan, builds: await buildLabs(plan), emit() {} })
  t.match(
    result?.runs[0]?.failure?.message,
    /^key "k" holds .*, but not .*, which was appended before$/,
  )
})

t.test('in a run of several clerks', { skip }, async (t) => {
  const folder = changedFolder(t, [...COUNTED, ...TALKING])
  const submission = await submissionOf(folder)
  const perform = (body: (kv: KvCluster, t: TestContext) => Promise<void>): Promise<Run> =>
    runTest(testOf(body), 1, submission, { isTraced: true })

  t.test('lines, calls and waiting are told of the clerk whose they are', async (t) => {
    const body = async (kv: KvCluster): Promise<void> => {
      await Promise.all(clerksOf(kv, 4).map((clerk) => clerk.get('lines')))
    }
    const { result, trace } = await perform(body)
    t.equal(result.failure, undefined)
    for (const number of [0, 1, 2, 3]) {
      const own = trace.filter(({ who }) => who === `C${number}`)
      const lines = own.filter(({ kind }) => kind === 'console').map(({ text }) => text)
      const words = ['begin', 'log', 'fmt', 'end'].map((word) => `${word} ${number + 1}`)
      t.strictSame(lines, words)
      const timer = own.find(({ kind }) => kind === 'timer')
      t.equal(timer?.text, `timer of ${10 * (number + 1)} ms`)
      t.ok(own.some(({ kind }) => kind === 'call'))
    }
    t.equal((await perform(body)).result.traceHash, result.traceHash)
  })

  t.test('one that is gone does nothing more, and its id is not given again', async (t) => {
    const { result, trace } = await perform(async (kv, context) => {
      const [gone, other] = clerksOf(kv, 2) as [KvClerk, KvClerk]
      void gone.get('lines')
      await context.sleep(5)
      gone.close()
      await other.get('lines')
      await kv.makeClerk().get('lines')
    })
    t.equal(result.failure, undefined)
    const lines = trace.filter(({ kind }) => kind === 'console')
    t.strictSame(
      lines.map(({ who, text }) => `${who} ${text}`),
      ['C0 begin 1', ...[2, 3].flatMap(linesOf)],
    )
    t.notOk(trace.some(({ who, kind }) => who === 'C0' && kind === 'call'))
  })

  t.test('an end of the program is of the clerk that came to it, with its line', async (t) => {
    const source = readFileSync(join(folder, 'kvraft/client.go'), 'utf8').split('\n')
    for (const [key, words] of [
      ['panic', 'panic("no more")'],
      ['fatal', 'log.Fatal("no more")'],
    ] as const) {
      const { result } = await perform(async (kv) => {
        const [one, ending] = clerksOf(kv, 2) as [KvClerk, KvClerk]
        await Promise.all([one.get('other'), ending.get(key)])
      })
      const line = source.findIndex((text) => text.includes(words)) + 1
      t.match(result.failure, { kind: 'exception', message: /^C1: .*: no more$/ })
      t.equal(result.failure?.frames[0], `kvraft/client.go:${line} (in (*Clerk).Get)`)
    }
  })
})

function linesOf(id: number): string[] {
  return ['begin', 'log', 'fmt', 'end'].map((word) => `C${id - 1} ${word} ${id}`)
}

function clerksOf(kv: KvCluster, count: number): KvClerk[] {
  return Array.from({ length: count }, () => kv.makeClerk())
}

function testOf(
  body: (kv: KvCluster, t: TestContext) => Promise<void>,
): Parameters<typeof runTest>[0] {
  return {
    name: 'TestClerks',
    title: 'Test: clerks',
    part: '3A',
    points: 100,
    servers: 3,
    origin: 'ours',
    body: (t) => body(t.kvCluster({ servers: 3, maxRaftState: -1 }), t),
  }
}

async function submissionOf(folder: string): Promise<Submission> {
  const { kvraft } = await buildLabs(makePlan(folder, ['TestBasic3A']))
  const { wasm, script, module, functions } = kvraft as GoBundle
  const factory = new GoFactory(readFileSync(wasm), readFileSync(script, 'utf8'))
  return { factory, stacks: new GoStacks(module, functions) }
}
