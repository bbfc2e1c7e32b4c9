/** The one clock of a page, in a real browser: slider, play, steps, jumps, by mouse and by keys. */
import type { Locator, Page } from 'playwright-core'
import t from 'tap'
import { Scale } from '../../page/scale.ts'
import { makePage } from '../../report/page-file.ts'
import { chromiumHere, isAt, openPage, sees } from './browsers.ts'
import { smallRun } from './small-run.ts'

const html = makePage(smallRun)
const { skip } = chromiumHere
const END = '2,344.5 ms'
const scale = new Scale(smallRun.events.map(({ atMs }) => atMs))

const sliderOf = (page: Page): Locator => page.getByRole('slider', { name: 'Virtual time' })
const named = (page: Page, name: string): Locator => page.getByRole('button', { name })

/** What the clock of the page says, as a number. */
async function momentOf(page: Page): Promise<number> {
  return Number.parseFloat((await page.locator('output.moment').innerText()).replaceAll(',', ''))
}

t.test(
  'the slider leads by mouse: to its ends, and to the place that is clicked',
  { skip },
  async (t) => {
    const { page } = await openPage(t, html)
    const slider = sliderOf(page)
    const box = await slider.boundingBox()
    if (box === null) return t.fail('no slider')
    await slider.click({ position: { x: 1, y: box.height / 2 } })
    await isAt(page, '0 ms')
    await slider.click({ position: { x: box.width / 2, y: box.height / 2 } })
    await sees(page, '.details .facts')
    const middle = await momentOf(page)
    const share = scale.placeOf(middle) / scale.length
    t.ok(
      Math.abs(share - 0.5) < 0.03,
      `half way of the bent time, not of the true one: ${middle} ms`,
    )
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
    await page.mouse.down()
    await page.mouse.move(box.x + box.width + 20, box.y + box.height / 2, { steps: 5 })
    await page.mouse.up()
    await isAt(page, END)
    await sees(page, '.row.current', 'applied different commands')
  },
)

t.test('steps go from event to event of the log, those of one moment too', { skip }, async (t) => {
  const { page, complaints } = await openPage(t, html, { hash: '#t=149' })
  const steps = ['save 77 B', '-> S1 requestVote', '-> S2 requestVote', 'S0 asks requestVote']
  for (const words of steps) {
    await named(page, 'Next event').click()
    await sees(page, '.row.current', words)
    await sees(page, '.details pre', words)
  }
  for (const words of steps.slice(0, -1).reverse()) {
    await named(page, 'Previous event').click()
    await sees(page, '.row.current', words)
  }
  await isAt(page, '150 ms')
  await page.keyboard.press('ArrowLeft')
  await isAt(page, '0 ms')
  await sees(page, '.row.current', 'start, life 1')
  for (let i = 0; i < 5; i++) await page.keyboard.press('ArrowLeft')
  await sees(page, '.row.current', /^0\.0\s*S0/)
  await page.keyboard.press('PageDown')
  await page.keyboard.press('PageDown')
  await isAt(page, END)
  t.strictSame(complaints, [])
})

t.test('jump to the failure, by button and by key', { skip }, async (t) => {
  const { page } = await openPage(t, html, { hash: '#t=0' })
  await isAt(page, '0 ms')
  await named(page, 'Jump to the failure').click()
  await isAt(page, END)
  await page.keyboard.press('Home')
  await isAt(page, '0 ms')
  await page.keyboard.press('f')
  await isAt(page, END)
})

t.test(
  'a run that passed has no failure to jump to, and opens at its begin',
  { skip },
  async (t) => {
    const { failedAtMs: _, ...passed } = smallRun
    const { page } = await openPage(t, makePage({ ...passed, ok: true, lines: [] }))
    await isAt(page, '0 ms')
    await sees(page, 'h1', 'TestRejoin2B passed')
    t.equal(await named(page, 'Jump to the failure').count(), 0)
    await page.keyboard.press('f')
    await isAt(page, '0 ms')
  },
)

t.test(
  'play goes on at its speed, pause stops it, and it ends with the run',
  { skip },
  async (t) => {
    const { page } = await openPage(t, html, { hash: '#t=0', isHeld: true })
    await page.clock.runFor(100)
    const play = named(page, 'Play or pause')
    const playedIn = async (speed: string): Promise<number> => {
      await page.keyboard.press('Home')
      await page.getByLabel('Speed').selectOption(speed)
      await play.click()
      await page.clock.runFor(1_000)
      await play.click()
      await page.clock.runFor(100)
      return scale.placeOf(await momentOf(page))
    }
    const [slow, quick] = [await playedIn('0.25'), await playedIn('1')]
    t.ok(slow > 0, 'it moves')
    t.ok(Math.abs(quick / slow - 4) < 0.25, `four times as fast: ${slow} and ${quick}`)
    const before = await momentOf(page)
    await page.clock.runFor(5_000)
    t.equal(await momentOf(page), before, 'paused')
    t.equal(await play.innerText(), '▶')
    await page.getByLabel('Speed').selectOption('8')
    await play.focus()
    await page.keyboard.press('Space')
    await page.clock.runFor(100)
    t.equal(await play.innerText(), '⏸')
    await page.clock.runFor(20_000)
    t.equal(await momentOf(page), 2_344.5)
    t.equal(await play.innerText(), '▶', 'it stopped by itself')
  },
)

t.test('who wants no motion is led from event to event', { skip }, async (t) => {
  const times = new Set(smallRun.events.map(({ atMs }) => atMs))
  for (const isStill of [true, false]) {
    const { page } = await openPage(t, html, { hash: '#t=149', isHeld: true, isStill })
    await page.clock.runFor(100)
    await page.keyboard.press('Space')
    const seen = new Set<number>()
    for (let i = 0; i < 25; i++) {
      await page.clock.runFor(120)
      seen.add(await momentOf(page))
    }
    seen.delete(149)
    t.ok(seen.size > 1, 'it moves')
    t.equal(
      [...seen].every((moment) => times.has(moment)),
      isStill,
      isStill ? 'only moments at which something happens' : 'without the wish it glides',
    )
  }
})

t.test('the address follows, and a changed one leads', { skip }, async (t) => {
  const { page } = await openPage(t, html, { hash: '#t=161.2&s=S1' })
  const server = page.getByRole('combobox', { name: 'Server' })
  const isChosen = (value: string): Promise<void> => {
    return server.locator(`option[value="${value}"]:checked`).waitFor({ state: 'attached' })
  }
  await isAt(page, '161.2 ms')
  await isChosen('S1')
  await page.keyboard.press('f')
  await page.waitForURL(/#t=2344\.5&s=S1$/)
  await server.selectOption('S2')
  await page.waitForURL(/&s=S2$/)
  const address = page.url()
  await page.evaluate("location.hash = '#t=400'")
  await isAt(page, '400 ms')
  await isChosen('')
  await page.goto(address)
  await isAt(page, END)
  await isChosen('S2')
  await page.evaluate("location.hash = '#t=nonsense&s=S9'")
  await isChosen('')
  await isAt(page, END)
})
