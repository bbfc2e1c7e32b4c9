/** Tests of harness/runner/read-lines.ts. */
import { PassThrough } from 'node:stream'
import t from 'tap'
import { readLines } from '../../runner/read-lines.ts'

t.test('lines come whole, however they were cut on their way', async (t) => {
  const text = 'one\n\nzwölf €\nand the last\n'
  const bytes = Buffer.from(text)
  for (const size of [1, 2, 3, 7, bytes.length]) {
    const stream = new PassThrough()
    const lines: string[] = []
    const read = readLines(stream, (line) => lines.push(line))
    for (let at = 0; at < bytes.length; at += size) stream.write(bytes.subarray(at, at + size))
    stream.end()
    await read
    t.strictSame(lines, ['one', '', 'zwölf €', 'and the last'], `in pieces of ${size}`)
  }
})

t.test('what a dying writer has begun is no line', async (t) => {
  const stream = new PassThrough()
  const lines: string[] = []
  const read = readLines(stream, (line) => lines.push(line))
  stream.write('whole\nbeg')
  stream.destroy()
  await read
  t.notOk(lines.includes('beg'))
})
