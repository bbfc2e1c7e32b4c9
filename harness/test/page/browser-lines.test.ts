/**
 * What is said of one event, in a real browser: whole in its line and below the diagram, followed
 * through others, and where a failure that is about many opens.
 */
import type { Locator, Page } from 'playwright-core'
import t from 'tap'
import type { PageRun } from '../../page/run.ts'
import { makePage } from '../../report/page-file.ts'
import type { TraceEvent } from '../../sim/trace.ts'
import { chromiumHere, isAt, openPage, sees, startFirefox } from './browsers.ts'

const svcMeth = 'KVServer.put'
const ids = 'clientId:7853853192621812, requestId:2'
const long = 'x'.repeat(3_000)
const command = '{"op":"put","value":"v","clientId":7853853192621812,"requestId":2}'
const clerk = { who: 'C0', operation: 1, method: 'get' }
const inferred = { length: 2, kept: 0, entries: [[1, command]], term: 1, vote: 0 }
const body = `{op:"put", value:"${long}", ${ids}}`
const events: readonly TraceEvent[] = [
  { atMs: 0, kind: 'fault', who: 'S0', text: 'start, life 1', action: 'start', life: 1 },
  { atMs: 1, kind: 'invoke', text: 'get ["k"]', args: '["k"]', ...clerk },
  { atMs: 2, kind: 'call', who: 'C0', text: `-> S0 put ${body}`, id: 1, to: 'S0', svcMeth },
  { atMs: 3, kind: 'request', who: 'S0', text: `C0 asks put ${body}`, id: 1, from: 'C0', svcMeth },
  ...[3.91, 3.92].map((atMs, at) => ({ atMs, kind: 'debug', who: 'S0', text: `said ${at}` })),
  { atMs: 4, kind: 'save', who: 'S0', text: 'save 9 B', stateBytes: 9, snapshotBytes: 0, inferred },
  { atMs: 5, kind: 'apply', who: 'S0', text: `apply 1: ${command}`, index: 1, command },
  { atMs: 6, kind: 'return', text: 'get returned "v"', result: '"v"', ...clerk },
  { atMs: 6.02, kind: 'debug', who: 'C0', text: 'behind its return' },
  { atMs: 7, kind: 'debug', who: 'S0', text: 'innocent' },
  { atMs: 9, kind: 'check', who: 'test', text: 'FAILED: not linearizable' },
]
const broken = {
  part: 'key "k"',
  kind: 'stale read',
  text: 'It is old.',
  isMinimal: true,
  event: 8,
}
const run: PageRun = {
  ...{ test: 'TestOld3A', title: 'Test: old', seed: 1, ok: false, servers: ['S0'], events },
  lines: [
    {
      kind: 'headline',
      text: 'TestOld3A failed at 9 virtual ms: not linearizable: key "k", stale read',
    },
    { kind: 'detail', text: 'C0  get("k") -> "v"  1-6 ms' },
  ],
  failedAtMs: 9,
  history: {
    orders: [],
    unsettled: [],
    broken: { ...broken, core: [{ operation: 1, words: 'get("k")' }] },
  },
}
const html = makePage(run)
const rowOf = (page: Page, hasText: string): Locator => page.locator('.row', { hasText })

/** Height of an element. */
const heightOf = async (of: Locator): Promise<number> => (await of.boundingBox())?.height ?? 0

for (const engine of [chromiumHere, await startFirefox()]) {
  t.test(
    `${engine.name}: the present line is whole, and those behind it are where they seem to be`,
    { skip: engine.skip },
    async (t) => {
      const { page, complaints } = await openPage(t, html, { engine, hash: '#t=5' })
      await isAt(page, '5 ms')
      const current = page.locator('.row.current')
      await sees(page, '.row.current', 'apply 1: {"op":"put","value":"v","clientId":78')
      const height = await heightOf(current)
      t.ok(height > 30, `${height}`)
      t.equal(await heightOf(rowOf(page, 'said 0')), 22)
      const box = await current.boundingBox()
      const next = await rowOf(page, 'get returned').boundingBox()
      t.ok(box !== null && next !== null && Math.abs(box.y + box.height - next.y) < 1)
      await rowOf(page, 'behind its return').click()
      await isAt(page, '6 ms')
      await sees(page, '.row.current', 'behind its return')
      await sees(page, '.row.apply', 'apply 1: put v')
      t.equal(await heightOf(rowOf(page, 'apply 1')), 22)
      t.strictSame(complaints, [])
    },
  )

  t.test(
    `${engine.name}: one request is followed through messages and commands`,
    { skip: engine.skip },
    async (t) => {
      const { page } = await openPage(t, html, { engine, hash: '#t=3' })
      const follow = page.getByRole('button', { name: ids })
      await follow.click()
      await sees(page, '.log .count', /^3 events$/)
      const box = page.getByRole('searchbox', { name: 'Filter' })
      t.equal(await box.inputValue(), ids.replaceAll(' ', ''))
      await follow.click()
      await sees(page, '.log .count', /^12 events$/)
      t.equal(await box.inputValue(), '')
    },
  )
}

const { skip } = chromiumHere

t.test('what stands behind a long value is seen', { skip }, async (t) => {
  const { page } = await openPage(t, html, { hash: '#t=2' })
  await sees(page, '.details pre', `-> S0 put {op:"put", value:"xxx…×3000", ${ids}}`)
})

t.test('the details of a save say what it holds', { skip }, async (t) => {
  const { page } = await openPage(t, html, { hash: '#t=4' })
  await sees(page, '.details li', 'it reads as term 1, vote S0, a log of 2 entries')
  await sees(page, '.row.current', 'save 9 B: term 1, vote S0, log of 2')
})

t.test('what has no order opens at the answer that shows it', { skip }, async (t) => {
  const { page } = await openPage(t, html)
  await isAt(page, '6 ms')
  await sees(page, '.row.current', 'get returned "v"')
  await page.getByRole('button', { name: 'Only what led to the failure' }).click()
  await sees(page, '.row.faint', 'innocent')
  t.equal(await page.locator('.row.return:not(.faint)').count(), 1)
  await page.keyboard.press('Home')
  await isAt(page, '0 ms')
  await page.keyboard.press('f')
  await sees(page, '.row.current', 'get returned "v"')
  await page.keyboard.press('Home')
  await page.locator('.detail a', { hasText: '6' }).click()
  await sees(page, '.row.current', 'get returned "v"')
  await page.locator('.headline a').click()
  await sees(page, '.row.current', 'FAILED')
  t.equal(
    await page.getByRole('combobox', { name: 'Key' }).locator(':checked').innerText(),
    'key "k"',
  )
})

t.test(
  'a printed time leads behind all that is printed so, its own address not',
  { skip },
  async (t) => {
    const { page } = await openPage(t, html, { hash: '#t=3.9' })
    await sees(page, '.row.current', 'said 1')
    await page.keyboard.press('ArrowLeft')
    await page.waitForURL(/#t=3\.910$/)
    await page.reload()
    await sees(page, '.row.current', 'said 0')
  },
)
