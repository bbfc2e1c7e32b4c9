/**
 * What clerks did to a shard controller is judged when all configurations are known: each wrong
 * history with what is said of it, and the nearest one that is right.
 */
import t from 'tap'
import type { CtrlerClerk } from '../../tester/ctrler-cluster.ts'
import { CtrlerHistory } from '../../tester/ctrler-history.ts'
import type { CtrlerInput } from '../../tester/ctrler-model.ts'
import type { Config } from '../../tester/shard-config.ts'

/** Shards by owner: `{ 1: 5, 2: 5 }` gives the first five to group 1. */
function config(num: number, counts: Record<number, number>, ...more: number[]): Config {
  const gids = Object.keys(counts).map(Number)
  const shards = gids.flatMap((gid) => Array.from({ length: counts[gid] as number }, () => gid))
  const named = [...gids, ...more].filter((gid) => gid > 0)
  return { num, shards, groups: Object.fromEntries(named.map((gid) => [gid, [`s${gid}`]])) }
}

const [NONE, ONE, TWO] = [config(0, { 0: 10 }), config(1, { 1: 10 }), config(2, { 1: 5, 2: 5 })]
const MOVED: Config = { ...TWO, num: 3, shards: [2, 1, 1, 1, 1, 2, 2, 2, 2, 2] }

function join(...gids: number[]): CtrlerInput {
  return { op: 'join', groups: Object.fromEntries(gids.map((gid) => [gid, [`s${gid}`]])) }
}

const MOVE: CtrlerInput = { op: 'move', shard: 0, gid: 2 }

/** An operation of a clerk, and what it is given if it is a query. */
type Said = readonly [clerk: string, input: CtrlerInput, given?: Config]

function query(clerk: string, num: number, given: Config): Said {
  return [clerk, { op: 'query', num }, given]
}

/** One after the other; behind them, all configurations are asked for. */
async function judge(said: readonly Said[], configs: readonly Config[]): Promise<void> {
  const history = new CtrlerHistory(() => 0)
  const asked = configs.map((given, num) => query('C9', num, given))
  for (const [name, input, given] of [...said, ...asked]) {
    const nothing = async (): Promise<void> => {}
    const fake = { name, join: nothing, leave: nothing, move: nothing, query: async () => given }
    await history.perform(fake as unknown as CtrlerClerk, input)
  }
  history.check()
}

const RIGHT: readonly Said[] = [
  query('C0', -1, NONE),
  ['C1', join(1)],
  query('C0', 7, ONE),
  ['C2', join(2)],
  ['C2', MOVE],
  query('C0', -1, MOVED),
  query('C0', 1, ONE),
]
const CONFIGS = [NONE, ONE, TWO, MOVED]

t.test('what was made and seen in order is right', async (t) => {
  await judge(RIGHT, CONFIGS)
  const back: Config = { ...ONE, num: 4 }
  await judge(
    [...RIGHT, ['C2', { op: 'leave', gids: [2] }], query('C1', -1, back)],
    [...CONFIGS, back],
  )
  t.pass()
})

t.test('a move of a shard to where it is makes a configuration or none', async (t) => {
  await judge([...RIGHT, ['C2', MOVE]], CONFIGS)
  await judge([...RIGHT, ['C2', MOVE]], [...CONFIGS, { ...MOVED, num: 4 }])
  t.pass()
})

