/**
 * Tests of harness/shard: reports that belong together become one, and everything else becomes one
 * sentence that names the file.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { makeReport, type Report } from '../../report/json.ts'
import { clean } from '../../report/text-layout.ts'
import { Collector } from '../../runner/collector.ts'
import type { Plan, RunEvent, RunResult, TestResult } from '../../runner/events.ts'
import { seedsHere } from '../../runner/shards.ts'
import { faultsIn, hasRun, mergeReports, replayRuns } from '../../shard/merge.ts'
import { backup, basic, election, makePlan, makeRun, split } from '../report/samples.ts'

const hashes = { suite: 'a'.repeat(64), submission: 'b'.repeat(64) }
const plan = makePlan([election, basic, backup], { runs: 5, hashes, secretSeeds: [7, 3] })

/** Some runs fail, and no two are alike. */
function runOf(test: (typeof plan.tests)[number], seed: number): RunResult {
  const more = (seed + test.name.length) % 3 === 0 ? { failure: split } : {}
  return makeRun(test, seed, { traceHash: `${seed}`.padStart(16, '0'), ...more })
}

/** What a run of the plan on one machine tells, and its report. */
function runWhole(plan: Plan): { events: RunEvent[]; report: Report } {
  const events: RunEvent[] = [{ kind: 'run-planned', plan }]
  const collector = new Collector(plan, (event) => events.push(event))
  for (const test of plan.tests) {
    // Workers end in any order.
    for (const seed of seedsHere(plan, test).toReversed()) collector.add(runOf(test, seed))
  }
  const end = { isInterrupted: false, wallMs: 10 }
  const results = collector.results()
  events.push({ kind: 'all-finished', results, ...end })
  return { events, report: makeReport(plan, results, end) }
}

type Change = (report: Report & Record<string, unknown>) => unknown

/** Writes the reports of `of` shards, changed where a test says so, and answers their files. */
function writeShards(
  folder: string,
  of: number,
  changes: Record<number, Change> = {},
  whole = plan,
): string[] {
  mkdirSync(folder, { recursive: true })
  return Array.from({ length: of }, (_, i) => {
    const { report } = runWhole({ ...whole, jobs: i + 1, shard: { number: i + 1, of } })
    const file = join(folder, `${i + 1}.json`)
    const copy = JSON.parse(JSON.stringify(report)) as Report & Record<string, unknown>
    const changed = changes[i + 1]?.(copy) ?? copy
    writeFileSync(file, typeof changed === 'string' ? changed : JSON.stringify(changed))
    return file
  })
}

function merge(files: readonly string[], isPartial = false) {
  const events: RunEvent[] = []
  const merged = mergeReports(files, isPartial)
  const results: TestResult[] = replayRuns(merged, (event) => events.push(event))
  return { merged, events, results }
}

const UNTIL_POINTS = { until: { kind: 'points' } } as const
const UNTIL_RATE = { until: { kind: 'rate', confidence: 95, within: 30 } } as const

for (const more of [{}, { policy: 'all' } as const, UNTIL_POINTS, UNTIL_RATE]) {
  t.test(`shards in any order are the whole, byte for byte: ${JSON.stringify(more)}`, async (t) => {
    for (const of of [1, 2, 4, 40]) {
      const files = writeShards(join(t.testdir(), 'in'), of, {}, { ...plan, ...more })
      const { events } = merge(files.toReversed())
      const whole = runWhole({ ...plan, ...more, jobs: of })
      const planned = ({ kind }: RunEvent): boolean => kind !== 'run-finished'
      t.strictSame(events.filter(planned), whole.events.filter(planned))
      const last = events.at(-1)
      if (last?.kind !== 'all-finished') throw new Error('it has not ended')
      const { plan: made } = events[0] as Extract<RunEvent, { kind: 'run-planned' }>
      const report = makeReport(made, last.results, last)
      t.equal(JSON.stringify(report), JSON.stringify(whole.report))
    }
  })
}

t.test('where the folders lie and how many cores there are does not matter', async (t) => {
  const files = writeShards(t.testdir(), 2, {
    2: (report) => ({ ...report, plan: { ...report.plan, folder: 'elsewhere', jobs: 64 } }),
  })
  t.match(mergeReports(files, false).plan, { folder: 'labs', jobs: 64 })
})

