/** How a page looks to all its readers: accessible, light and dark, on a wide screen and a narrow one. */
import axe from 'axe-core'
import t from 'tap'
import { makePage } from '../../report/page-file.ts'
import { chromiumHere, openPage, sees } from './browsers.ts'
import { hostileRun } from './hostile-run.ts'
import { smallRun } from './small-run.ts'

const pages = { 'a run': makePage(smallRun), 'hostile texts': makePage(hostileRun) }
const { skip } = chromiumHere

interface Broken {
  readonly id: string
  readonly help: string
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[]
}

/** What axe-core finds, a sentence each. */
const AXE = `${axe.source}; axe.run().then(({ violations }) => JSON.stringify(violations))`

function describe({ id, help, nodes }: Broken): string[] {
  return nodes.map(({ html, failureSummary }) => `${id}: ${help}: ${html}: ${failureSummary}`)
}

for (const [name, html] of Object.entries(pages)) {
  for (const isDark of [false, true]) {
    for (const width of [1280, 400]) {
      const words = `${name}, ${isDark ? 'dark' : 'light'}, ${width} pixels wide`
      t.test(`${words}: accessible, and never wider than the window`, { skip }, async (t) => {
        const { page, complaints } = await openPage(t, html, { isDark, width })
        await sees(page, '.details pre')
        const broken: Broken[] = JSON.parse(String(await page.evaluate(AXE)))
        t.strictSame(broken.flatMap(describe), [])
        t.equal(await page.evaluate('document.documentElement.scrollWidth'), width, 'no scroll')
        const ground = await page.evaluate('getComputedStyle(document.body).backgroundColor')
        t.equal(ground === 'rgb(255, 255, 255)', !isDark, `${ground}`)
        t.strictSame(complaints, [])
      })
    }
  }
}

t.test('what is not accessible is found', { skip }, async (t) => {
  const html = pages['a run'].replace('--faint: #', '--faint: #ddd; --was: #')
  const bare = html
    .replace('<html lang="en">', '<html>')
    .replace('--faint:#', '--faint:#ddd;--was:#')
  const { page } = await openPage(t, bare)
  await sees(page, '.details pre')
  const broken: Broken[] = JSON.parse(String(await page.evaluate(AXE)))
  const ids = broken.map(({ id }) => id)
  t.ok(ids.includes('html-has-lang') && ids.includes('color-contrast'), `${ids}`)
})
