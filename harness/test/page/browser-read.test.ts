/** Reading a page in a real browser: filters, the log, messages, and all of it without a mouse. */
import type { Locator, Page } from 'playwright-core'
import t from 'tap'
import { makePage } from '../../report/page-file.ts'
import { chromiumHere, isAt, openPage, sees, startFirefox } from './browsers.ts'
import { smallRun } from './small-run.ts'

const html = makePage(smallRun)
const { skip } = chromiumHere
const engines = [chromiumHere, await startFirefox()]
const told = smallRun.events.filter(({ kind }) => kind !== 'link')

const rowsOf = (page: Page, hasText: string): Locator => page.locator('.row', { hasText })
const named = (page: Page, name: string): Locator => page.getByRole('button', { name })

const count = (page: Page, events: number): Promise<void> => {
  return sees(page, '.count', `${events} event${events === 1 ? '' : 's'}`)
}

t.test('filters: by words, by server, by method, and all together', { skip }, async (t) => {
  const { page, complaints } = await openPage(t, html)
  await count(page, told.length)
  const find = page.getByRole('searchbox', { name: 'Filter' })
  await find.fill('ONE ENTRY')
  await count(page, 1)
  await find.fill('nothing says this')
  await count(page, 0)
  await page.keyboard.press('Escape')
  await find.fill('link')
  await count(page, smallRun.events.length - told.length)
  await find.fill('')
  await page.getByRole('combobox', { name: 'Server' }).selectOption('S2')
  const about = told.filter(
    ({ kind, who, from, to }) => kind === 'check' || [who, from, to].includes('S2'),
  )
  await count(page, about.length)
  await page.getByRole('button', { name: 'appendEntries' }).click()
  await count(page, about.filter(({ svcMeth }) => svcMeth !== 'Raft.appendEntries').length)
  await find.fill('lost')
  await count(page, 1)
  t.equal(await rowsOf(page, 'request lost').count(), 1)
  t.equal(
    await named(page, 'appendEntries').getAttribute('aria-pressed'),
    'false',
    'a method that is left out is seen to be',
  )
  t.strictSame(complaints, [])
})

t.test('what led to the failure is left, and the failure with it', { skip }, async (t) => {
  const { page, complaints } = await openPage(t, html)
  await count(page, told.length)
  await sees(page, '.legend .mark', 'named by the failure')
  await named(page, 'Only what led to the failure').click()
  await sees(page, '.count', new RegExp(`^\\d+ of ${told.length} led to the failure$`))
  const words = await page.locator('.log .count').innerText()
  const left = Number.parseInt(words, 10)
  t.ok(left > 0 && left < told.length, words)
  t.equal(await page.locator('.row.check:not(.faint)').count(), 1)
  await page.keyboard.press('?')
  await sees(page, 'dialog p', 'A red circle')
  await page.keyboard.press('Escape')
  await named(page, 'Only what led to the failure').click()
  await count(page, told.length)
  t.strictSame(complaints, [])
})

t.test('where nothing failed, no words tell of it', { skip }, async (t) => {
  const { failedAtMs: _, ...passed } = smallRun
  const { page } = await openPage(t, makePage({ ...passed, ok: true, lines: [] }))
  await count(page, told.length)
  const words = String(await page.evaluate('document.body.querySelector("main").textContent'))
  const help = String(await page.evaluate('document.querySelector("dialog").textContent'))
  t.match(help, 'How to read this page')
  t.notMatch(words + help, /named by the failure|A red circle|Only what led/)
})

t.test('steps go through what the filter lets through', { skip }, async (t) => {
  const { page } = await openPage(t, html, { hash: '#t=0' })
  await page.getByRole('searchbox').fill('leader')
  await count(page, 2)
  await named(page, 'Next event').click()
  await isAt(page, '152 ms')
  await named(page, 'Next event').click()
  await isAt(page, '1,300 ms')
  await named(page, 'Next event').click()
  await named(page, 'Previous event').click()
  await isAt(page, '152 ms')
})

for (const engine of engines) {
  t.test(
    `${engine.name}: a click on a line of the log leads there, and pointing at one shows it whole`,
    { skip: engine.skip },
    async (t) => {
      const { page } = await openPage(t, html, { engine, hash: '#t=160' })
      await rowsOf(page, 'one entry to my log').click()
      await isAt(page, '161.2 ms')
      // What scrolls under a mouse that rests is not pointed at.
      await page.mouse.move(5, 5)
      await rowsOf(page, '-> S2 appendEntries').hover()
      await sees(page, '.details pre', '-> S2 appendEntries {term:1, entries:["x=1"]}')
      await isAt(page, '161.2 ms')
      await page.mouse.move(5, 5)
      await sees(page, '.details pre', 'one entry to my log')
      await rowsOf(page, '-> S2 appendEntries').hover()
      await page.keyboard.press('ArrowRight')
      await sees(page, '.details pre', 'S0 asks appendEntries')
    },
  )
}

