/** Tests of harness/class/cache.ts: what hits, what misses, and entries that were damaged. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import t from 'tap'
import { Cache, type CacheScope } from '../../class/cache.ts'
import { DEFAULT_LIMITS } from '../../runner/jobs.ts'
import { basic, makePlan, makeRun, split } from '../report/samples.ts'

const scope: CacheScope = {
  hashes: { suite: 's', submission: 'a' },
  node: 'v1',
  plan: makePlan([basic]),
  limits: DEFAULT_LIMITS,
}

t.test('results are found again by all that they depend on, and nothing else', async (t) => {
  const cache = new Cache(t.testdir())
  const run = makeRun(basic, 41, { failure: split })
  cache.add(scope, basic.name, [run])
  cache.add(scope, basic.name, [makeRun(basic, 42)])
  const seeds = (asked: CacheScope, test = basic.name) => [...cache.read(asked, test).keys()]
  t.strictSame(cache.read(scope, basic.name).get(41), run)
  t.strictSame(seeds(scope), [41, 42])
  const more = { folder: 'b', runs: 9, firstSeed: 1, policy: 'all', jobs: 7 } as const
  t.strictSame(seeds({ ...scope, plan: { ...scope.plan, ...more } }), [41, 42])
  t.strictSame(seeds(scope, 'TestX'), [])
  t.strictSame(seeds({ ...scope, node: 'v2' }), [])
  t.strictSame(seeds({ ...scope, hashes: { suite: 's', submission: 'b' } }), [])
  t.strictSame(seeds({ ...scope, hashes: { suite: 't', submission: 'a' } }), [])
  t.strictSame(seeds({ ...scope, plan: { ...scope.plan, checksDeterminism: true } }), [])
  t.strictSame(seeds({ ...scope, limits: { ...DEFAULT_LIMITS, turnCpuMs: 1 } }), [])
})

t.test('how a worker died is not kept', async (t) => {
  const cache = new Cache(t.testdir())
  const died = { ...split, kind: 'crash' } as const
  cache.add(scope, basic.name, [makeRun(basic, 41, { failure: died }), makeRun(basic, 42)])
  t.strictSame([...cache.read(scope, basic.name).keys()], [42])
})

t.test('a damaged entry is none', async (t) => {
  const folder = t.testdir()
  const cache = new Cache(folder)
  cache.add(scope, basic.name, [makeRun(basic, 41, { failure: split })])
  const names = readdirSync(folder, { recursive: true }).map(String)
  const file = `${folder}/${names.find((name) => name.endsWith('.json'))}`
  const whole = readFileSync(file, 'utf8')
  for (const text of [
    '',
    whole.slice(0, -2),
    whole.replace('"ok":false', '"ok":true '),
    whole.replace('"ok":false', '"ok":true'),
    whole.replace(/^.*\n/, ''),
    `${whole}x`,
  ]) {
    writeFileSync(file, text)
    t.equal(cache.read(scope, basic.name).size, 0, text.slice(0, 40))
  }
  writeFileSync(file, whole)
  t.equal(cache.read(scope, basic.name).size, 1)
})
