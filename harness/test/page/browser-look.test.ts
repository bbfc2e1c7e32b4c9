/** How a page looks to all its readers: accessible, light and dark, on a wide screen and a narrow one. */
import axe from 'axe-core'
import t from 'tap'
import { makePage } from '../../report/page-file.ts'
import { chromiumHere, type Engine, openPage, sees, startFirefox } from './browsers.ts'
import { hostileRun } from './hostile-run.ts'
import { smallRun } from './small-run.ts'

const pages = { 'a run': makePage(smallRun), 'hostile texts': makePage(hostileRun) }
/** By whether it is dark. */
const firefoxes = [await startFirefox(), await startFirefox({ isDark: true })] as const

interface Broken {
  readonly id: string
  readonly help: string
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[]
}

/** What axe-core finds, a sentence each. */
const AXE = `${axe.source}; axe.run().then(({ violations }) => JSON.stringify(violations))`

/** Pixels that stand out of the window at its side. */
const OVERHANG =
  '(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)(document.documentElement)'

function describe({ id, help, nodes }: Broken): string[] {
  return nodes.map(({ html, failureSummary }) => `${id}: ${help}: ${html}: ${failureSummary}`)
}

for (const [name, html] of Object.entries(pages)) {
  for (const isDark of [false, true]) {
    for (const engine of [chromiumHere, firefoxes[isDark ? 1 : 0]] as readonly Engine[]) {
      for (const width of [1280, 400]) {
        const words = `${name}, ${isDark ? 'dark' : 'light'}, ${width} pixels wide`
        t.test(
          `${engine.name}: ${words}: accessible, and never wider than the window`,
          { skip: engine.skip },
          async (t) => {
            const { page, complaints } = await openPage(t, html, { engine, isDark, width })
            await sees(page, '.details pre')
            const broken: Broken[] = JSON.parse(String(await page.evaluate(AXE)))
            t.strictSame(broken.flatMap(describe), [])
            // A scrollbar beside it takes of the width, where the browser shows one.
            t.equal(await page.evaluate(OVERHANG), 0, 'no scroll')
            const ground = await page.evaluate('getComputedStyle(document.body).backgroundColor')
            t.equal(ground === 'rgb(255, 255, 255)', !isDark, `${ground}`)
            t.strictSame(complaints, [])
          },
        )
      }
    }
  }
}

t.test('what is not accessible is found', { skip: chromiumHere.skip }, async (t) => {
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
