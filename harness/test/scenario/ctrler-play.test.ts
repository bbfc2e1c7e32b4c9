/** Scenarios on the shard controller: what clerks change is told, and judged when all is mended. */
import t from 'tap'
import type { Deed, Step } from '../../scenario/scenario.ts'
import { shardEntries } from '../../zoo/shard-entries.ts'
import { Performer } from './performing.ts'

const {
  scenario: makeScenario,
  perform,
  passTwice,
} = new Performer({ lab: 'shardctrler', part: '4A' }, shardEntries)

const LEAD: Deed = { do: 'elect', who: 1, withinMs: 3_000 }

/** Each as it is told, or undefined where it changes nothing. */
const TOLD: readonly (readonly [deed: Deed & Partial<Step>, text: string | undefined])[] = [
  [LEAD, 'only S1 can ask others until it leads'],
  [
    { do: 'join', gids: [1, 5, 2] },
    'C1 asks for groups 1 and 5 to join; C2 asks for group 2 to join',
  ],
  [{ do: 'join', gids: [5, 2] }, undefined],
  [{ do: 'move', shard: 3, gid: 2 }, 'C2 asks for shard 3 to move to group 2'],
  [{ do: 'move', shard: 3, gid: 6 }, undefined],
  [{ do: 'leave', gids: [6, 5] }, 'C1 asks for group 5 to leave'],
  [{ do: 'leave', gids: [5] }, undefined],
  [
    { do: 'query', clerks: [3, 0], num: -1, count: 2 },
    'C0 and C3 begin to query the newest configuration, 2 times each',
  ],
  [{ do: 'query', clerks: [0], num: 1, count: 1 }, 'C0 begins to query configuration 1'],
  [
    { do: 'lose', leg: 'reply', from: 'leader', to: 'C3', count: 1 },
    'the next reply from S1 to C3 is lost',
  ],
  [{ do: 'query', clerks: [3], num: 9, count: 30 }, 'C3 begins to query configuration 9, 20 times'],
  [{ do: 'query', clerks: [3], num: 9, count: 1, thenMs: 2_000 }, undefined],
  [{ do: 'reordering', isOn: true }, 'long reordering of replies is on'],
  [{ do: 'restart', who: [0, 1, 2] }, 'S0, S1 and S2 crash and start again'],
]

t.test('every deed with groups says what came about', async (t) => {
  const { result, outcome } = await perform(makeScenario(TOLD.map(([deed]) => deed)))
  t.equal(result.failure?.message, undefined)
  const texts = outcome.story.filter(({ step }) => step !== undefined).map(({ text }) => text)
  t.strictSame(
    texts,
    TOLD.flatMap(([, text]) => (text === undefined ? [] : [text])),
  )
  t.ok(outcome.reached.length > 10)
})

t.test('the same scenario is the same run', async (t) => {
  const all = Array.from({ length: 16 }, (_, at) => at + 1)
  const scenario = makeScenario([LEAD, { do: 'join', gids: all }, { do: 'leave', gids: all }], {
    servers: 5,
  })
  await passTwice(t, scenario)
})

/** A join takes effect, its answer is lost, and it is sent again. */
const SENT_AGAIN = makeScenario([
  LEAD,
  { do: 'lose', leg: 'reply', from: 1, to: 'C1', count: 1, thenMs: 0 },
  { do: 'join', gids: [1] },
])

t.test('a change that takes effect twice is seen in the end', async (t) => {
  const { result } = await perform(SENT_AGAIN, 'controller-repeats-requests')
  t.match(result.failure?.message, 'there are 2 configurations behind the first')
  t.match(result.failure?.rule, 'it makes it once')
  t.equal((await perform(SENT_AGAIN)).result.failure?.message, undefined)
})

t.test('servers that divide differently are seen in the end', async (t) => {
  const scenario = makeScenario([{ do: 'join', gids: [1, 2, 3] }])
  const { result } = await perform(scenario, 'ties-by-chance')
  t.match(result.failure?.message, /^query\(\d\) gave configuration \d with shard \d at group/)
  t.equal((await perform(scenario)).result.failure?.message, undefined)
})

t.test('shards that move in vain are seen in the end', async (t) => {
  const scenario = makeScenario([
    { do: 'join', gids: [1, 5, 9, 13] },
    { do: 'leave', gids: [1] },
  ])
  const { result } = await perform(scenario, 'shards-dealt-anew')
  t.match(result.failure?.message, /shards moved from configuration \d to \d; \d would have done/)
  t.equal((await perform(scenario)).result.failure?.message, undefined)
})

/** A server that was cut off is asked for what has been made meanwhile. */
const BEHIND = makeScenario([
  LEAD,
  { do: 'cut', from: [0], to: [1, 2], ways: 'both' },
  { do: 'cut', from: ['C0'], to: [1, 2], ways: 'both' },
  { do: 'join', gids: [1], thenMs: 1_000 },
  { do: 'query', clerks: [0], num: -1, count: 1 },
])

t.test('a query that is answered from the past is seen in the end', async (t) => {
  const { result } = await perform(BEHIND, 'query-answered-by-follower')
  t.equal(result.failure?.message, 'not linearizable: configurations, stale query')
  t.match(
    result.failure?.details[0],
    /^C0 was given configuration 0 by query\(-1\), although join\(1\) of C1, with configuration 1/,
  )
  t.equal((await perform(BEHIND)).result.failure?.message, undefined)
})
