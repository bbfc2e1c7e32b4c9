/** Tests of harness/report/platforms/fit.ts and outline.ts. */
import t from 'tap'
import { cutText, fitTexts } from '../../../report/platforms/fit.ts'
import { jsonText } from '../../../report/platforms/outline.ts'

const CUT = '... (cut: the whole text would be too long here)'

t.test('a text is cut behind a line, and says so', async (t) => {
  t.equal(cutText('one\ntwo', 7), 'one\ntwo')
  const lines = `one\n${'two'.repeat(40)}\nthree`
  t.equal(cutText(lines, 120), `one\n${CUT}`)
  t.equal(cutText(lines, 4 + CUT.length), `one\n${CUT}`)
  t.equal(cutText(lines, 3 + CUT.length), CUT)
  t.equal(cutText('one line without an end '.repeat(9), 100), CUT)
  t.equal(cutText('one', 0), CUT)
})

t.test('all texts are cut alike, and no more than is needed', async (t) => {
  const line = `${'x'.repeat(99)}\n`
  const texts = [line.repeat(10), line.repeat(150), 'short']
  const make = (cut: (text: string) => string) => texts.map(cut).join('|')
  t.equal(fitTexts(100_000, make), texts.join('|'))
  const fitted = fitTexts(10_000, make).split('|')
  t.strictSame(fitted, [texts[0], `${line.repeat(49).trimEnd()}\n${CUT}`, 'short'])
  t.ok(fitTexts(10, make).length > 10, 'what does not fit at all is for others to refuse')
})

t.test('JSON holds no surrogate without its pair, in no text and at no depth', async (t) => {
  const text = jsonText({ a: ['x\ud800', { b: '\udc00y' }], c: '😀' })
  t.strictSame(JSON.parse(text), { a: ['x\ufffd', { b: '\ufffdy' }], c: '😀' })
  t.equal(Buffer.from(text).toString(), text)
})
