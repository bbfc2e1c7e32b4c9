/** Tests of harness/page/causal.ts, failing.ts and emphasis.ts. */
import t from 'tap'
import { causalPast } from '../../page/causal.ts'
import { Emphasis, FAINT } from '../../page/emphasis.ts'
import { findFailing, findPast } from '../../page/failing.ts'
import type { PageLine } from '../../page/run.ts'
import { makeModel } from '../../page/story-model.ts'
import type { View } from '../../page/view.ts'
import type { TraceEvent } from '../../sim/trace.ts'
import { at, begin } from './events.ts'

/** Places of what led to these events. */
function pastOf(events: readonly TraceEvent[], ...from: number[]): readonly number[] {
  const past = causalPast(events, from)
  return [...events.keys()].filter((event) => past[event] === 1)
}

t.test('a process knows what it did before, and what it was sent', async (t) => {
  const events = [
    at(1, 'debug', 'S0'),
    at(2, 'call', 'S0', { id: 1, to: 'S1' }),
    at(3, 'debug', 'S0'),
    at(3, 'debug', 'S2'),
    at(4, 'debug', 'S1'),
    at(5, 'request', 'S1', { id: 1, from: 'S0' }),
    at(6, 'apply', 'S1'),
    at(7, 'debug', 'S1'),
  ]
  t.strictSame(pastOf(events, 6), [0, 1, 4, 5, 6])
  t.strictSame(pastOf(events, 4), [4], 'before the message nothing of its sender')
  t.strictSame(pastOf(events, 2, 3), [0, 1, 2, 3])
  t.strictSame(pastOf(events), [])
})

t.test('a reply tells what the server knew when it set out, and no more', async (t) => {
  const events = [
    at(1, 'call', 'S0', { id: 1, to: 'S1' }),
    at(1, 'call', 'S2', { id: 2, to: 'S1' }),
    at(2, 'request', 'S1', { id: 1, from: 'S0' }),
    at(2, 'save', 'S1'),
    at(3, 'request', 'S1', { id: 2, from: 'S2' }),
    at(4, 'reply', 'S0', { id: 1, from: 'S1', answeredAtMs: 2 }),
    at(5, 'lost', 'S2', { id: 2, from: 'S1', answeredAtMs: 3, why: 'reply lost' }),
  ]
  t.strictSame(pastOf(events, 5), [0, 2, 3, 5])
  t.strictSame(pastOf(events, 6), [1, 6], 'a lost reply tells nothing')
  const late = events.with(5, { ...(events[5] as TraceEvent), answeredAtMs: 3 })
  t.strictSame(pastOf(late, 5), [0, 1, 2, 3, 4, 5])
})

t.test('a new life knows only what the one before had saved', async (t) => {
  const events = [
    begin('S0'),
    at(1, 'save', 'S0'),
    at(2, 'debug', 'S0'),
    at(3, 'fault', 'S0', { action: 'crash', life: 1 }),
    at(4, 'link', 'S0', { to: 'S1', isUp: true }),
    begin('S0', 2, 4),
    at(5, 'apply', 'S0'),
  ]
  t.strictSame(pastOf(events, 6), [0, 1, 4, 5, 6])
  t.strictSame(pastOf(events.toSpliced(1, 1), 5), [3, 4, 5], 'nothing was saved')
})

function failingOf(texts: readonly string[], events: readonly TraceEvent[]): readonly number[] {
  const lines = texts.map((text, place): PageLine => {
    return { kind: place === 0 ? 'headline' : 'detail', text }
  })
  const field = { kind: 'field' as const, label: 'again', text: 'S1 at 1 ms' }
  const run = { servers: ['S0', 'S1', 'S2'], lines: [...lines, field], failedAtMs: 2_344.5 }
  return findFailing({ ...run, events })
}

const applied = [
  at(1.5, 'debug', 'S1'),
  at(1_310.2, 'apply', 'S0', { index: 2 }),
  at(1_310.9, 'save', 'S0'),
  at(1_400, 'debug', 'S0'),
  at(2_344.5, 'apply', 'S2', { index: 2 }),
  at(2_345, 'debug', 'S2'),
]