const SAME = /are for ever the same/
const ONCE = /it makes it once/
const WRONG: readonly (readonly [
  why: string,
  said: readonly Said[],
  configs: readonly Config[],
  message: string | RegExp,
  rule: RegExp,
])[] = [
  [
    'a configuration that is another one later',
    [...RIGHT, query('C1', 1, { ...TWO, num: 1 })],
    CONFIGS,
    /^query\(1\) gave configuration 1 with shard 5 at group 2, not 1/,
    SAME,
  ],
  [
    'a number that is not given',
    RIGHT,
    [NONE, ONE, MOVED, MOVED],
    'query(2) did not give configuration 2',
    SAME,
  ],
  [
    'groups before anybody has joined',
    [],
    [{ ...ONE, num: 0 }],
    'wanted 0 groups, got 1 in configuration 0: 1 should not be there',
    /without these groups/,
  ],
  [
    'a group that nobody had join',
    [['C1', join(2)]],
    [NONE, ONE],
    'configuration 1 comes behind 0 with group 1 added: no join, leave or move that was asked for makes that',
    /makes one configuration/,
  ],
  [
    'two joins in one configuration',
    [
      ['C1', join(1)],
      ['C2', join(2)],
    ],
    [NONE, { ...TWO, num: 1 }],
    /^configuration 1 comes behind 0 with groups 1 and 2 added: no join/,
    /makes one configuration/,
  ],
  [
    'a group with the servers of another',
    [['C1', join(1)]],
    [NONE, { ...ONE, groups: { 1: ['s2'] } }],
    /^configuration 1 comes behind 0 with group 1 added: no join/,
    /makes one configuration/,
  ],
  [
    'a group on other servers',
    [
      ['C1', join(1)],
      ['C1', MOVE],
    ],
    [NONE, ONE, { ...ONE, num: 2, groups: { 1: ['s2'] } }],
    /^configuration 2 comes behind 1 with group 1 on other servers: no join/,
    /makes one configuration/,
  ],
  [
    'a group that nobody had leave',
    [
      ['C1', join(1, 2)],
      ['C1', MOVE],
    ],
    [NONE, { ...TWO, num: 1 }, { ...ONE, num: 2 }],
    /^configuration 2 comes behind 1 with group 2 gone: no join/,
    /makes one configuration/,
  ],
  [
    'a configuration that nobody asked for',
    [
      ['C1', join(1)],
      ['C1', { op: 'leave', gids: [1] }],
    ],
    [NONE, ONE, { ...ONE, num: 2 }],
    /^configuration 2 comes behind 1 with nothing changed: no join/,
    /makes one configuration/,
  ],
  [
    'an uneven division',
    [
      ['C1', join(1)],
      ['C1', join(2)],
    ],
    [NONE, ONE, config(2, { 1: 6, 2: 4 })],
    'group 1 has 6 shards and group 2 has 4 in configuration 2',
    /no group has two more/,
  ],
  [
    'shards that move in vain',
    [
      ['C1', join(1)],
      ['C1', join(2)],
      ['C1', join(3)],
    ],
    [
      NONE,
      ONE,
      TWO,
      { ...config(3, { 1: 4, 2: 3, 3: 3 }), shards: [2, 1, 1, 1, 3, 3, 3, 2, 2, 2] },
    ],
    '4 shards moved from configuration 2 to 3; 3 would have done',
    /moves the fewest shards/,
  ],
  [
    'a move that divides anew',
    [
      ['C1', join(1, 2)],
      ['C1', MOVE],
    ],
    [NONE, { ...TWO, num: 1 }, { ...TWO, num: 2, shards: [2, 2, 2, 2, 2, 1, 1, 1, 1, 1] }],
    /^configuration 2 comes behind 1 with shard 0 at group 2, shard 1 at group 2, .* and shard 9/,
    /makes one configuration/,
  ],
  [
    'a join that is carried out twice',
    [['C1', join(1)]],
    [NONE, ONE, { ...ONE, num: 2 }],
    'there are 2 configurations behind the first, but only one join, leave or move was asked for',
    ONCE,
  ],
  [
    'a join that is lost',
    [
      ['C1', join(1)],
      ['C1', join(2)],
    ],
    [NONE, ONE],
    'a join of 2 returned, but made no configuration',
    /makes one configuration/,
  ],
  [
    'a query that does not see what had returned before',
    [['C1', join(1)], ['C2', join(2)], query('C0', -1, ONE)],
    [NONE, ONE, TWO],
    'not linearizable: configurations, stale query',
    /A query sees every operation/,
  ],
  [
    'a query that sees what is asked for only later',
    [['C1', join(1)], query('C0', -1, TWO), ['C2', join(2)]],
    [NONE, ONE, TWO],
    /^not linearizable: configurations/,
    /A query sees every operation/,
  ],
]

for (const [why, said, configs, message, rule] of WRONG) {
  t.test(why, async (t) => {
    await t.rejects(judge(said, configs), { message, notes: { rule } })
  })
}
