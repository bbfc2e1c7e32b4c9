/** Whatever a student's code calls things, says or fails with is text on the page, and nothing else. */
import t from 'tap'
import { makePage } from '../../report/page-file.ts'
import { chromiumHere, isAt, openPage, sees, startFirefox } from './browsers.ts'
import { HOSTILE, HOSTILE_SHOWN, hostileRun } from './hostile-run.ts'

const last = hostileRun.events.length - 1

for (const engine of [chromiumHere, await startFirefox()]) {
  t.test(
    `${engine.name}: hostile texts are shown as they are`,
    { skip: engine.skip },
    async (t) => {
      const { page, complaints } = await openPage(t, makePage(hostileRun), { engine })
      await isAt(page, '4 ms')
      const { kind, who } = hostileRun.events[last] ?? {}
      t.strictSame([kind, who], ['debug', HOSTILE], 'the last event is one with a hostile name')
      await sees(page, '.row.current .words', HOSTILE_SHOWN)
      await sees(page, '.details pre', HOSTILE_SHOWN)
      await sees(page, '.details .facts', HOSTILE_SHOWN)
      for (const place of ['h1', '.about', '.headline', '.detail', '.field b', '.field span']) {
        t.match(await page.locator(place).first().textContent(), HOSTILE_SHOWN, place)
      }
      t.match(await page.locator('.clerks').textContent(), HOSTILE_SHOWN, 'operations')
      t.match(await page.locator('.matrix .entry').first().textContent(), 't1 </scr')
      t.match(await page.locator('.legend button').first().textContent(), '<b>bold</b>')
      t.match(await page.title(), HOSTILE_SHOWN)
      t.equal(await page.locator('img, main b b, .lines script').count(), 0)
      t.equal(await page.locator('script').count(), 2, 'the data and the code, and no other')
      t.strictSame(complaints, [])
    },
  )
}

t.test(
  'it steps through every event, filters and hides a method, and is quiet',
  { skip: chromiumHere.skip },
  async (t) => {
    const { page, complaints } = await openPage(t, makePage(hostileRun), { hash: '#t=0&s=%3Cimg' })
    for (const event of hostileRun.events.filter(({ atMs }) => atMs > 0)) {
      await page.keyboard.press('ArrowRight')
      if (typeof event.svcMeth === 'string') await sees(page, '.details .facts', HOSTILE_SHOWN)
    }
    await page.locator('.legend button').first().click()
    await page.getByRole('searchbox').fill('<img src=x')
    await sees(page, '.count', `${hostileRun.events.length - 3} events`)
    t.equal(await page.locator('img').count(), 0)
    t.strictSame(complaints, [])
  },
)

t.test(
  'megabytes of text in every field neither swell nor stop the page',
  { skip: chromiumHere.skip },
  async (t) => {
    const swell = (_key: string, value: unknown): unknown => {
      return value === HOSTILE ? HOSTILE.repeat(20_000) : value
    }
    const html = makePage(JSON.parse(JSON.stringify(hostileRun, swell)))
    t.ok(html.length < 300_000, `${html.length} characters`)
    const { page, complaints } = await openPage(t, html, { width: 400 })
    await isAt(page, '4 ms')
    t.ok(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'))
    t.strictSame(complaints, [])
  },
)