t.test('a failure names events by who and when', async (t) => {
  const head = 'TestX2B failed at 2,344 virtual ms: '
  t.strictSame(
    failingOf([`${head}different commands at index 2`, 'S0  103  at 1,310 ms'], applied),
    [2],
    'the moment of the line',
  )
  t.strictSame(failingOf([`${head}S0 and S2 applied`, 'S0  103  at 1,310 ms'], applied), [2, 3, 4])
  t.strictSame(failingOf([`${head}wrong`, 'S2 has it of S0 at 1,310 ms'], applied), [2])
  t.strictSame(failingOf([`${head}S1 stopped`, 'S0  term 2'], applied), [0], 'no moment: no event')
  t.strictSame(failingOf([`${head}no leader`], applied), [0, 3, 4], 'nobody: all servers')
  const { length } = findFailing({ servers: ['S0'], lines: [], events: applied })
  t.equal(length, 0, 'nothing of a run that passed')
})

t.test('the failure itself stays, and what the test did before it does not count', async (t) => {
  const events = [
    at(1, 'fault', 'test', { action: 'connect all' }),
    at(2, 'apply', 'S0'),
    at(3, 'apply', 'S1'),
    at(3, 'check', 'S1'),
    at(3, 'check', 'test'),
    at(3, 'debug', 'test'),
  ]
  t.strictSame([...findPast(events, [1])], [0, 1, 0, 0, 1, 0])
  t.strictSame([...findPast(events.slice(0, 3), [1])], [0, 1, 0], 'nothing was found')
})

t.test('a group is named for its servers', async (t) => {
  const events = [at(1, 'apply', 'G1.S0'), at(2, 'apply', 'G1.S1'), at(2, 'apply', 'G2.S0')]
  const lines = [{ kind: 'headline' as const, text: 'T failed at 3 ms: G1 and C7 disagree.' }]
  const servers = ['G1.S0', 'G1.S1', 'G2.S0']
  t.strictSame(findFailing({ servers, lines, failedAtMs: 3, events }), [0, 1])
})

const svcMeth = 'Raft.append'
const talk = [
  at(1, 'call', 'S0', { id: 1, to: 'S1', svcMeth, text: 'one' }),
  at(2, 'request', 'S1', { id: 1, from: 'S0', svcMeth, text: 'two' }),
  at(2, 'apply', 'S1', { text: 'apply' }),
  at(3, 'reply', 'S0', { id: 1, from: 'S1', svcMeth, answeredAtMs: 2, text: 'three' }),
  at(4, 'call', 'S0', { id: 2, to: 'S1', svcMeth, text: 'four' }),
  at(5, 'lost', 'S0', { id: 2, from: 'S1', svcMeth, why: 'request lost', text: 'five' }),
]

function strengths(choice: Partial<View>, past?: Uint8Array): readonly number[] {
  const none = { zoom: 1, focus: undefined, pointed: undefined, words: '', isOnlyPast: false }
  const emphasis = new Emphasis(talk, { ...none, hidden: new Set(), ...choice }, past)
  const { messages } = makeModel(['S0', 'S1'], talk, 9)
  const legs = messages.flatMap((message) => [false, true].map((is) => emphasis.ofLeg(message, is)))
  return [...legs, emphasis.ofEvent(2), Number(emphasis.isFaint(2))]
}

t.test('pictures show what the log shows', async (t) => {
  t.strictSame(strengths({}), [1, 1, 1, 1, 1, 0])
  t.strictSame(strengths({ hidden: new Set([svcMeth]) }), [0, 0, 0, 0, 1, 0])
  t.strictSame(strengths({ words: 'TWO' }), [1, 1, 0, 0, 0, 0], 'the message that has the words')
  t.strictSame(strengths({ words: 'append' }), [1, 1, 1, 1, 0, 0])
  t.strictSame(strengths({ focus: 'S1' }), [1, 1, 1, 1, 1, 0])
  t.strictSame(strengths({ focus: 'S2' }), [...Array(5).fill(FAINT), 0])
})

t.test('what did not lead to the failure steps back, leg by leg', async (t) => {
  const past = causalPast(talk, [2])
  t.strictSame(strengths({}, past), [1, 1, 1, 1, 1, 0], 'only when it is asked for')
  t.strictSame(strengths({ isOnlyPast: true }, past), [1, FAINT, FAINT, FAINT, 1, 0])
  const other = causalPast(talk, [0])
  t.strictSame(strengths({ isOnlyPast: true }, other), [...Array(5).fill(FAINT), 1])
  t.strictSame(strengths({ isOnlyPast: true }), [1, 1, 1, 1, 1, 0], 'nothing failed')
})
