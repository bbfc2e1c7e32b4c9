/** Tests of harness/report/palette.ts. */
import t from 'tap'
import { hasColours, makePalette } from '../../report/palette.ts'

t.test('NO_COLOR wins, then FORCE_COLOR, then the terminal', async (t) => {
  t.equal(hasColours({}, true), true)
  t.equal(hasColours({}, false), false)
  t.equal(hasColours({ NO_COLOR: '1', FORCE_COLOR: '1' }, true), false)
  t.equal(hasColours({ NO_COLOR: '' }, true), true)
  t.equal(hasColours({ FORCE_COLOR: '1' }, false), true)
  t.equal(hasColours({ FORCE_COLOR: '0' }, true), false)
  t.equal(hasColours({ TERM: 'dumb' }, true), false)
})

t.test('without colours text is unchanged', async (t) => {
  t.equal(makePalette(false).failed('x'), 'x')
  t.equal(makePalette(true).failed('x'), '\u001b[31mx\u001b[39m')
})
