/** Tests of harness/page/log-filter.ts. */
import t from 'tap'
import { type Choice, describeCount, isShown, toldAt } from '../../page/log-filter.ts'
import type { TraceEvent } from '../../sim/trace.ts'

const all: Choice = { words: '', focus: undefined, hidden: new Set() }
const call: TraceEvent = {
  atMs: 1,
  kind: 'call',
  who: 'S0',
  to: 'S1',
  svcMeth: 'Raft.requestVote',
  text: '-> S1 requestVote {term:1}',
}
const check: TraceEvent = { atMs: 2, kind: 'check', who: 'test', text: 'two leaders' }
const link: TraceEvent = { atMs: 0, kind: 'link', who: 'S0', to: 'S1', isUp: true }

t.test('by words, in any case of letters, of kind, server, method and text', async (t) => {
  for (const words of ['', 'CALL', 's0', 'raft.REQUESTvote', ' term:1 '])
    t.ok(isShown(call, { ...all, words }), words)
  for (const words of ['reply', 'undefined', 'S2']) t.notOk(isShown(call, { ...all, words }), words)
  t.notOk(isShown(check, { ...all, words: 'undefined' }), 'what it has not is not found')
})

t.test('by server: what is at it, from it or to it, and what the test finds', async (t) => {
  for (const focus of ['S0', 'S1']) t.ok(isShown(call, { ...all, focus }), focus)
  t.notOk(isShown(call, { ...all, focus: 'S2' }))
  t.ok(isShown(check, { ...all, focus: 'S2' }))
})

t.test('by method', async (t) => {
  t.notOk(isShown(call, { ...all, hidden: new Set(['Raft.requestVote']) }))
  t.ok(isShown(call, { ...all, hidden: new Set(['Raft.appendEntries']) }))
})

t.test('what only pictures show is told when it is asked for by name', async (t) => {
  t.notOk(isShown(link, all))
  t.notOk(isShown(link, { ...all, words: 's0' }))
  t.ok(isShown(link, { ...all, words: 'link' }))
})

t.test('the count says what it counts', async (t) => {
  t.equal(describeCount(1), '1 event')
  t.equal(describeCount(1_230), '1,230 events')
  t.equal(describeCount(1_230, 12), '12 of 1,230 led to the failure')
  t.equal(describeCount(3, 0), '0 of 3 led to the failure')
})

t.test('what is not told is told as what was told last at its moment', async (t) => {
  const kinds = ['debug', 'timer-set', 'save', 'link', 'timer-cleared']
  const events = kinds.map((kind, place) => ({ atMs: place < 2 ? 1 : 2, kind, who: 'S0' }))
  t.strictSame(
    [-1, 0, 1, 2, 3, 4].map((place) => toldAt(events, place)),
    [-1, 0, 0, 2, 2, 2],
  )
  t.equal(toldAt(events.slice(3), 1), 1, 'nothing was told at its moment')
})