t.test('walls may differ, and the weakest are told; where code ran may not', async (t) => {
  const process = (sandbox?: string) => ({
    isolation: { level: 'process', ...(sandbox === undefined ? {} : { sandbox }) },
  })
  const merged = (one: Record<string, unknown>, other: Record<string, unknown>) => {
    return mergeReports(writeShards(t.testdir(), 2, { 1: planOf(one), 2: planOf(other) }), false)
  }
  for (const [one, other, weakest] of [
    ['bubblewrap', 'user', 'user'],
    ['permission', 'bubblewrap', 'permission'],
    ['bubblewrap', 'bubblewrap', 'bubblewrap'],
  ] as const) {
    t.equal(merged(process(one), process(other)).plan.isolation?.sandbox, weakest)
  }
  t.notOk('sandbox' in (merged(process('user'), process()).plan.isolation ?? {}))
  const words = /2\.json' does not belong to .*: it has isolation=process, not isolation=realm/
  t.throws(() => merged({}, process('user')), { message: words })
  const audited = { isolation: { level: 'realm', audit: 5 } }
  t.throws(() => merged(audited, { isolation: { level: 'realm' } }), { message: /not .* audit=5/ })
})

t.test('a report of no shard stands alone: merge writes it in other formats', async (t) => {
  const file = join(t.testdir(), 'whole.json')
  writeFileSync(file, JSON.stringify(runWhole(plan).report))
  t.strictSame(mergeReports([file], false).gaps, [])
  t.equal(merge([file]).results.length, 3)
})

