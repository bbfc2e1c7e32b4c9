/** Tests of harness/report/platforms/artemis.ts and codegrade.ts, as those platforms read them. */
import t from 'tap'
import { makeJunit } from '../../../report/junit.ts'
import { makeArtemis } from '../../../report/platforms/artemis.ts'
import { makeCodeGrade } from '../../../report/platforms/codegrade.ts'
import { backup, makePlan, makeRun, split } from '../samples.ts'
import { readAsArtemis, readAsCodeGrade } from './junit-readers.ts'
import { hostile, makeStanding, mixed, mixedPlan, mixedResults, unbuilt } from './standings.ts'

const STARTED = '2026-01-02T03:04:05.000'

t.test('Artemis knows tests by their Go names, and shows all that is said', async (t) => {
  const { passed, failed } = readAsArtemis(makeArtemis(mixed))
  t.strictSame(passed, ['TestInitialElection2A', 'TestBasicAgree2B', 'TestBasic3A'])
  t.strictSame(Object.keys(failed), ['TestBackup2B', 'TestStrandedEntry2B'])
  t.match(failed.TestBackup2B, '1 of 2 runs passed\n\nTestBackup2B failed at 2,344 virtual ms')
  t.match(failed.TestBackup2B, '\n  again  npm run grade 2B TestBackup2B seed=42')
})

t.test(
  'from our general form Artemis would read less, which is why there is one of its own',
  async (t) => {
    const { failed } = readAsArtemis(makeJunit(mixedPlan, mixedResults, STARTED))
    t.strictSame(failed['raft.2B.TestBackup2B'], split.message)
  },
)

t.test('what Artemis would cut is cut at a line', async (t) => {
  const details = Array.from({ length: 16 }, () => '<'.repeat(600))
  const runs = ['a', 'b', 'c'].map((message, seed) =>
    makeRun(backup, seed, { failure: { ...split, message, details } }),
  )
  const standing = makeStanding(makePlan([backup], { runs: 3 }), [{ test: backup, runs }])
  const text = readAsArtemis(makeArtemis(standing)).failed.TestBackup2B ?? ''
  t.ok(text.length <= 20_000)
  t.match(text, /\n\.\.\. \(cut: the whole text would be too long here\)$/)
})

t.test('CodeGrade counts the points, of tests that passed in part too', async (t) => {
  const { passed, total, texts } = readAsCodeGrade(makeCodeGrade(mixed))
  t.strictSame({ passed, total }, { passed: 210, total: 300 })
  t.equal(texts.length, 3)
  t.match(texts[0], 'npm run grade 2B TestBackup2B seed=42')
  t.match(makeCodeGrade(mixed), 'over incorrect follower logs, 1 run that passed"')
  const none = readAsCodeGrade(makeCodeGrade(makeStanding(mixedPlan, [])))
  t.strictSame([none.passed, none.total], [0, 300], 'what is not run counts')
})

t.test('CodeGrade refuses our general form, and totals that are wrong', async (t) => {
  const general = makeJunit(mixedPlan, mixedResults, STARTED)
  t.throws(() => readAsCodeGrade(general), {
    message: 'malformed: properties in place of testcase',
  })
  const wrong = makeCodeGrade(mixed).replace('failures="2"', 'failures="1"')
  t.throws(() => readAsCodeGrade(wrong.replace('failures="2"', 'failures="1"')), /totals/)
})

t.test('hostile texts stay texts', async (t) => {
  for (const standing of [hostile, unbuilt]) {
    const { passed, failed } = readAsArtemis(makeArtemis(standing))
    t.equal(passed.length + Object.keys(failed).length, standing.plan.tests.length)
    const read = readAsCodeGrade(makeCodeGrade(standing))
    t.equal(read.texts.length, Object.keys(failed).length)
  }
  const { failed } = readAsArtemis(makeArtemis(hostile))
  t.match(failed.TestInitialElection2A, '</failure></testcase><testcase name="forged"/>')
})
