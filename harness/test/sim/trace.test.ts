/** The hash by which two runs are the same, and the list of events behind it. */
import t from 'tap'
import { Trace } from '../../sim/trace.ts'

function hashOf(mix: (trace: Trace) => void): string {
  const trace = new Trace()
  mix(trace)
  return trace.hash()
}

t.test('the hash of a fixed sequence is frozen', async (t) => {
  t.equal(new Trace().hash(), '1b873593811c9dc5')
  const hash = hashOf((trace) => {
    trace.mix(0.25)
    trace.mixText('Raft.requestVote')
    trace.mixBytes(Uint8Array.of(1, 2, 3))
  })
  t.equal(hash, '7a00bff88ed59d14')
})

t.test('reading the hash does not change it', async (t) => {
  const trace = new Trace()
  trace.mix(1)
  t.equal(trace.hash(), trace.hash())
})

t.test('numbers that differ at all give different hashes', async (t) => {
  const values = [
    0,
    -0,
    1,
    -1,
    0.1,
    0.1 + Number.EPSILON,
    1e9,
    2 ** 31,
    2 ** 32,
    2 ** 53,
    Number.NaN,
  ]
  const hashes = new Set(values.map((value) => hashOf((trace) => trace.mix(value))))
  t.equal(hashes.size, values.length)
})

t.test('ten thousand neighbouring times give ten thousand hashes', async (t) => {
  const hashes = new Set<string>()
  for (let i = 0; i < 10_000; i++) hashes.add(hashOf((trace) => trace.mix(i / 1000)))
  t.equal(hashes.size, 10_000)
})

t.test('the order of what is mixed counts', async (t) => {
  const ab = hashOf((trace) => {
    trace.mix(1)
    trace.mix(2)
  })
  const ba = hashOf((trace) => {
    trace.mix(2)
    trace.mix(1)
  })
  t.not(ab, ba)
})

t.test('texts count by length and characters, and by what they are cut into', async (t) => {
  const one = (...texts: string[]): string =>
    hashOf((trace) => {
      for (const text of texts) trace.mixText(text)
    })
  const hashes = new Set([one(), one(''), one('a'), one('b'), one('ab'), one('a', 'b'), one('ba')])
  t.equal(hashes.size, 7)
  t.not(one('x'.repeat(1000)), one('x'.repeat(1001)))
  t.not(one('x'.repeat(1000)), one('y'.repeat(1000)))
})

t.test('bytes and text of the same codes count alike', async (t) => {
  t.equal(
    hashOf((trace) => trace.mixText('abc')),
    hashOf((trace) => trace.mixBytes(Buffer.from('abc'))),
  )
})

t.test('events are kept only when asked for', async (t) => {
  t.equal(new Trace().recording, false)
  t.equal(new Trace(true).recording, true)
  t.strictSame(new Trace(true).events, [])
})

t.test('events that are handed on are not kept, and none is lost on the way', async (t) => {
  const given: number[] = []
  const trace = new Trace(true, (events) => given.push(...events.map(({ atMs }) => atMs)))
  const kept = new Trace(true)
  for (let atMs = 0; atMs < 2_500; atMs++) {
    trace.add({ atMs, kind: 'note', who: 'test' })
    kept.add({ atMs, kind: 'note', who: 'test' })
  }
  t.ok(given.length > 0 && trace.events.length < 2_500)
  const all = [...given, ...trace.events.map(({ atMs }) => atMs)]
  t.strictSame(
    all,
    Array.from(kept.events, ({ atMs }) => atMs),
  )
  t.equal(all.length, 2_500)
})
