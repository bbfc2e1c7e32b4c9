/** No form of a platform gives away a seed that is drawn from a secret. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { forStudents } from '../../../report/for-students.ts'
import { formatReporters } from '../../../report/platforms/formats.ts'
import { GithubReporter } from '../../../report/platforms/github.ts'
import { FORMATS } from '../../../report/platforms/names.ts'
import type { Reporter } from '../../../runner/events.ts'
import { backup, eventsOf, makePlan, makeRun, Output, split } from '../samples.ts'

const SECRET = 1_234_567_890_123_456
const plan = makePlan([backup], { runs: 2, secretSeeds: [SECRET] })
const runs = [
  makeRun(backup, 41, { failure: { ...split, message: 'public' } }),
  makeRun(backup, SECRET, { failure: split, warnings: [`seen ${SECRET}`] }),
]
const env = Object.fromEntries(
  ['CLASSROOM', 'ASSIGNMENT', 'SUBMISSION_TAG', 'COMMIT_URL', 'RELEASE_URL', 'USERNAME'].map(
    (name) => [name, 'x'],
  ),
)

function tell(reporter: Reporter): void {
  for (const event of eventsOf(plan, [{ test: backup, runs }])) reporter.handle(event)
}

for (const { name } of FORMATS) {
  t.test(`${name} tells what broke under a secret seed, not the seed`, async (t) => {
    const file = join(t.testdir(), 'report')
    const around = { env, hasLeaderboard: true }
    for (const reporter of formatReporters({ [name]: file }, () => 0, around)) {
      tell(forStudents(reporter))
    }
    const text = readFileSync(file, 'utf8')
    t.notMatch(text, String(SECRET))
    if (name === 'csv') return
    t.match(text, 'npm run grade 2B TestBackup2B seed=41')
    t.match(text, /applied different commands.*secret seed 1/s)
  })
}

t.test('neither do annotations and summary', async (t) => {
  const summary = join(t.testdir(), 'summary')
  const output = new Output()
  tell(forStudents(new GithubReporter(output, { GITHUB_STEP_SUMMARY: summary })))
  for (const text of [output.text, readFileSync(summary, 'utf8')]) {
    t.notMatch(text, String(SECRET))
    t.match(text, /applied different commands.*secret seed 1/s)
  }
})
