/** The page in real browsers: it opens from disk, shows a run, follows its address and is quiet. */
import t from 'tap'
import { makePage } from '../../report/page-file.ts'
import {
  chromiumHere,
  chromiumKind,
  findEngine,
  isAt,
  openPage,
  sees,
  startFirefox,
} from './browsers.ts'
import { smallRun } from './small-run.ts'

const html = makePage(smallRun)

for (const engine of [chromiumHere, await startFirefox()]) {
  const { name, skip } = engine

  t.test(
    `${name}: it opens at the failure, and says what, which rule and what again`,
    { skip },
    async (t) => {
      const { page, complaints } = await openPage(t, html, { engine })
      await isAt(page, '2,344.5 ms')
      t.equal(await page.title(), 'TestRejoin2B seed 41: failed')
      t.match(await page.locator('h1').innerText(), /TestRejoin2B failed/)
      const heading = await page.locator('header').innerText()
      for (const { text } of smallRun.lines) t.match(heading, text)
      t.match(
        await page.locator('header code').innerText(),
        'npm run grade 2B TestRejoin2B seed=41',
      )
      t.strictSame(complaints, [], 'no word on the console, nothing asked of a network')
    },
  )

  t.test(
    `${name}: a link leads to its moment and its server, and the address follows`,
    { skip },
    async (t) => {
      const { page, complaints } = await openPage(t, html, { engine, hash: '#t=161.2&s=S1' })
      await isAt(page, '161.2 ms')
      await sees(page, '.row.current', 'one entry to my log')
      t.equal(await page.locator('.row', { hasText: 'one entry' }).count(), 1)
      t.equal(await page.locator('.row', { hasText: 'save 77 B' }).count(), 0, 'only S1 is listed')
      await page.locator('header a', { hasText: '163' }).click()
      await isAt(page, '163 ms')
      await sees(page, '.details pre', 'index 1: x=1')
      await page.waitForURL(/#t=163&s=S1$/)
      t.equal(await page.locator('.row', { hasText: 'save 77 B' }).count(), 0, 'as it was chosen')
      await page.getByRole('button', { name: 'Previous event' }).click()
      await page.waitForURL(/#t=162&s=S1$/)
      await page.goBack()
      await isAt(page, '161.2 ms')
      await sees(page, '.row.current', 'one entry to my log')
      t.strictSame(complaints, [])
    },
  )

  t.test(`${name}: the slider leads everything by keyboard`, { skip }, async (t) => {
    const { page } = await openPage(t, html, { engine })
    const slider = page.getByRole('slider', { name: 'Virtual time' })
    await slider.focus()
    await page.keyboard.press('Home')
    await isAt(page, '0 ms')
    t.equal(await slider.inputValue(), '0')
    await page.keyboard.press('End')
    await isAt(page, '2,344.5 ms')
    t.equal(await slider.getAttribute('aria-valuetext'), '2,344.5 ms')
  })
}

t.test(
  'moments in the heading are ways there, both of a stretch',
  { skip: chromiumHere.skip },
  async (t) => {
    const text = 'C5  append("k", "at 7 or 8-9")  150.9-1,299 ms, none within 5,000 virtual ms'
    const lines = [{ kind: 'detail' as const, text }]
    const { page } = await openPage(t, makePage({ ...smallRun, lines }))
    t.equal((await page.locator('.detail').textContent())?.trim(), text)
    t.strictSame(await page.locator('.detail a').allTextContents(), ['150.9', '1,299'])
    await page.locator('.detail a').first().click()
    await isAt(page, '150.9 ms')
    await page.locator('.detail a').last().click()
    await isAt(page, '1,300 ms')
  },
)

t.test('an error in a page is seen here', { skip: chromiumHere.skip }, async (t) => {
  const { page, complaints } = await openPage(t, html.replace('id="run"', 'id="gone"'))
  while (complaints.length === 0) await page.evaluate('0')
  t.match(complaints.join(), /^error: /)
})

t.test(
  'a script that is not of the page itself is refused',
  { skip: chromiumHere.skip },
  async (t) => {
    const injected = html.replace('</body>', '<script>document.title="in"</script></body>')
    const { page, complaints } = await openPage(t, injected)
    await isAt(page, '2,344.5 ms')
    t.match(complaints.join(), /Content Security Policy/)
    t.not(await page.title(), 'in')
  },
)

t.test('a browser that was named must be there', async (t) => {
  t.throws(() => findEngine(chromiumKind, { CHROME_PATH: '/no/such' }), /CHROME_PATH=\/no\/such/)
  const none = findEngine(chromiumKind, { PATH: '/no/such' })
  t.equal(none.skip, 'no Chromium here: install chromium, or set CHROME_PATH')
  const odd = findEngine(chromiumKind, { CHROME_PATH: process.execPath })
  t.match(odd.skip, /but Chromium 120 is needed/)
})
