/** Scenarios on a key-value service: what clerks do is told, and judged when all is mended. */
import t from 'tap'
import type { Deed, Step } from '../../scenario/scenario.ts'
import { kvEntries } from '../../zoo/kv-entries.ts'
import { Performer } from './performing.ts'

const {
  scenario: makeScenario,
  perform,
  passTwice,
} = new Performer({ lab: 'kvraft', part: '3B' }, kvEntries)

const LEAD: Deed = { do: 'elect', who: 1, withinMs: 3_000 }

/** Each as it is told, or undefined where it changes nothing. */
const TOLD: readonly (readonly [deed: Deed & Partial<Step>, text: string | undefined])[] = [
  [LEAD, 'only S1 can ask others until it leads'],
  [
    { do: 'ask', clerks: [2, 0], op: 'append', key: 'a', count: 3 },
    'C0 and C2 begin to append to a, 3 times each',
  ],
  [{ do: 'ask', clerks: [1], op: 'get', key: 'b', count: 1, thenMs: 0 }, 'C1 begins to get b'],
  [
    { do: 'await', what: 'answers', withinMs: 2_000 },
    'some time passes, until the clerks have their answers or 2000 ms are over',
  ],
  [{ do: 'await', what: 'answers', withinMs: 2_000 }, undefined],
  [
    { do: 'cut', from: ['C0'], to: [0, 2], ways: 'both' },
    'C0 and S0 and S2 are cut off from each other',
  ],
  [
    { do: 'cut', from: ['C1', 'leader'], to: [0], ways: 'there' },
    'messages from S1 and C1 to S0 are lost from now on',
  ],
  [{ do: 'mend' }, 'all links are mended'],
  [
    { do: 'lose', leg: 'reply', from: 'leader', to: 'C3', count: 1 },
    'the next reply from S1 to C3 is lost',
  ],
  [
    { do: 'hold', leg: 'request', from: 'C0', to: 1, count: 2 },
    'the next 2 requests from C0 to S1 are held back; later ones pass',
  ],
  [{ do: 'ask', clerks: [0], op: 'put', key: 'a', count: 30 }, 'C0 begins to put a, 20 times'],
  [{ do: 'ask', clerks: [0], op: 'put', key: 'a', count: 1 }, undefined],
  [
    { do: 'crash-at', who: 1, at: 'before-answer', count: 1 },
    'S1 is to crash before its next answer to a clerk leaves',
  ],
  [{ do: 'restart', who: [0, 2] }, 'S0 and S2 crash and start again'],
  [{ do: 'release', which: 'all' }, 'what was held goes on: the request from C0 to S1'],
]

t.test('every deed with clerks says what came about', async (t) => {
  const { result, outcome } = await perform(makeScenario(TOLD.map(([deed]) => deed)))
  t.equal(result.failure?.message, undefined)
  const texts = outcome.story.filter(({ step }) => step !== undefined).map(({ text }) => text)
  t.strictSame(
    texts,
    TOLD.flatMap(([, text]) => (text === undefined ? [] : [text])),
  )
  t.ok(outcome.story.some(({ text }) => text === 'S1 crashes, having come to that point'))
  t.ok(outcome.reached.length > 10)
})

t.test('the same scenario is the same run', async (t) => {
  const scenario = makeScenario(
    [LEAD, { do: 'ask', clerks: [0, 1, 2, 3], op: 'append', key: 'a', count: 8 }],
    { takesSnapshots: true, servers: 5 },
  )
  await passTwice(t, scenario)
})

/** An append takes effect, its answer is lost, and it is sent again. */
const SENT_AGAIN = makeScenario([
  LEAD,
  { do: 'lose', leg: 'reply', from: 1, to: 'C0', count: 1, thenMs: 0 },
  { do: 'ask', clerks: [0], op: 'append', key: 'a', count: 1 },
])

t.test('an operation that takes effect twice is seen in the end', async (t) => {
  const { result } = await perform(SENT_AGAIN, 'no-duplicate-detection')
  t.match(result.failure?.message, 'not linearizable: key "a"')
  t.equal((await perform(SENT_AGAIN)).result.failure?.message, undefined)
})

t.test('a snapshot that nobody asked for is seen in the end', async (t) => {
  const scenario = makeScenario([
    { do: 'ask', clerks: [0, 1, 2, 3], op: 'put', key: 'a', count: 20, thenMs: 2_000 },
  ])
  const { result } = await perform(scenario, 'snapshots-unasked')
  t.match(result.failure?.message, 'snapshot')
  t.equal((await perform(scenario)).result.failure?.message, undefined)
})

/** A leader that is cut off with a clerk takes an operation, and loses its leadership. */
const STUCK = makeScenario([
  LEAD,
  { do: 'cut', from: ['C0'], to: [0, 2], ways: 'both' },
  { do: 'ask', clerks: [0], op: 'get', key: 'a', count: 1 },
  { do: 'cut', from: [1], to: [0, 2], ways: 'both' },
  { do: 'ask', clerks: [0], op: 'append', key: 'a', count: 1 },
  { do: 'elect', who: 0, withinMs: 3_000 },
])

t.test('what never returns when all is mended is seen in the end', async (t) => {
  const { result } = await perform(STUCK, 'stuck-after-losing-leadership')
  t.match(result.failure?.message, 'an operation has not returned 20 s after everything was mended')
  t.match(result.failure?.rule, 'labs/kvraft/README.md, Part 3A')
  t.equal((await perform(STUCK)).result.failure?.message, undefined)
})
