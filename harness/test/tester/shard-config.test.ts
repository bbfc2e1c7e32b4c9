/**
 * Tests of harness/tester/shard-config.ts: what each check says of the smallest configuration that
 * it must reject, which rule it names, and its nearest neighbour that is right.
 */
import t from 'tap'
import { CheckFailure } from '../../tester/failure.ts'
import {
  type Config,
  checkGroups,
  checkSameConfig,
  checkServers,
  checkStep,
  isNewest,
  parseConfig,
  sameForEver,
} from '../../tester/shard-config.ts'

/** Shards by owner: `{ 1: 5, 2: 5 }` gives the first five to group 1. */
function config(num: number, counts: Record<number, number>, more: Partial<Config> = {}): Config {
  const gids = Object.keys(counts).map(Number)
  const shards = gids.flatMap((gid) => Array.from({ length: counts[gid] as number }, () => gid))
  const groups = Object.fromEntries(gids.filter((gid) => gid > 0).map((gid) => [gid, [`s${gid}`]]))
  return { num, shards, groups, ...more }
}

const NONE = config(0, { 0: 10 })
const TWO = config(3, { 1: 5, 2: 5 })

const WRONG: readonly (readonly [why: string, check: () => void, message: RegExp, rule: RegExp])[] =
  [
    [
      'what is no configuration is shown',
      () => parseConfig('C0', { num: 1n, shards: [] }),
      /^C0: query\(\) must give a Config .*, but gave \{.*"shards":\[\]\}$/,
      /Each says for every shard which group serves it/,
    ],
    [
      'a group that is missing',
      () => checkGroups(config(2, { 1: 10 }), [1, 2]),
      /^wanted 2 groups, got 1 in configuration 2: 2 is missing$/,
      /with these groups added/,
    ],
    [
      'a group that should have left',
      () => checkGroups(TWO, [1]),
      /^wanted 1 groups, got 2 in configuration 3: 2 should not be there$/,
      /without these groups/,
    ],
    [
      'a shard with a group that has left',
      () => checkGroups(config(4, { 1: 9, 7: 1 }, { groups: { 1: ['s1'] } }), [1]),
      /^shard 9 is with group 7, which is not in configuration 4$/,
      /their shards go to those that are left/,
    ],
    [
      'a shard with nobody',
      () => checkGroups(config(4, { 0: 1, 1: 9 }), [1]),
      /^shard 0 is with gid 0, although configuration 4 has groups$/,
      /their shards go to those that are left/,
    ],
    [
      'a shard that stayed when the last group left',
      () => checkGroups(config(5, { 0: 9, 1: 1 }, { groups: {} }), []),
      /^shard \d is with group 1, which is not in configuration 5$/,
      /all its shards are with gid 0/,
    ],
    [
      'an uneven division',
      () => checkGroups(config(3, { 1: 6, 2: 4 }), [1, 2]),
      /^group 1 has 6 shards and group 2 has 4 in configuration 3$/,
      /no group has two more than another/,
    ],
    [
      'other servers',
      () => checkServers(TWO, 1, ['a', 'b']),
      /^group 1 has the servers \[s1\] in configuration 3$/,
      /the names of its servers/,
    ],
    [
      'servers of a group that is not there',
      () => checkServers(TWO, 9, ['a', 'b']),
      /^group 9 is not in configuration 3$/,
      /the names of its servers/,
    ],
    [
      'an old configuration that has changed',
      () => checkSameConfig(config(3, { 1: 6, 2: 4 }), TWO, sameForEver(3)),
      /^query\(3\) gave configuration 3 with shard 5 at group 1, not 2$/,
      /are for ever the same/,
    ],
    [
      'many shards elsewhere are counted',
      () => checkSameConfig(config(3, { 2: 5, 1: 5 }, { shards: SWAPPED }), TWO, sameForEver(3)),
      /^query\(3\) gave configuration 3 with shard 0 at group 2, not 1, the first of 10 that are/,
      /are for ever the same/,
    ],
    [
      'another number, asked for the newest',
      () => checkSameConfig(NONE, TWO, isNewest(-1)),
      /^query\(-1\) gave configuration 0, but configuration 3 was expected$/,
      /the newest for -1/,
    ],
    [
      'a group on other servers',
      () => checkSameConfig({ ...TWO, groups: { 1: ['s1'], 2: ['x'] } }, TWO, sameForEver(3)),
      /^query\(3\) gave configuration 3 with group 2 on \[x\], not \[s2\]$/,
      /are for ever the same/,
    ],
    [
      'two configurations of one change',
      () => checkStep(TWO, config(5, { 1: 5, 2: 5 })),
      /^configuration 3 was followed by configuration 5$/,
      /makes one configuration/,
    ],
    [
      'a shard moved in vain',
      () => checkStep(TWO, config(4, { 1: 5, 2: 5 }, { shards: IN_VAIN })),
      /^2 shards moved from configuration 3 to 4; 0 would have done$/,
      /moves the fewest shards/,
    ],
    [
      'too few shards moved: one stays with a group that has left',
      () => checkStep(TWO, config(4, { 1: 9, 2: 1 }, { groups: { 1: ['s1'] } })),
      /^shard 9 is with group 2, which is not in configuration 4$/,
      /their shards go to those that are left/,
    ],
  ]

const SWAPPED = [2, 2, 2, 2, 2, 1, 1, 1, 1, 1]
/** Two groups have exchanged a shard. */
const IN_VAIN = [2, 1, 1, 1, 1, 1, 2, 2, 2, 2]

for (const [why, check, message, rule] of WRONG) {
  t.test(why, async (t) => {
    try {
      check()
      t.fail('it was let pass')
    } catch (error) {
      if (!(error instanceof CheckFailure)) throw error
      t.match(error.message, message)
      t.match(error.notes.rule, rule)
    }
  })
}

t.test('what is right is let pass', async (t) => {
  checkGroups(NONE, [])
  checkGroups(TWO, [1, 2])
  checkServers(TWO, 1, ['s1'])
  checkSameConfig(TWO, TWO, sameForEver(3))
  checkStep(TWO, config(4, { 1: 10 }))
  t.equal(parseConfig('C0', TWO), TWO)
})