/** Moves over the diagram, at these shares of its height, until the pointer is on something. */
async function findInDiagram(page: Page, shares: readonly number[]): Promise<void> {
  const canvas = page.getByRole('img', { name: 'Space-time diagram' })
  const box = await canvas.boundingBox()
  if (box === null) throw new Error('no diagram')
  for (let x = box.x + 80; x < box.x + box.width; x += 4) {
    for (const share of shares) {
      await page.mouse.move(x, box.y + box.height * share)
      const cursor = await canvas.evaluate((element) => element.style.cursor)
      if (cursor === 'pointer') return
    }
  }
  throw new Error('nothing was found in the diagram')
}

t.test('pointing at a mark says what it is, and a click leads there', { skip }, async (t) => {
  const { page } = await openPage(t, html, { hash: '#t=164' })
  for (const method of ['appendEntries', 'requestVote']) await named(page, method).click()
  await sees(page, '.details pre', 'index 1: x=1')
  // The lane of the first server, and below it.
  await findInDiagram(page, [0.17, 0.2])
  await sees(page, '.details .facts', /S0 {2}(save|start|apply)/)
  const words = await page.locator('.details pre').innerText()
  await page.mouse.down()
  await page.mouse.up()
  await sees(page, '.row.current', words)
  t.match(words, /save 77 B|start "x=1"|index 1: x=1/)
})

t.test(
  'pointing at a message shows it whole, and clicks walk through its events',
  { skip },
  async (t) => {
    const { page } = await openPage(t, html, { hash: '#t=161.2' })
    await isAt(page, '161.2 ms')
    // Between the lanes, where no marks are.
    await findInDiagram(page, [0.27, 0.3, 0.49])
    await sees(page, '.details .facts', /Raft\.(appendEntries|requestVote)/)
    const ways = page.locator('.way button')
    const moments = (await ways.allInnerTexts()).map((words) => /[\d.,]+ ms$/.exec(words)?.[0])
    t.ok(moments.length >= 2, `${moments}`)
    await page.mouse.down()
    await page.mouse.up()
    const shown = await page.locator('output.moment').innerText()
    t.ok(moments.includes(shown), `${shown} is a moment of the message: ${moments}`)
    await ways.last().click()
    await isAt(page, moments.at(-1) ?? '')
    await page.keyboard.press('o')
    await isAt(page, moments[0] ?? '')
    await page.keyboard.press('o')
    await isAt(page, moments[1] ?? '')
  },
)

/** What has the focus, in words: its name or its text. */
const FOCUS = `(() => {
  const { activeElement: at } = document
  return at.getAttribute('aria-label') ?? at.textContent
})()`
const OUTLINE = 'getComputedStyle(document.activeElement).outlineStyle'

t.test('everything is reached and told by keyboard', { skip }, async (t) => {
  const { page, complaints } = await openPage(t, html, { hash: '#t=161' })
  await isAt(page, '161 ms')
  const order: string[] = []
  for (;;) {
    await page.keyboard.press('Tab')
    const name = String(await page.evaluate(FOCUS))
    if (await page.evaluate('document.activeElement === document.body')) break
    t.equal(await page.evaluate(OUTLINE), 'solid', `${name}: focus is seen`)
    order.push(name)
  }
  const wanted = [
    '2,344',
    'Previous event',
    'Play or pause',
    'Next event',
    'Virtual time',
    'Speed',
    'Jump to the failure',
    'appendEntries',
    'Space-time diagram',
    'Filter',
    'Server',
    'Events',
  ]
  const places = wanted.map((name) => order.findLastIndex((words) => words.startsWith(name)))
  t.strictSame(
    places,
    [...places].sort((a, b) => a - b),
    `in the order in which they stand: ${order}`,
  )
  t.notOk(places.includes(-1), `each is reached: ${wanted.filter((_, at) => places[at] === -1)}`)
  t.strictSame(complaints, [])
})

t.test('keys act where they should, and not while one types', { skip }, async (t) => {
  const { page } = await openPage(t, html, { hash: '#t=161.2' })
  const list = page.getByRole('log', { name: 'Events' })
  await list.focus()
  await page.keyboard.press('ArrowDown')
  await isAt(page, '161.5 ms')
  await page.keyboard.press('ArrowUp')
  await isAt(page, '161.2 ms')
  await page.keyboard.press('o')
  await isAt(page, '161.2 ms')
  await page.getByRole('searchbox').focus()
  await page.keyboard.type('f of o ')
  await page.keyboard.press('Home')
  await isAt(page, '161.2 ms')
  t.equal(await page.getByRole('searchbox').inputValue(), 'f of o ')
  await page.getByRole('button', { name: 'requestVote' }).focus()
  await page.keyboard.press('Space')
  t.equal(await named(page, 'requestVote').getAttribute('aria-pressed'), 'false')
  t.equal(await named(page, 'Play or pause').innerText(), '▶', 'a key acts once')
  await page.keyboard.press('Control+f')
  await isAt(page, '161.2 ms')
})
