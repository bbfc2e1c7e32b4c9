/** Frames carry every value without loss, and refuse what is none. */
import t from 'tap'
import {
  FrameError,
  type FrameValue,
  FrameWriter,
  HEADER_BYTES,
  readFrame,
} from '../../guest/frame.ts'
import { ReceivedBytes, SentBytes } from '../../guest/saved-bytes.ts'

function framed(values: readonly FrameValue[]): Buffer {
  const writer = new FrameWriter()
  for (const value of values) writer.put(value)
  return writer.finish().subarray(HEADER_BYTES)
}

t.test('every value comes back as it was', async (t) => {
  const values = [
    ...[0, 1, -1, 0.5, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1, 1e300, Number.POSITIVE_INFINITY],
    ...['', 'a', 'x'.repeat(16), 'x'.repeat(17), 'x'.repeat(100_000)],
    ...['é', 'short ünd more than 16 letters', '\ud800 half a pair', '日本語'.repeat(40), '\0'],
    ...[new Uint8Array(0), Uint8Array.of(0, 255, 7), undefined],
  ]
  t.strictSame(readFrame(framed(values)), values)
  t.ok(Object.is(readFrame(framed([-0]))[0], -0), 'minus zero')
  t.ok(Number.isNaN(readFrame(framed([Number.NaN]))[0]), 'NaN')
})

t.test('what is no frame is refused', async (t) => {
  const whole = framed(['abc', 4, Uint8Array.of(1, 2, 3)])
  const starts = [0, 8, 13, whole.length]
  for (let length = 0; length <= whole.length; length++) {
    const part = whole.subarray(0, length)
    if (starts.includes(length)) t.doesNotThrow(() => readFrame(part), `${length} bytes`)
    else t.throws(() => readFrame(part), FrameError, `${length} bytes`)
  }
  t.throws(() => readFrame(Buffer.of(99)), FrameError, 'an unknown tag')
  t.throws(() => readFrame(Buffer.of(2, 255, 255, 255, 255, 1)), FrameError, 'a size of 4 GB')
})

/** Sends saves as a guest does, `answers` of them at a time, and gives what the world has. */
function sendSaves(answers: readonly (readonly string[])[]): string[][] {
  const sent = new SentBytes()
  const received = new ReceivedBytes()
  const writer = new FrameWriter()
  return answers.map((saves) => {
    writer.clear()
    for (const save of saves) writer.putChange(0, Buffer.from(save), sent)
    const values = readFrame(writer.finish().subarray(HEADER_BYTES), received)
    return values.map((value) => Buffer.from(value as Uint8Array).toString())
  })
}

t.test('bytes that change in part come back whole', async (t) => {
  const log = (entries: number, term = 1): string =>
    `{"term":${term},"log":[${'{"command":"x","term":1},'.repeat(entries)}]}`
  const answers = [
    ...[[log(0)], [log(1), log(2)], [log(500)], [log(501), log(502), log(503)]],
    ...[[log(503)], [log(503, 12)], [log(3, 12)], [''], [log(9)], ['', log(900), '']],
  ]
  t.strictSame(sendSaves(answers), answers)
})

t.test('a later save leaves the last one of the answer before as it was', async (t) => {
  const sent = new SentBytes()
  const received = new ReceivedBytes()
  const saves = Array.from({ length: 40 }, (_, i) => Buffer.from(`${i}`.repeat(300 + i)))
  let held: Uint8Array | undefined
  for (const [i, save] of saves.entries()) {
    const writer = new FrameWriter()
    writer.putChange(0, save, sent)
    const [bytes] = readFrame(writer.finish().subarray(HEADER_BYTES), received)
    if (held !== undefined) t.strictSame(Buffer.from(held), saves[i - 1])
    held = bytes as Uint8Array
  }
})

t.test('a change of bytes that never came is refused', async (t) => {
  const sent = new SentBytes()
  sent.compare(0, Buffer.alloc(5_000))
  const writer = new FrameWriter()
  writer.putChange(0, Buffer.alloc(5_000), sent)
  const frame = writer.finish().subarray(HEADER_BYTES)
  t.throws(() => readFrame(frame, new ReceivedBytes()), FrameError)
  t.throws(() => readFrame(frame), FrameError)
})
