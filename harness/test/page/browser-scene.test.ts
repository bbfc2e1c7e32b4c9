/** The page of a scene in a real browser: its steps lead to their moments, and playing stops there. */
import t from 'tap'
import { KEYS } from '../../page/keys.ts'
import { makePage } from '../../report/page-file.ts'
import { chromiumHere, isAt, openPage, sees } from './browsers.ts'
import { HOSTILE } from './hostile-run.ts'
import { smallRun } from './small-run.ts'

const { skip } = chromiumHere
const steps = [
  { atMs: 0, text: 'All servers start.' },
  { atMs: 150, text: `S0 stands ${HOSTILE}.` },
  { atMs: 1_310, text: 'An entry is applied.' },
]
const menu = [
  { title: 'All scenes', href: 'index.html', isCurrent: false },
  { title: 'This one', href: 'page.html', isCurrent: true },
]
const { failedAtMs: _, ...passed } = smallRun
const scene = { about: 'What it is about.', steps, menu }
const html = makePage({ ...passed, ok: true, lines: [], title: 'A rejoin', scene })

t.test('steps lead to their moments, by click and by key', { skip }, async (t) => {
  const { page, complaints } = await openPage(t, html)
  await sees(page, 'h1', /^A rejoin$/)
  await sees(page, '[aria-current=step]', 'All servers start.')
  await page.keyboard.press('n')
  await isAt(page, '150 ms')
  await sees(page, '[aria-current=step]', 'S0 stands </script>')
  await page.getByText('An entry is applied.').click()
  await isAt(page, '1,310 ms')
  await page.keyboard.press('n')
  await isAt(page, '1,310 ms')
  await page.getByRole('button', { name: 'Previous step' }).click()
  await isAt(page, '150 ms')
  t.equal(await page.title(), 'A rejoin')
  t.equal(await page.locator('[aria-current=step]').count(), 1)
  t.equal(await page.locator('nav a[href="index.html"]').count(), 1)
  t.equal(await page.locator('.steps img, .steps b, .steps script').count(), 0)
  t.strictSame(complaints, [])
})

t.test('playing stops at each step, unless the reader will have it go on', { skip }, async (t) => {
  const { page } = await openPage(t, html, { hash: '#t=1', isHeld: true })
  await page.clock.runFor(100)
  await page.getByLabel('Speed').selectOption('8')
  await page.getByLabel('stop at each step').click()
  await page.getByLabel('stop at each step').click()
  for (const moment of ['150 ms', '1,310 ms', '2,344.5 ms']) {
    await page.getByRole('button', { name: 'Play or pause' }).click()
    await page.clock.runFor(20_000)
    await isAt(page, moment)
  }
  await page.getByLabel('stop at each step').click()
  await page.keyboard.press('Home')
  await page.getByRole('button', { name: 'Play or pause' }).click()
  await page.clock.runFor(20_000)
  await isAt(page, '2,344.5 ms')
})

t.test('help is a key away, and lists the keys', { skip }, async (t) => {
  const { page, complaints } = await openPage(t, html)
  await sees(page, 'h1')
  t.notOk(await page.getByRole('dialog').isVisible())
  await page.keyboard.press('?')
  await page.getByRole('dialog', { name: 'How to read this page' }).waitFor()
  t.equal(await page.locator('dialog tr').count(), KEYS.length)
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'hidden' })
  await page.getByRole('button', { name: 'How to read this page' }).click()
  await page.getByRole('button', { name: 'Close' }).click()
  await page.getByRole('dialog').waitFor({ state: 'hidden' })
  t.strictSame(complaints, [])
})
