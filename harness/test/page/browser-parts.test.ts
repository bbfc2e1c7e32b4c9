/** The parts of a page in real browsers: ways to them, what is in sight, and the story to read. */
import type { Page } from 'playwright-core'
import t from 'tap'
import type { PageRun } from '../../page/run.ts'
import { makePage } from '../../report/page-file.ts'
import { chromiumHere, isAt, openPage, sees, startFirefox } from './browsers.ts'
import { smallRun } from './small-run.ts'

const { skip } = chromiumHere
const calls = ['C0', 'C1'].flatMap((who, at) => {
  const about = { who, operation: 1, method: 'get', args: '["k"]' }
  return [
    { atMs: 170 + at, kind: 'invoke', text: 'get ["k"]', ...about },
    { atMs: 180 + at, kind: 'return', text: 'get returned ""', result: '""', ...about },
  ]
})
const events = [...smallRun.events, ...calls].sort((a, b) => a.atMs - b.atMs)
const places = events.flatMap(({ kind }, at) => (kind === 'request' ? [at] : []))
const story = Array.from({ length: 20 }, (_, at) => {
  const event = places[at % places.length] as number
  const { atMs } = events[event] as { atMs: number }
  return { atMs, event, text: `S${at % 3} gets S1's requestVote {term:1, candidateId:${at}}` }
}).sort((a, b) => a.event - b.event)
const run: PageRun = { ...smallRun, events, story }
const html = makePage(run)

/** Whether it stands below the bar and begins above the edge of the window. */
const isInSight = (page: Page, selector: string): Promise<boolean> => {
  return page.evaluate(`(() => {
    const { top } = document.querySelector('${selector}').getBoundingClientRect()
    return top >= document.querySelector('.bar').offsetHeight && top < innerHeight - 40
  })()`)
}

for (const engine of [chromiumHere, await startFirefox()]) {
  t.test(
    `${engine.name}: there is a way to each part that the page has, and to no other`,
    { skip: engine.skip },
    async (t) => {
      const { page, complaints } = await openPage(t, html, { engine, width: 1280, height: 600 })
      await isAt(page, '2,344.5 ms')
      const ways = page.getByRole('navigation', { name: 'Parts of this page' }).getByRole('button')
      const names = ['What led to it', 'Diagram', 'Servers', 'Log', 'Logs', 'Clerks']
      t.strictSame(await ways.allTextContents(), names)
      for (const [at, selector] of ['.log .rows', '.clerks', '.matrix', '.picture'].entries()) {
        const name = ['Log', 'Clerks', 'Logs', 'Diagram'][at] as string
        await ways.nth(names.indexOf(name)).press('Enter')
        t.ok(await isInSight(page, selector), name)
        t.ok(await isInSight(page, '.log .rows'), `the log stays beside ${name}`)
      }
      t.ok(await page.evaluate('document.activeElement.matches(".picture")'))
      await ways.first().click()
      await page.waitForFunction('document.querySelector(".why").getBoundingClientRect().top > 0')
      t.strictSame(complaints, [])
    },
  )

  t.test(
    `${engine.name}: the story is met at its beginning, and shown whole when asked for`,
    { skip: engine.skip },
    async (t) => {
      const { page } = await openPage(t, html, { engine, width: 1280, height: 800 })
      const list = page.getByRole('list', { name: 'What led to it' })
      await list.locator('[aria-current]').waitFor()
      t.equal(await list.evaluate((element) => element.scrollTop), 0)
      t.equal(await list.locator('.who').first().innerText(), 'S0')
      await list.getByRole('link').last().click()
      t.ok(await list.evaluate((element) => element.scrollTop > 0))
      await page.getByRole('button', { name: 'Show all 20 moments' }).click()
      t.ok(await list.evaluate(({ scrollHeight, clientHeight }) => scrollHeight === clientHeight))
      await page.getByRole('button', { name: 'Show fewer' }).click()
      t.ok(await list.evaluate(({ scrollHeight, clientHeight }) => scrollHeight > clientHeight))
    },
  )
}

t.test('in a narrow window: story, diagram, log, and the ring folded', { skip }, async (t) => {
  const { page } = await openPage(t, html, { width: 400 })
  await isAt(page, '2,344.5 ms')
  const tops: number[] = []
  for (const part of ['.why', '.picture', '.log', '.ring', '.matrix']) {
    tops.push((await page.locator(part).boundingBox())?.y ?? -1)
  }
  t.notOk(tops.includes(-1))
  t.strictSame(
    tops,
    [...tops].sort((a, b) => a - b),
  )
  t.notOk(await page.locator('.ring canvas').isVisible())
  await page.getByRole('button', { name: 'Servers', exact: true }).click()
  t.ok(await page.locator('.ring canvas').isVisible())
})

t.test('many lines of a failure are folded, and none is lost', { skip }, async (t) => {
  const lines = Array.from({ length: 9 }, (_, at) => {
    return { kind: 'detail' as const, text: `S${at % 3} at ${160 + at} ms` }
  })
  const { page } = await openPage(t, makePage({ ...run, lines: [...smallRun.lines, ...lines] }))
  await sees(page, '.lines summary', '7 more lines')
  t.equal(await page.locator('.lines .detail:visible').count(), 4)
  await page.getByText('7 more lines').click()
  t.equal(await page.locator('.lines .detail:visible').count(), 11)
})
