/** Tests of harness/report/causes-text.ts. */
import t from 'tap'
import { describeCauses } from '../../report/causes-text.ts'
import { backup, basic, makePlan, makeRun, split, stranded } from './samples.ts'

const other = { ...split, message: 'S1 and S2 applied different commands at index 12' }
const lost = { ...split, message: 'no leader', rule: 'Raft §5.2' }

t.test('failures of two tests for one cause stand together, the most frequent first', async (t) => {
  const results = [
    { test: basic, runs: [makeRun(basic, 1, { failure: lost }), makeRun(basic, 2)] },
    {
      test: backup,
      runs: [makeRun(backup, 1), makeRun(backup, 2, { failure: split })],
    },
    {
      test: stranded,
      runs: [makeRun(stranded, 1, { failure: other }), makeRun(stranded, 2, { failure: other })],
    },
  ]
  const plan = makePlan([basic, backup, stranded], { runs: 2 })
  t.strictSame(describeCauses(plan, results), [
    {
      headline: '3 of 6 runs: S#, … applied different commands at index #',
      details: ['Raft Fig. 3, State Machine Safety', 'in TestBackup2B 1, TestStrandedEntry2B 2'],
      why: 'npm run grade 2B TestBackup2B seed=2 explain',
    },
    {
      headline: '1 of 6 runs: no leader',
      details: ['Raft §5.2', 'in TestBasicAgree2B 1'],
      why: 'npm run grade 2B TestBasicAgree2B seed=1 explain',
    },
  ])
  const secret = { ...plan, secretSeeds: [2] }
  t.equal(describeCauses(secret, results)[0]?.why, undefined, 'a secret seed is not told')
})

t.test('where each cause is of one test, its row has said all', async (t) => {
  const results = [
    { test: basic, runs: [makeRun(basic, 1, { failure: lost })] },
    { test: backup, runs: [makeRun(backup, 1, { failure: split })] },
  ]
  t.strictSame(describeCauses(makePlan([basic, backup]), results), [])
  t.strictSame(describeCauses(makePlan([basic]), [{ test: basic, runs: [makeRun(basic, 1)] }]), [])
})
