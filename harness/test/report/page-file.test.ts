/** Tests of harness/report/page-file.ts and write-pages.ts. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { readRun } from '../../page/read-run.ts'
import { parseCommand } from '../../report/arguments.ts'
import { groupFailures } from '../../report/describe.ts'
import { makePage, writePage } from '../../report/page-file.ts'
import { describeRuns, preparePages, writePages } from '../../report/write-pages.ts'
import { bundleLab } from '../../runner/build-labs.ts'
import { runTraced } from '../../runner/pool.ts'
import { testInfos } from '../../runner/test-infos.ts'
import { HOSTILE, HOSTILE_SHOWN, hostileRun } from '../page/hostile-run.ts'
import { backup, makePlan, makeRun, split } from './samples.ts'

function dataIn(page: string): string {
  return /<script type="application\/json" id="run">(.*?)<\/script>/s.exec(page)?.[1] ?? ''
}

t.test('nothing in a run ends the block it stands in', async (t) => {
  const page = makePage(hostileRun)
  const data = dataIn(page)
  t.notOk(
    [...data].some((letter) => letter === '<' || letter < ' '),
    'no tag, no control',
  )
  const asShown = (_key: string, value: unknown): unknown => {
    return typeof value === 'string' ? value.replaceAll(HOSTILE, () => HOSTILE_SHOWN) : value
  }
  const whole = JSON.stringify(hostileRun, asShown)
  t.strictSame(readRun(data), JSON.parse(whole), 'all is there, letters that act as escapes')
  const open = page.split('<script').length
  t.equal(
    open,
    makePage({ ...hostileRun, events: [], lines: [], test: '' }).split('<script').length,
  )
})

t.test('the same run gives the same page, byte for byte', async (t) => {
  t.equal(makePage(hostileRun), makePage(structuredClone(hostileRun)))
  t.not(makePage(hostileRun), makePage({ ...hostileRun, seed: 8 }))
})

t.test('data that is not whole is an error', async (t) => {
  const data = dataIn(makePage(hostileRun))
  t.throws(() => readRun(data.slice(0, -40)))
  t.throws(() => readRun(data.replace(/"packed":"..../, '"packed":"')))
})

t.test('TestRejoin2B is small, and asks nothing of any network', async (t) => {
  const test = testInfos.find(({ name }) => name === 'TestRejoin2B')
  if (test === undefined) return t.fail('no such test')
  const builds = { raft: await bundleLab('raft', { folder: 'solutions' }) }
  const plan = makePlan([test])
  const run = await runTraced({ plan, builds }, test, 1)
  const page = readFileSync(writePage(t.testdir(), plan, { test, traced: run }), 'utf8')
  t.ok(page.length < 400_000, `${page.length} characters`)
  t.ok(readRun(dataIn(page)).events.length > 100)
  t.notMatch(page.replace(dataIn(page), ''), /https?:|src=|@import|url\(/)
  t.match(page, /script-src 'sha256-/, 'only the script of the page itself may run')
})

t.test('a page for each kind of failure, of its first run', async (t) => {
  const folder = t.testdir()
  const plan = makePlan([backup], { runs: 4 })
  const runs = [1, 2, 3, 4].map((seed) => {
    return makeRun(backup, seed, seed === 1 ? {} : { failure: split })
  })
  const results = [{ test: backup, runs }]
  const made: number[] = []
  const trace = async (test: typeof backup, seed: number) => {
    made.push(seed)
    return makeRun(test, seed, { failure: split })
  }
  const { files, lines } = await writePages(folder, plan, results, trace)
  t.strictSame(made, [2])
  t.strictSame(files, [join(folder, 'TestBackup2B-2.html')])
  t.strictSame(lines, [`page: ${files[0]}`])
  t.strictSame(readdirSync(folder), ['TestBackup2B-2.html'])
  const page = readRun(dataIn(readFileSync(files[0] as string, 'utf8')))
  const [stands] = page.lines.filter(({ label }) => label === 'runs')
  t.equal(stands?.text, '3 of 4 runs failed so: seeds 2, 3, 4')
  const passed = [{ test: backup, runs: runs.slice(0, 1) }]
  t.match((await writePages(folder, plan, passed, trace)).lines, [/nothing failed/])
  const unbuilt = makeRun(backup, 1, { failure: { ...split, kind: 'build' } })
  const none = await writePages(folder, plan, [{ test: backup, runs: [unbuilt] }], trace)
  t.strictSame(none.lines, ['page: nothing was run, so there is no page to write'])
  const one = await writePages(folder, makePlan([backup], { runs: 1 }), passed, trace)
  t.match(one.files, [/TestBackup2B-1.html/], 'one run is shown, passed or not')
})

t.test('a secret seed is neither shown nor named', async (t) => {
  const folder = t.testdir()
  const plan = makePlan([backup], { runs: 3, secretSeeds: [987_654, 123_456] })
  const failed = [1, 987_654, 123_456].map((seed) => makeRun(backup, seed, { failure: split }))
  const trace = async (test: typeof backup, seed: number) => makeRun(test, seed, { failure: split })
  const both = await writePages(folder, plan, [{ test: backup, runs: failed }], trace)
  t.match(both.files, [/TestBackup2B-1.html/])
  const html = readFileSync(both.files[0] as string, 'utf8')
  const [stands] = readRun(dataIn(html)).lines.filter(({ label }) => label === 'runs')
  t.equal(stands?.text, '3 of 3 runs failed so: seed 1 and 2 secret seeds')
  t.notMatch(html, /987654|123456/)
  const secret = [{ test: backup, runs: failed.slice(1) }]
  const none = await writePages(folder, plan, secret, trace)
  const lines = ['page: none of 1 failure under secret seeds']
  t.strictSame(none, { files: [], lines, isWhole: true })
})

t.test('of many seeds the first are named', async (t) => {
  const runs = Array.from({ length: 12 }, (_, at) => makeRun(backup, at, { failure: split }))
  const plan = makePlan([backup], { runs: 12, firstSeed: 0 })
  const [group] = groupFailures(runs)
  const words = group === undefined ? '' : describeRuns(plan, group, 12)
  t.equal(words, '12 of 12 runs failed so: seeds 0, 1, 2, 3, 4, 5, 6, 7 and 4 more')
})

t.test('a folder that cannot be is said before anything runs', async (t) => {
  const folder = t.testdir({ taken: '' })
  t.throws(() => preparePages(join(folder, 'taken', 'x')), { name: 'UsageError' })
  preparePages(join(folder, 'a', 'b'))
  t.strictSame(readdirSync(join(folder, 'a')), ['b'])
})

t.test('what is made again must come out the same', async (t) => {
  const around = { tests: [backup], env: {}, isFolder: () => true, readText: () => '' }
  t.throws(() => parseCommand(['2B', 'page=f', 'realtime'], around), {
    name: 'UsageError',
    message: /wall clock/,
  })
  t.match(parseCommand(['2B', 'page=f'], around), { page: 'f', isShown: false })
  t.match(parseCommand(['2B', 'show'], around), { page: 'out/pages', isShown: true })
  t.match(parseCommand(['2B', 'show', 'page=f'], around), { page: 'f', isShown: true })
})
