/**
 * What failures say of services that were made wrong: only what was seen, who and where, and which
 * promise is broken. Where a check tells two cases apart, both are here.
 */
import t from 'tap'
import { checkSaid, type Row } from './said.ts'

const SERVICES: readonly Row[] = [
  [
    'an answer before it is committed',
    'answers-before-apply',
    'TestOnePartition3A',
    {
      message: /^C\d's put\("1", "15"\) returned, though the clerk reaches only S\d and S\d$/,
      rule: /A server without a majority answers no operation/,
    },
  ],
  [
    'an append that is carried out twice',
    'no-duplicate-detection',
    'TestReplyLoss3A',
    {
      message: /^C0: get\("k"\) gave the wrong value$/,
      rule: /takes effect exactly once/,
      details: [/^there is more behind the end: 13 characters were expected, 20 received$/],
    },
  ],
  [
    'a value that is lost',
    'clerk-does-not-retry',
    'TestReplyLoss3A',
    { message: /gave the wrong value$/, rule: /sees everything that had returned/ },
  ],
  [
    'a request that is repeated after a snapshot',
    'duplicates-kept-on-install',
    'TestDuplicateAfterInstall3B',
    {
      message: /^key "k" holds x 0 1 y 2 times, though C0 has appended it once and was answered$/,
      rule: /may be sent again after it/,
      details: [/^S\d {2}has saved a new snapshot since, and was elected$/],
    },
  ],
  [
    'a move that divides anew',
    'move-rebalances',
    'TestFewestMoves4A',
    { message: /^move\(0, 21\) gave configuration 4 with shard \d at/, rule: /nothing else is/ },
  ],
  [
    'shards that do not arrive',
    'restore-keeps-awaited',
    'TestArrivedBehind4B',
    {
      message: /^a get of "\d" after its shard moved: not finished within 10 s$/,
      rule: /the shards are where they belong/,
      details: [/^G100\.S0 {2}term \d+/, /^C0 {2}waits since [\d,]+ ms for get\("\d"\)/],
    },
  ],
  [
    'a group that has had little to do takes no snapshot',
    'second-configuration-never-taken',
    'TestSnapshot',
    {
      message: /^no server of group 101 has saved a snapshot, or more than \d+ bytes of Raft state/,
      rule: /the shards are where they belong/,
    },
  ],
]

checkSaid(t, SERVICES)
