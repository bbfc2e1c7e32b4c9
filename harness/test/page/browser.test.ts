/** The page in a real browser, where Chromium is installed: it shows a run, and runs no text of it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { execa } from 'execa'
import t from 'tap'
import { makePage } from '../../report/page-file.ts'
import { hostileRun } from './hostile-run.ts'

const CHROMIUM = process.env.CHROMIUM ?? 'chromium'
const isThere = (await execa(CHROMIUM, ['--version'], { reject: false })).exitCode === 0
const skip = isThere ? false : 'no chromium here: apt-get install chromium, or CHROMIUM=its path'

/** The document once its scripts have run, and what the browser had to say. */
async function open(html: string, hash: string) {
  // A short path: the browser makes sockets in its profile.
  const folder = mkdtempSync(join(tmpdir(), 'page-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
  const file = join(folder, 'page.html')
  writeFileSync(file, html)
  const arguments_ = [
    '--headless=new',
    '--no-sandbox',
    '--disable-gpu',
    '--enable-logging=stderr',
    `--user-data-dir=${join(folder, 'profile')}`,
    '--virtual-time-budget=3000',
    '--dump-dom',
    `${pathToFileURL(file)}${hash}`,
  ]
  // Some builds end with a complaint about the machine after all is done.
  const { stdout, stderr } = await execa(CHROMIUM, arguments_, { reject: false })
  const said = stderr.split('\n').filter((line) => line.includes('CONSOLE'))
  return { body: stdout.slice(stdout.lastIndexOf('</script>')), said }
}

t.test('it renders, follows its address, and complains of nothing', { skip }, async (t) => {
  const { body, said } = await open(makePage(hostileRun), '#t=3&s=S1')
  t.strictSame(said, [])
  t.match(body, /<output class="moment">3 ms<\/output>/)
  t.match(body, /aria-valuetext="3 ms"/, 'the slider is where the address says')
  t.match(body, /<canvas/)
  t.match(body, /class="row reply current/, 'the log is in step')
  t.match(body, /class="row call faint/, 'all but S1 steps back')
  t.match(body, '&lt;img src=x onerror=', 'text is shown as text')
  t.notMatch(body, /<img|<b>bold/)
})

t.test('without a place it opens at the failure', { skip }, async (t) => {
  const { body } = await open(makePage(hostileRun), '')
  t.match(body, /<output class="moment">4 ms<\/output>/)
})

t.test('an error in a page is seen here', { skip }, async (t) => {
  const broken = makePage(hostileRun).replace('id="run"', 'id="gone"')
  t.not((await open(broken, '')).said.length, 0)
})

t.test('a script that is not of the page itself is refused', { skip }, async (t) => {
  const injected = makePage(hostileRun).replace('</body>', '<script>document.x=1</script></body>')
  t.match((await open(injected, '')).said.join(), /Content Security Policy/)
})