/** A change of the second report of three, and what is said about it. */
const STRANGERS: readonly (readonly [string, Change, RegExp])[] = [
  ['no JSON', () => '{"schema"', /2\.json' is no JSON: /],
  ['an empty file', () => '', /2\.json' is no JSON: /],
  ['no object', () => 'null', /2\.json' is no report of npm run grade/],
  ['a list', () => [], /2\.json' is no report of npm run grade/],
  ['other JSON', () => ({ results: {} }), /2\.json' is no report of npm run grade/],
  ['another version', (r) => ({ ...r, version: 2 }), /2\.json' is a report of version 2/],
  ['no version', (r) => ({ ...r, version: {} }), /2\.json' is a report of no known version/],
  ['no tests', (r) => ({ ...r, tests: null }), /2\.json' is .* changed, at tests: no array/],
  ['a run that is no run', addRun(null), /changed, at tests\[0\]\.runs\[\d\]: no object/],
  ['a run without words', addRun({ seed: 41 }), /changed, at .*runs\[\d\]: ok is missing/],
  [
    'an infinite number',
    (r) => JSON.stringify(r).replace(/"atMs":\d+/, '"atMs":1e999'),
    /atMs: no/,
  ],
  ['a wrong shard', shardOf(4, 3), /2\.json' is shard 4 of only 3/],
  ['too many runs', planOf({ runs: 2_000_000 }), /2\.json' has a plan of more than 1000000 runs/],
  ['colours in a name', planOf({ folder: '\u001b[31m' }), /a name with control characters: \\x1b/],
  ['a test twice', (r) => ({ ...r, tests: [...r.tests, r.tests[0]] }), /the same test twice/],
  ['a run twice', doubleRun, /has a run of \w+ twice/],
  ['a run of another shard', shardOf(3, 3), /2\.json' has a run of \w+ that is not of its shard/],
  ['another seed', planOf({ firstSeed: 42 }), /2\.json' (has a run|does not belong)/],
  ['another count', shardOf(2, 4), /2\.json' has a run|it is one of 4 shards, not of 3/],
  ['other points', pointsOf(1), /its plan has another TestInitialElection2A/],
  [
    'another policy',
    planOf({ policy: 'all' }),
    /does not belong to .*1\.json': .* another 'policy'/,
  ],
  ['real time', planOf({ isRealTime: true }), /its plan has isRealTime true, not false/],
  [
    'another suite',
    planOf({ hashes: { ...hashes, suite: 'c' } }),
    /2\.json' does not belong to .*1\.json': it was made with another suite/,
  ],
  [
    'another submission',
    planOf({ hashes: { ...hashes, submission: 'c' } }),
    /2\.json' does not belong to .*: the submission's files had other content/,
  ],
]

function planOf(fields: Record<string, unknown>): Change {
  return (report) => ({ ...report, plan: { ...report.plan, ...fields } })
}

function shardOf(number: number, of: number): Change {
  return planOf({ shard: { number, of } })
}

function addRun(run: unknown): Change {
  return (report) => {
    const [first, ...rest] = report.tests
    return { ...report, tests: [{ ...first, runs: [...(first?.runs ?? []), run] }, ...rest] }
  }
}

function doubleRun(report: Report): unknown {
  return addRun(report.tests[0]?.runs[0])(report as Report & Record<string, unknown>)
}

function pointsOf(points: number): Change {
  return (report) => {
    const [first, ...rest] = report.tests
    return { ...report, tests: [{ ...first, points }, ...rest] }
  }
}

for (const [title, change, words] of STRANGERS) {
  t.test(`refused in one sentence: ${title}`, async (t) => {
    const files = writeShards(t.testdir(), 3, { 2: change })
    t.throws(() => mergeReports(files, true), { name: 'UsageError', message: words })
    let message = ''
    try {
      mergeReports(files, true)
    } catch (error) {
      message = (error as Error).message
    }
    t.equal(message, clean(message), 'it is one line')
  })
}

t.test('other seeds with runs to match them are told by the seed', async (t) => {
  const folder = t.testdir()
  const [first = '', second = ''] = writeShards(folder, 2)
  const other = runWhole({ ...plan, firstSeed: 99, shard: { number: 2, of: 2 } })
  writeFileSync(second, JSON.stringify(other.report))
  t.throws(() => mergeReports([first, second], false), { message: /it has seed=99, not seed=41/ })
  const secret = runWhole({ ...plan, secretSeeds: [7, 12_345], shard: { number: 2, of: 2 } })
  writeFileSync(second, JSON.stringify(secret.report))
  t.throws(() => mergeReports([first, second], false), { message: /another 'secretSeeds'/ })
})

t.test('what is no file, is not there or is twice there', async (t) => {
  const folder = t.testdir()
  const [one = '', two = ''] = writeShards(folder, 2)
  t.throws(() => mergeReports([one, folder], false), { message: /' is no file/ })
  t.throws(() => mergeReports([one, `${folder}/9.json`], false), {
    message: /9\.json' does not ex/,
  })
  t.throws(() => mergeReports([one, two, one], true), { message: /are both shard 1 of 2/ })
})

t.test('missing shards are named, and count as not passed when asked for', async (t) => {
  const [one = '', two = '', three = ''] = writeShards(t.testdir(), 4)
  t.throws(() => mergeReports([one, two, three], false), { message: /^shard 4 of 4 is missing/ })
  t.throws(() => mergeReports([two], false), { message: /^shards 1, 3 and 4 of 4 are missing/ })
  const { merged, events } = merge([one, two, three], true)
  t.strictSame(merged.gaps, ['shard 4 of 4 is missing'])
  t.match(events.at(-1), { kind: 'all-finished', isInterrupted: true })
})

t.test('a shard that was stopped is missing in part', async (t) => {
  const files = writeShards(t.testdir(), 2, {
    2: (report) => {
      const [first, ...rest] = report.tests
      return { ...report, state: 'running', tests: [{ ...first, runs: [] }, ...rest] }
    },
  })
  const words = /2\.json' lacks runs of TestInitialElection2A/
  t.throws(() => mergeReports(files, false), { message: words })
  t.match(mergeReports(files, true).gaps, [words])
})

t.test('what did not build is told in its own words, once', async (t) => {
  const failure = { ...split, kind: 'build' as const, details: ['raft.ts:1:2: \u001b[31mno'] }
  const change: Change = (report) => {
    const tests = report.tests.map((test) => ({
      ...test,
      runs: test.runs.map((run) => ({ ...run, ok: false, failure })),
    }))
    return { ...report, tests }
  }
  const merged = mergeReports(writeShards(t.testdir(), 2, { 1: change, 2: change }), false)
  t.strictSame(faultsIn(merged), ['raft.ts:1:2: \\x1b[31mno'])
  t.notOk(hasRun(merged))
  t.ok(hasRun(mergeReports(writeShards(t.testdir(), 2, { 1: change }), false)))
})
