/** Tests of harness/page/packed: what goes in comes out, in few bytes. */
import { deflateSync } from 'fflate'
import t from 'tap'
import { packEvents, roundMs, unpackEvents } from '../../../page/packed/events.ts'
import type { TraceEvent } from '../../../sim/trace.ts'
import { HOSTILE, hostileRun } from '../hostile-run.ts'

const LETTERS_MAX = 2_000

function cut(text: string): string {
  const kept = text.length > LETTERS_MAX ? `${text.slice(0, LETTERS_MAX)}...` : text
  return kept.replace(/\p{Surrogate}/gu, '\ufffd')
}

function turn(events: readonly TraceEvent[]): readonly TraceEvent[] {
  return unpackEvents(packEvents(events, cut))
}

function note(more: object): TraceEvent {
  return { atMs: 1, kind: 'note', who: 'S0', ...more }
}

t.test('hostile texts come back as they were, but for half a character', async (t) => {
  const whole = JSON.parse(JSON.stringify(hostileRun.events).replaceAll('\\ud800', '\ufffd'))
  t.strictSame(turn(hostileRun.events), whole)
})

t.test('every form of column comes back', async (t) => {
  const words = Array.from({ length: 200 }, (_, at) => `S${at} asks {n:${at % 7}}`)
  const events: TraceEvent[] = words.map((text, at) => ({
    atMs: at / 8,
    kind: at % 3 === 0 ? 'call' : 'request',
    who: `S${at % 5}`,
    text,
    id: 2 ** 51 - at,
    dueMs: at === 7 ? 1e12 : at / 8 + 0.001,
    command: `${at} ${HOSTILE}`,
    isUp: at % 2 === 0,
    share: at / 3,
    inferred: { length: at, kept: 0, entries: [[1, text], [0.5, ''], [], null, { 0: -0 }] },
  }))
  const plain = JSON.parse(JSON.stringify(events).replaceAll('\\ud800', '\ufffd'))
  t.strictSame(turn(events), plain)
})

t.test('fields may be there or not, and anything JSON can say', async (t) => {
  const events = [
    note({ text: 'a' }),
    note({}),
    note({ text: 5 }),
    note({ text: '{only arguments}' }),
    note({ text: '', value: null, list: ['', 0, true, 2 ** 53, -1.5] }),
    note({ gone: undefined }),
    note({ __proto__: null, constructor: 'c', toString: 't' }),
  ]
  t.strictSame(turn(events), JSON.parse(JSON.stringify(events)))
  t.strictSame(turn([]), [])
})

t.test('what JSON cannot say is said otherwise, and long texts are cut', async (t) => {
  const long = `{${'x'.repeat(5_000)}`
  const list = Array.from({ length: 3_000 }, (_, at) => [at, 'y'])
  const odd = { big: 5n, bytes: new Uint8Array(3), list }
  const [event] = turn([note({ text: `apply ${long}`, command: long, ...odd })])
  t.match(event, { big: '5', bytes: { bytes: 3 } })
  t.strictSame(event?.list, list, 'a long list is no text to cut')
  t.ok(event?.command === `${long.slice(0, LETTERS_MAX)}...`)
  t.ok(event?.text === `apply ${event?.command}`, 'both are cut alike')
})

t.test('times are to the microsecond, and stay in order', async (t) => {
  const times = [0, 0.1 + 0.2, 2_633.3119999999985, 2_633.3120000000004, 119_999.9996]
  const events = times.map((atMs) => ({ atMs, kind: 'note', who: 'S0', dueMs: atMs }))
  const rounded = [0, 0.3, 2_633.312, 2_633.312, 120_000]
  t.strictSame(
    turn(events).map(({ atMs, dueMs }) => [atMs, dueMs]),
    rounded.map((ms) => [ms, ms]),
  )
  t.strictSame(times.map(roundMs), rounded)
})

t.test('the same events give the same bytes', async (t) => {
  const again = JSON.parse(JSON.stringify(hostileRun.events))
  const bytes = packEvents(hostileRun.events, cut)
  t.strictSame(packEvents(hostileRun.events, cut), bytes)
  t.strictSame(packEvents(again.slice(1), cut).length < bytes.length, true)
})

t.test('bytes that are not whole are refused', async (t) => {
  const bytes = packEvents(hostileRun.events, cut)
  t.throws(() => unpackEvents(bytes.subarray(0, bytes.length - 1)), { name: 'RangeError' })
  t.throws(() => unpackEvents(new Uint8Array(0)))
})

t.test('an RPC more is some tens of bytes more', async (t) => {
  const rpcs = 5_000
  const args = (at: number): string => `appendEntries {term:${at >> 8}, prevLogIndex:${at}}`
  const events = Array.from({ length: rpcs }, (_, at): TraceEvent[] => {
    const atMs = at + ((at * 7_919) % 1_000) / 1_000
    const about = { id: at, svcMeth: 'Raft.appendEntries', bytes: 90 }
    const [from, to] = [`S${at % 3}`, `S${(at + 1 + (at % 2)) % 3}`]
    const text = `-> ${to} ${args(at)}`
    return [
      { atMs, kind: 'call', who: from, text, to, ...about },
      { atMs: atMs + 0.5, kind: 'request', who: to, text: `${from} asks ${args(at)}`, ...about },
    ]
  })
  const { length } = deflateSync(packEvents(events.flat(), cut))
  t.ok(length < 30 * rpcs, `${length} bytes`)
})
