/** Tests of harness/page/packed/bytes.ts. */
import t from 'tap'
import { ByteReader, ByteWriter } from '../../../page/packed/bytes.ts'

const numbers = [0, 1, -1, 63, 64, -64, -65, 2 ** 31, -(2 ** 31), 2 ** 52, -(2 ** 52)]
const texts = ['', 'a', '\ufeffafter a mark', 'ä€😀', '\u0000\u2028', 'x'.repeat(200_000)]

t.test('whole numbers and texts come back, in their order', async (t) => {
  const out = new ByteWriter()
  for (const number of numbers) out.int(number)
  for (const text of texts) out.text(text)
  out.int(7)
  const from = new ByteReader(out.finish())
  for (const number of numbers) t.equal(from.int(), number)
  for (const text of texts) t.ok(from.text() === text, text.slice(0, 20))
  t.equal(from.int(), 7)
  t.throws(() => from.int(), { name: 'RangeError' }, 'there is no more')
})

t.test('small numbers are one byte', async (t) => {
  const out = new ByteWriter()
  for (let number = -64; number < 64; number++) out.int(number)
  t.equal(out.finish().length, 128)
})

t.test('a text that is cut short is an error, not half a text', async (t) => {
  const out = new ByteWriter()
  out.text('a text of some length')
  const bytes = out.finish()
  t.throws(() => new ByteReader(bytes.subarray(0, -1)).text(), { name: 'RangeError' })
})
