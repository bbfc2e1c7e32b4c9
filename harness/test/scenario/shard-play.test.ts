/** Scenarios on the sharded store: groups come and go, shards move, and clerks see nothing of it. */
import t from 'tap'
import type { Deed, Step } from '../../scenario/scenario.ts'
import { shardEntries } from '../../zoo/shard-entries.ts'
import { Performer } from './performing.ts'

const {
  scenario: makeScenario,
  perform,
  passTwice,
} = new Performer({ lab: 'shardkv', part: '4B' }, shardEntries)

/** Each as it is told, or undefined where it changes nothing. */
const TOLD: readonly (readonly [deed: Deed & Partial<Step>, text: string | undefined])[] = [
  [{ do: 'join', gids: [100] }, undefined],
  [{ do: 'leave', gids: [100] }, undefined],
  [{ do: 'join', gids: [102, 101, 7] }, 'the admin asks for groups 101 and 102 to join'],
  [{ do: 'elect', who: 'G101.1', withinMs: 3_000 }, 'only G101.S1 can ask others until it leads'],
  [{ do: 'move', shard: 7, gid: 101 }, 'the admin asks for shard 7 to move to group 101'],
  [{ do: 'leave', gids: [102, 102] }, 'the admin asks for group 102 to leave'],
  [{ do: 'move', shard: 7, gid: 102 }, undefined],
  [
    { do: 'ask', clerks: [0], op: 'append', key: 'a', count: 2 },
    'C0 begins to append to a, 2 times',
  ],
  [
    { do: 'cut', from: ['G100'], to: ['G101', 'C1'], ways: 'both' },
    'G100 and G101 and C1 are cut off from each other',
  ],
  [
    { do: 'cut', from: ['G101.leader'], to: ['G101'], ways: 'there' },
    'messages from G101.S1 to G101 are lost from now on',
  ],
  [{ do: 'cut', from: ['K'], to: ['K', 'K.1'], ways: 'both' }, undefined],
  [{ do: 'mend' }, 'all links are mended'],
  [
    { do: 'hold', leg: 'request', from: 'G100', to: 'K', count: 1, thenMs: 400 },
    'the next request from G100 to K is held back; later ones pass',
  ],
  [{ do: 'hold', leg: 'request', from: 'K', to: 'K', count: 1 }, undefined],
  [
    { do: 'lose', leg: 'reply', from: 'G101', to: 'C0', count: 1 },
    'the next reply from G101 to C0 is lost',
  ],
  [{ do: 'slow', from: 'C0', to: 'K', ms: 30 }, 'messages from C0 to K are 30 ms late'],
  [
    { do: 'restart', who: ['G101', 'K.0'] },
    'G101.S0, G101.S1, G101.S2 and K0 crash and start again',
  ],
  [{ do: 'crash', who: ['G102.2'] }, 'G102.S2 crashes'],
  [{ do: 'crash', who: ['G102.2'] }, undefined],
  [{ do: 'start', who: ['G102'] }, 'G102.S2 starts again'],
  [
    { do: 'crash-at', who: 'G100.2', at: 'before-reply', count: 1 },
    'G100.S2 is to crash before its next reply leaves',
  ],
]

t.test('every deed with groups of servers says what came about', async (t) => {
  const { result, outcome } = await perform(makeScenario(TOLD.map(([deed]) => deed)))
  t.equal(result.failure?.message, undefined)
  t.match(outcome.story[0]?.text, 'the admin asks for group 100 to join')
  const texts = outcome.story.filter(({ step }) => step !== undefined).map(({ text }) => text)
  t.strictSame(
    texts,
    TOLD.flatMap(([, text]) => (text === undefined ? [] : [text])),
  )
  t.ok(outcome.story.some(({ text }) => text === 'G100.S2 crashes, having come to that point'))
  t.ok(
    outcome.story.some(
      ({ text }) =>
        text === 'another server of each group is to lead, and every shard is read again',
    ),
  )
  t.ok(outcome.reached.length > 10)
})

t.test('the same scenario is the same run', async (t) => {
  const scenario = makeScenario(
    [
      { do: 'join', gids: [101, 102] },
      { do: 'ask', clerks: [0, 1, 2, 3], op: 'append', key: 'a', count: 4 },
      { do: 'move', shard: 7, gid: 102 },
    ],
    { takesSnapshots: true },
  )
  await passTwice(t, scenario)
})

/** Group 101 is there, and key `a` is with group 100. */
const BEGIN: readonly (Deed & Partial<Step>)[] = [
  { do: 'join', gids: [101] },
  { do: 'move', shard: 7, gid: 100, thenMs: 600 },
  { do: 'ask', clerks: [0], op: 'append', key: 'a', count: 1, thenMs: 300 },
]
const AWAY: Deed & Partial<Step> = { do: 'move', shard: 7, gid: 101, thenMs: 1_000 }

/** By the wrong store of the zoo: what shows it, and what is said. */
const SHOWN: readonly (readonly [
  id: string,
  deeds: readonly (Deed & Partial<Step>)[],
  says: string,
])[] = [
  [
    'duplicate-table-stays',
    [
      ...BEGIN,
      { do: 'lose', leg: 'reply', from: 'G100', to: 'C0', count: 1, thenMs: 0 },
      { do: 'ask', clerks: [0], op: 'append', key: 'a', count: 1, thenMs: 20 },
      AWAY,
    ],
    'not linearizable: key "a", duplicate append',
  ],
  [
    'second-configuration-never-taken',
    BEGIN.slice(0, 2),
    'operations have not returned 25 s after everything was mended',
  ],
  [
    'serves-after-handing-over',
    [
      ...BEGIN,
      { do: 'cut', from: ['C0'], to: ['K'], ways: 'both' },
      AWAY,
      { do: 'ask', clerks: [1], op: 'append', key: 'a', count: 1, thenMs: 600 },
      { do: 'ask', clerks: [0], op: 'get', key: 'a', count: 1, thenMs: 600 },
    ],
    'not linearizable: key "a"',
  ],
]

for (const [id, deeds, says] of SHOWN) {
  t.test(`${id} is seen in the end`, async (t) => {
    const scenario = makeScenario(deeds)
    t.match((await perform(scenario, id)).result.failure?.message, says)
    t.equal((await perform(scenario)).result.failure?.message, undefined)
  })
}
