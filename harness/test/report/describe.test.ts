/** Tests of harness/report/describe.ts. */
import t from 'tap'
import {
  describeFailure,
  groupFailures,
  groupNotes,
  plainLine,
  replayCommand,
} from '../../report/describe.ts'
import { backup, makePlan, makeRun, split } from './samples.ts'

t.test('a failure says what, where, when, which rule, and how to see it again', async (t) => {
  const runs = [makeRun(backup, 41, { failure: split })]
  const [group] = groupFailures(runs)
  if (group === undefined) return t.fail('no group')
  const lines = describeFailure(makePlan([backup]), { test: backup, runs }, group)
  t.strictSame(lines.map(plainLine), [
    'TestBackup2B failed at 2,344 virtual ms: S0 and S2 applied different commands at index 7',
    '    S0  "x=1"  term 3, at 2,310 ms',
    '    S2  "x=2"  term 4, at 2,344 ms',
    '  rule   Raft Fig. 3, State Machine Safety',
    '  at     raft/raft.ts:41:7 (in requestVote)',
    '  again  npm run grade 2B TestBackup2B seed=41',
    '  why    npm run grade 2B TestBackup2B seed=41 explain',
    '  look   npm run grade 2B TestBackup2B seed=41 log',
    '  look   npm run grade 2B TestBackup2B seed=41 story',
  ])
})

t.test('failures are grouped by kind and message, numbers aside', async (t) => {
  const runs = [
    makeRun(backup, 1, { failure: split }),
    makeRun(backup, 2, { failure: { ...split, kind: 'timeout', message: 'too slow' } }),
    makeRun(backup, 3),
    makeRun(backup, 4, { failure: { ...split, message: split.message.replace('7', '1,003') } }),
    makeRun(backup, 5, { failure: { ...split, kind: 'exception' } }),
  ]
  const groups = groupFailures(runs)
  t.strictSame(
    groups.map(({ count, first, failure }) => [count, first.seed, failure.kind]),
    [
      [2, 1, 'check'],
      [1, 2, 'timeout'],
      [1, 5, 'exception'],
    ],
  )
  const [first, second] = groups
  if (first === undefined || second === undefined) return t.fail('too few groups')
  const words = (group: typeof first) =>
    describeFailure(makePlan([backup]), { test: backup, runs }, group).map(plainLine)
  t.ok(words(first).includes('  runs   2 of 5 runs failed so, first with seed 1'))
  t.equal(words(second)[0], 'TestBackup2B failed at 2,344 virtual ms (timeout): too slow')
})

t.test('the replay command holds everything the run depended on', async (t) => {
  const plan = { folder: 'my work/raft', on: 'solutions', isRealTime: true }
  t.equal(
    replayCommand(makePlan([backup], plan), backup, 7),
    "npm run grade 2B TestBackup2B 'my work/raft' on=solutions seed=7 realtime",
  )
})

t.test('student text cannot forge lines or commands', async (t) => {
  const message = 'bad\u001b[2J\nTAP version 14\n::error::hello'
  const runs = [makeRun(backup, 1, { failure: { ...split, message, details: [] } })]
  const [group] = groupFailures(runs)
  if (group === undefined) return t.fail('no group')
  const lines = describeFailure(makePlan([backup]), { test: backup, runs }, group).map(plainLine)
  t.equal(lines[0], 'TestBackup2B failed at 2,344 virtual ms: bad\\x1b[2J')
  t.equal(lines[2], '    \\::error::hello')
  t.notOk(lines.some((line) => line.includes('\n')))
})

t.test('long details are cut and counted', async (t) => {
  const details = Array.from({ length: 30 }, (_, index) => `line ${index} ${'x'.repeat(2000)}`)
  const runs = [makeRun(backup, 1, { failure: { ...split, details } })]
  const [group] = groupFailures(runs)
  if (group === undefined) return t.fail('no group')
  const lines = describeFailure(makePlan([backup]), { test: backup, runs }, group).map(plainLine)
  t.ok(lines.includes('    and 14 more lines'))
  t.ok(lines.every((line) => line.length < 620))
})

t.test('a run that failed without a failure still is one', async (t) => {
  const [group] = groupFailures([makeRun(backup, 1, { ok: false })])
  t.match(group?.failure, { kind: 'unknown', message: 'the run failed without saying why' })
})

t.test('warnings are grouped and counted once per run', async (t) => {
  const warnings = ['S1 sent 3 heartbeats', 'S1 sent 9 heartbeats']
  const runs = [makeRun(backup, 1, { warnings }), makeRun(backup, 2, { warnings: ['other'] })]
  t.match(groupNotes(runs), [{ text: 'S1 sent 3 heartbeats' }, { text: 'other', count: 1 }])
})

t.test('a warning of several servers in one run counts as one run', async (t) => {
  const runs = [
    makeRun(backup, 1, { warnings: ['S1 sent 3 heartbeats', 'S2 sent 4 heartbeats'] }),
    makeRun(backup, 2),
  ]
  t.strictSame(groupNotes(runs), [{ text: 'S1 sent 3 heartbeats', count: 1 }])
})

t.test('a run that showed nothing says which step did not come about', async (t) => {
  const notForced = ['a rival asks', 'a voter answers']
  const runs = [
    makeRun(backup, 1, { notForced, showedNothing: true, warnings: ['slow'] }),
    makeRun(backup, 2, { notForced: ['a rival asks'] }),
    makeRun(backup, 3),
  ]
  t.strictSame(groupNotes(runs), [
    {
      text: 'showed nothing: it did not come about that a rival asks; nor that a voter answers',
      count: 1,
    },
    { text: 'slow', count: 1 },
    { text: 'left out one of its situations: it did not come about that a rival asks', count: 1 },
  ])
})
