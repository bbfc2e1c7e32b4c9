/** When a failure was decided, in a page in a real browser. */
import t, { type Test } from 'tap'
import type { PageRun } from '../../page/run.ts'
import { makePage } from '../../report/page-file.ts'
import { chromiumHere, openPage } from './browsers.ts'
import { smallRun } from './small-run.ts'

const { skip } = chromiumHere
const endMs = smallRun.failedAtMs ?? 0
const words = ['When: what chance chose decided it.', 'With one other choice it passes.']
const point = (atMs: number, failed: number) => ({ atMs, failed, tries: 20 })
const points = [point(0, 2), point(endMs / 2, 3), point(endMs, 20)]

async function open(t: Test, when?: PageRun['when']) {
  const run =
    when === undefined
      ? smallRun
      : { ...smallRun, story: [{ atMs: 0, event: 0, text: 'S0 starts' }], when }
  const { page, complaints } = await openPage(t, makePage(run))
  return { page, complaints }
}

t.test('the curve lies under the slider, as long as its way', { skip }, async (t) => {
  const jump = { fromMs: endMs / 2, toMs: endMs }
  const { page, complaints } = await open(t, { points, jump, words })
  const curve = page.getByRole('img', { name: /How often it fails so .* decided from / })
  t.match(await curve.getAttribute('title'), /2 of 20 with all drawn anew/)
  const [strip, slider] = [await curve.boundingBox(), await page.getByRole('slider').boundingBox()]
  if (strip === null || slider === null) return t.fail('both are seen')
  t.ok(strip.y >= slider.y + slider.height - 1)
  t.ok(Math.abs(strip.x + strip.width / 2 - (slider.x + slider.width / 2)) < 2)
  const jumped = await page.locator('.when .jump').boundingBox()
  t.ok(jumped !== null && jumped.width > 2 && jumped.width < strip.width)
  const steps = page.locator('.when .step')
  t.equal(await steps.count(), 2)
  t.match(await steps.nth(0).getAttribute('style'), /height:15\.00%/)
  t.match(await steps.nth(1).getAttribute('style'), /height:100\.00%/)
  const more = page.getByText('With one other choice it passes.')
  t.equal(await more.isVisible(), false)
  await page.getByText('When: what chance chose').click()
  t.ok(await more.isVisible())
  t.strictSame(complaints, [])
})

t.test(
  'where no moment stands out none is marked, and without other runs there is no curve',
  { skip },
  async (t) => {
    const { page } = await open(t, { points, words })
    await page.getByRole('img', { name: /no moment stands out/ }).waitFor()
    t.equal(await page.locator('.when .jump').count(), 0)
    const bare = await open(t)
    await bare.page.getByRole('slider').waitFor()
    t.equal(await bare.page.locator('.when').count(), 0)
  },
)
