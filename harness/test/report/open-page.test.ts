/** Tests of harness/report/open-page.ts. */
import { resolve } from 'node:path'
import t from 'tap'
import { openerFor, openPage } from '../../report/open-page.ts'

const file = 'pages/TestX-1.html'

t.test('each system has its program, and the path is whole', async (t) => {
  const args = [resolve(file)]
  t.strictSame(openerFor(file, { DISPLAY: ':0' }, 'linux'), { command: 'xdg-open', args })
  t.strictSame(openerFor(file, { WAYLAND_DISPLAY: 'w' }, 'linux'), { command: 'xdg-open', args })
  t.strictSame(openerFor(file, {}, 'darwin'), { command: 'open', args })
  t.strictSame(openerFor(file, { CI: 'false' }, 'win32'), { command: 'explorer.exe', args })
})

t.test('where nobody would see it, one sentence says what to do', async (t) => {
  for (const env of [{}, { DISPLAY: '' }]) {
    t.match(openerFor(file, env, 'linux'), { whyNot: /no desktop.*copy pages\/TestX-1\.html/ })
  }
  const remote = openerFor(file, { SSH_CONNECTION: '1 2 3 4' }, 'darwin')
  t.match(remote, { whyNot: /no desktop/ })
  for (const platform of ['linux', 'darwin', 'win32'] as const) {
    const inCi = openerFor(file, { CI: 'true', DISPLAY: ':0' }, platform)
    t.match(inCi, { whyNot: /in CI.*artifact/ })
  }
  t.match(await openPage(file, { whyNot: 'because' }), 'show: because')
})

t.test('a program that is not there is no fault', async (t) => {
  const opener = { command: './there-is-no-such-program', args: [] }
  t.match(await openPage(file, opener), /not there: open pages\/TestX-1\.html in a browser/)
  const works = { command: process.execPath, args: ['-e', ''] }
  t.equal(await openPage(file, works), `show: opened ${file}`)
})
