/** Scenarios are performed as they stand, told as they came about, and judged by the monitors. */
import t from 'tap'
import type { Deed, Outcome, Step } from '../../scenario/scenario.ts'
import { raftEntries } from '../../zoo/raft-entries.ts'
import { Performer } from './performing.ts'

const { scenario: makeScenario, perform } = new Performer({ lab: 'raft', part: '2D' }, raftEntries)

function textsOf({ story }: Outcome): string[] {
  return story.filter(({ step }) => step !== undefined).map(({ text }) => text)
}

const LEAD: Deed = { do: 'elect', who: 1, withinMs: 3_000 }

/** Each as it is told, or undefined where it changes nothing. */
const TOLD: readonly (readonly [deed: Deed & Partial<Step>, text: string | undefined])[] = [
  [LEAD, 'only S1 can ask others until it leads'],
  [{ do: 'commands', to: 0, count: 2 }, undefined],
  [{ do: 'commands', to: 'leader', count: 1 }, 'S1, leader of term 1, takes a command at index 1'],
  [
    { do: 'commands', to: 'leader', count: 12 },
    'S1, leader of term 1, takes 12 commands at index 2 to 13',
  ],
  [{ do: 'snapshot', who: 1 }, 'the service of S1 takes a snapshot of index 13'],
  [{ do: 'snapshot', who: 1 }, undefined],
  [
    { do: 'cut', from: ['leader'], to: [0, 1, 2], ways: 'both' },
    'S1 and S0 and S2 are cut off from each other',
  ],
  [{ do: 'cut', from: [2], to: [0], ways: 'there' }, 'messages from S2 to S0 are lost from now on'],
  [{ do: 'cut', from: [2], to: [2], ways: 'both' }, undefined],
  [{ do: 'mend' }, 'all links are mended'],
  [{ do: 'mend' }, undefined],
  [{ do: 'crash', who: [0] }, 'S0 crashes'],
  [{ do: 'crash', who: [0] }, undefined],
  [{ do: 'crash-at', who: 0, at: 'before-save', count: 1 }, undefined],
  [{ do: 'snapshot', who: 0 }, undefined],
  [{ do: 'start', who: [0, 1, 2] }, 'S0 starts again'],
  [{ do: 'restart', who: [0, 2] }, 'S0 and S2 crash and start again'],
  [LEAD, 'only S1 can ask others until it leads'],
  [
    { do: 'hold', leg: 'reply', from: 0, to: 'leader', count: 1 },
    'the next reply from S0 to S1 is held back; later ones pass',
  ],
  [
    { do: 'await', what: 'held', withinMs: 500 },
    'some time passes, until what is to be held is there or 500 ms are over',
  ],
  [
    { do: 'release', which: 'all' },
    'what was held goes on: the reply from S0 to S1, overtaken by 1',
  ],
  [{ do: 'release', which: 'all' }, undefined],
  [
    { do: 'lose', leg: 'request', from: 'leader', to: 'leader+1', count: 2 },
    'the next 2 requests from S1 to S2 are lost',
  ],
  [{ do: 'lose', leg: 'request', from: 1, to: 'leader', count: 2 }, undefined],
  [{ do: 'slow', from: 1, to: 2, ms: 30 }, 'messages from S1 to S2 are 30 ms late'],
  [{ do: 'slow', from: 1, to: 2, ms: 0 }, 'messages from S1 to S2 are as fast as usual again'],
  [{ do: 'reordering', isOn: true }, 'long reordering of replies is on'],
  [{ do: 'unreliable', isOn: true }, 'the network is unreliable'],
  [
    { do: 'crash-at', who: 2, at: 'after-reply', count: 2, thenMs: 1_500 },
    'S2 is to crash right after its 2nd reply has left',
  ],
  [{ do: 'await', what: 'leader', withinMs: 500 }, undefined],
]

t.test('every deed says what came about', async (t) => {
  const scenario = makeScenario(
    TOLD.map(([deed]) => deed),
    { takesSnapshots: true },
  )
  const { result, outcome } = await perform(scenario)
  t.equal(result.failure?.message, undefined)
  t.strictSame(
    textsOf(outcome),
    TOLD.flatMap(([, text]) => (text === undefined ? [] : [text])),
  )
  const idle = TOLD.flatMap(([, text], at) => (text === undefined ? [at] : []))
  t.strictSame([outcome.idle, outcome.begun], [idle, TOLD.length])
  const others = outcome.story.filter(({ step }) => step === undefined).map(({ text }) => text)
  t.match(others[0], 'S1 leads term 1')
  t.ok(others.includes('S2 crashes, having come to that point'))
  t.equal(others.at(-1), 'everything is mended, and every server is up')
})

t.test('the same scenario is the same run, and reaches the same', async (t) => {
  const scenario = makeScenario([LEAD, { do: 'restart', who: [0, 1] }], { servers: 5, seed: 9 })
  const [one, two] = [await perform(scenario), await perform(scenario)]
  t.equal(two.result.traceHash, one.result.traceHash)
  t.strictSame(two.outcome, one.outcome)
  t.ok(one.outcome.reached.length > 5)
  const other = await perform({ ...scenario, seed: 10 })
  t.not(other.result.traceHash, one.result.traceHash)
})

/** The third server has never heard of what two have committed, of whom one forgets it. */
const FORGOTTEN = makeScenario([
  LEAD,
  { do: 'cut', from: [1], to: [2], ways: 'both' },
  { do: 'crash-at', who: 0, at: 'after-reply', count: 1, thenMs: 0 },
  { do: 'commands', to: 1, count: 1 },
  { do: 'crash', who: [1] },
  { do: 'start', who: [0] },
  { do: 'elect', who: 2, withinMs: 3_000 },
  { do: 'commands', to: 2, count: 1 },
])

t.test('an entry that is saved too late is missed, and the reference passes', async (t) => {
  const { result } = await perform(FORGOTTEN, 'saves-after-reply')
  t.match(result.failure?.message, 'S2, leader of term 2, gave index 1 to a new command')
  const right = await perform(FORGOTTEN)
  t.equal(right.result.failure?.message, undefined)
  t.ok(textsOf(right.outcome).some((text) => text.startsWith('only S2 can ask others for 3000 ms')))
})

t.test('what never agrees again is seen in the end', async (t) => {
  const scenario = makeScenario([{ do: 'commands', to: 'leader', count: 1 }])
  const { result } = await perform(scenario, 'election-timeout-not-random')
  t.match(result.failure?.message, /^one\(\d+\) failed to reach agreement of 3 servers/)
})

t.test('in part 2A nothing is asked but a leader', async (t) => {
  const { result, outcome } = await perform(makeScenario([], { part: '2A' }))
  t.equal(result.ok, true)
  t.ok(outcome.story.some(({ text }) => /^S\d leads term/.test(text)))
  const wrongOne = await perform(makeScenario([], { part: '2A' }), 'election-timeout-not-random')
  t.match(wrongOne.result.failure?.message, 'expected one leader, got none')
})
