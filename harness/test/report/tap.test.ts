/** Tests of harness/report/tap.ts. */
import t from 'tap'
import { Parser } from 'tap-parser'
import { escapePoint, TapReporter } from '../../report/tap.ts'
import type { Plan, TestResult } from '../../runner/events.ts'
import { backup, basic, election, eventsOf, makePlan, makeRun, Output, split } from './samples.ts'

function print(plan: Plan, results: readonly TestResult[], isInterrupted = false): string {
  const output = new Output()
  const reporter = new TapReporter(output)
  for (const event of eventsOf(plan, results, isInterrupted)) reporter.handle(event)
  return output.text
}

interface Parsed {
  readonly ok: boolean
  readonly failures: readonly string[]
  readonly diagnostics: readonly unknown[]
}

function parse(text: string): Promise<Parsed> {
  return new Promise((resolve) => {
    const diagnostics: unknown[] = []
    const failures: string[] = []
    const parser = new Parser((results) => {
      resolve({ ok: results.ok, failures, diagnostics })
    })
    const watch = (one: Parser): void => {
      one.on('assert', (point) => {
        if (!point.ok) failures.push(point.name)
        if (point.diag) diagnostics.push(point.diag)
      })
      one.on('child', watch)
    }
    watch(parser)
    parser.end(text)
  })
}

const results = [
  { test: election, runs: [makeRun(election, 1), makeRun(election, 2)] },
  { test: basic, runs: [makeRun(basic, 1), makeRun(basic, 2)] },
  { test: backup, runs: [makeRun(backup, 1), makeRun(backup, 2, { failure: split })] },
]

t.test('a point per test, a diagnostic below a failing one', async (t) => {
  const title = 'Test (2B): leader backs up quickly over incorrect follower logs'
  t.equal(
    print(makePlan([election, basic, backup], { runs: 2 }), results),
    [
      'TAP version 13',
      '# 2A, 2B in labs, 3 tests x 2 runs, seed 41',
      'ok 1 - 2A TestInitialElection2A: Test (2A): initial election, 2 of 2 runs passed',
      'ok 2 - 2B TestBasicAgree2B: Test (2B): basic agreement, 2 of 2 runs passed',
      `not ok 3 - 2B TestBackup2B: ${title}, 1 of 2 runs passed`,
      '  ---',
      '  message: "S0 and S2 applied different commands at index 7"',
      '  kind: "check"',
      '  seed: 2',
      '  runs: 2',
      '  passes: 1',
      '  passRate: "9.4-90.6 %"',
      '  failures: 1',
      '  atMs: 2344',
      '  rule: "Raft Fig. 3, State Machine Safety"',
      '  details: "S0  \\"x=1\\"  term 3, at 2,310 ms\\nS2  \\"x=2\\"  term 4, at 2,344 ms"',
      '  frames: "raft/raft.ts:41:7 (in requestVote)"',
      '  again: "npm run grade 2B TestBackup2B seed=2"',
      '  ...',
      '1..3',
      '',
    ].join('\n'),
  )
})

t.test('a parser reads the same back', async (t) => {
  const message = 'odd: "quotes" # and \\ and\nnot ok 9 - forged\u0085\u2028'
  const failure = { ...split, message, details: [], frames: ['# x', '...', '---'] }
  const odd = { ...backup, title: 'title # SKIP \\ not really' }
  const runs = [makeRun(odd, 7, { failure })]
  const parsed = await parse(print(makePlan([odd]), [{ test: odd, runs }]))
  t.equal(parsed.ok, false)
  t.strictSame(parsed.failures, ['2B TestBackup2B: title # SKIP \\ not really'])
  t.match(parsed.diagnostics, [{ message, frames: '# x\n...\n---', seed: 7 }])
})

t.test('all passed is ok, interrupted is not', async (t) => {
  const plan = makePlan([election])
  t.equal((await parse(print(plan, results.slice(0, 1)))).ok, true)
  const interrupted = print(plan, results.slice(0, 1), true)
  t.match(interrupted, 'Bail out! interrupted\n')
  t.equal((await parse(interrupted)).ok, false)
})

t.test('descriptions cannot hold directives or line breaks', async (t) => {
  t.equal(escapePoint('a # TODO \\ b\nok 2'), 'a \\# TODO \\\\ b ok 2')
})
