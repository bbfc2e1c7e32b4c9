/** What a student reads when a history is illegal: every kind of mistake has its words. */

import t from 'tap'
import { checkLinearizable, type Verdict } from '../../linearizability/checker.ts'
import { describeVerdict } from '../../linearizability/describe.ts'
import { kvModel } from '../../linearizability/models/kv.ts'
import type { KvInput, KvOperation, KvOutput } from '../../linearizability/models/kv-operation.ts'

/** Stamps count the calls and returns as they are written; one millisecond each. */
function timeline(...events: readonly string[]): KvOperation[] {
  const open = new Map<string, Omit<KvOperation, 'returnStamp' | 'output'>>()
  const history: KvOperation[] = []
  events.forEach((event, stamp) => {
    const [client = '', op = '', value = ''] = event.split(' ')
    const called = open.get(client)
    if (op !== 'ok') {
      const input: KvInput =
        op === 'get' ? { op, key: 'x' } : { op: op === 'put' ? 'put' : 'append', key: 'x', value }
      open.set(client, { client, input, callStamp: stamp, callMs: stamp })
    } else if (called !== undefined) {
      open.delete(client)
      history.push({ ...called, output: value, returnStamp: stamp, returnMs: stamp })
    }
  })
  return [...history, ...open.values()]
}

function done(client: string, op: string, value: string): string[] {
  return op === 'get'
    ? [`${client} get`, `${client} ok ${value}`]
    : [`${client} ${op} ${value}`, `${client} ok`]
}

function check(...events: readonly (string | string[])[]): Verdict<KvInput, KvOutput> {
  return checkLinearizable(kvModel, timeline(...events.flat()), { stepsMax: 100_000 })
}

function explain(...events: readonly (string | string[])[]): string {
  const verdict = check(...events)
  return verdict.result === 'illegal'
    ? `${verdict.explanation.kind}: ${verdict.explanation.text}`
    : verdict.result
}

t.test('a lost append', (t) => {
  const words = describeVerdict(
    check(done('C0', 'put', 'a'), done('C0', 'append', 'b'), done('C2', 'get', 'a')),
  )
  t.same(words, [
    'not linearizable: key "x", lost append',
    'C2 read key "x" without the append of "b" that C0 had finished before C2 ' +
      'started; nobody ever read it',
    '  C0   put("x", "a")  0-1 ms',
    '  C0   append("x", "b")  2-3 ms',
    '  C2   get("x") -> "a"  4-5 ms',
    'the 2 operations on key "x" that returned before are in order',
  ])
  t.end()
})

t.test('a client that does not see its own append', (t) => {
  const text = explain('C9 append z', done('C0', 'append', 'b'), done('C0', 'get', ''))
  t.equal(
    text,
    'lost append: C0 read key "x" without its own append of "b" that it had finished ' +
      'before; nobody ever read it',
  )
  t.end()
})

t.test('a stale read: others had seen the append', (t) => {
  const text = explain(
    ['C3 append z', 'C0 append b', 'C0 ok'],
    done('C1', 'get', 'b'),
    done('C2', 'get', ''),
  )
  t.equal(
    text,
    'stale read: C2 read key "x" without the append of "b" that C0 had finished ' +
      'before C2 started; C1 did read it',
  )
  t.end()
})

t.test('a stale read behind a read that overlaps nothing', (t) => {
  const text = explain(
    done('C0', 'append', 'a'),
    done('C0', 'append', 'a'),
    done('C1', 'get', 'aa'),
    done('C2', 'get', 'a'),
  )
  t.equal(text, 'stale read: C2 read "a" after C1 had read "aa" and finished')
  t.end()
})

t.test('an append applied twice, with tokens that come again after a put', (t) => {
  const round = [
    done('C0', 'put', ''),
    done('C0', 'append', 'x0y'),
    done('C0', 'get', 'x0y'),
  ].flat()
  t.equal(
    explain(
      round,
      round,
      done('C0', 'put', ''),
      done('C0', 'append', 'x0y'),
      done('C1', 'get', 'x0yx0y'),
    ),
    'duplicate append: C1 read key "x" with the append of "x0y" of C0 in it 2 times',
  )
  t.end()
})

t.test('reordered appends', (t) => {
  t.equal(
    explain(
      'C9 append z',
      done('C0', 'append', 'a'),
      done('C1', 'append', 'b'),
      done('C2', 'get', 'ba'),
    ),
    'reordered: C2 read key "x" with the append of "b" before the append of "a", but ' +
      'C0 had finished the latter before C1 called the former',
  )
  t.end()
})

t.test('values out of nowhere', (t) => {
  t.match(
    explain(done('C0', 'append', 'a'), done('C1', 'get', 'a?')),
    'value never written: C1 read key "x" with "?" in it, which nobody wrote',
  )
  t.match(
    explain(done('C1', 'get', 'b'), done('C0', 'append', 'b')),
    /^read of the future: C1 read key "x" with the append of "b", which C0 called only after/,
  )
  t.match(
    explain(done('C0', 'append', 'ab'), 'C3 append c', done('C1', 'get', 'cab')),
    /^reordered: C1/,
  )
  t.end()
})

t.test('reads that contradict each other', (t) => {
  const text = explain('C0 append a', 'C1 append b', 'C2 get', 'C3 get', 'C2 ok ab', 'C3 ok ba')
  t.match(text, /^reads that contradict each other: C2 read "ab" and C3 read "ba"/)
  t.end()
})

t.test('a long history leaves a short core', (t) => {
  const events: string[] = ['C9 append never']
  let value = ''
  for (let i = 0; i < 200; i += 1) {
    value += `<${i}>`
    events.push(...done('C0', 'append', `<${i}>`), ...done('C1', 'get', value))
  }
  const stale = value.replace('<199>', '').replace('<198>', '')
  const verdict = check(events, done('C2', 'get', stale))
  t.equal(verdict.result, 'illegal')
  if (verdict.result !== 'illegal') return t.end()
  t.same(
    verdict.core.map(({ operation }) => operation.client),
    ['C0', 'C2'],
  )
  t.equal(verdict.legalPrefix.length, 402)
  t.ok(verdict.isMinimal)
  t.ok(describeVerdict(verdict).every((line) => line.length < 130))
  t.end()
})

t.test('ok and unknown', (t) => {
  t.same(describeVerdict(check(done('C0', 'put', 'a'))), ['linearizable: 1 operation'])
  const words = describeVerdict({
    result: 'unknown',
    operations: 12,
    steps: 2000,
    parts: ['key "x"', 'key "y"'],
  })
  t.match(words[0], 'not known to be linearizable: 2,000 steps did not settle key "x", key "y"')
  t.match(words[1], 'this is not a pass')
  t.end()
})
