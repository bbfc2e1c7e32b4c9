/** Tests of harness/policy/apply.ts: a policy file beside the words of a command line. */
import t from 'tap'
import { parseCommand } from '../../report/arguments.ts'
import type { GradeCommand } from '../../report/command.ts'
import { UsageError } from '../../report/usage-error.ts'
import { allTests } from '../report/samples.ts'

const HELP = ' (docs/grading.md explains every key)'
const USAGE = ' (npm run grade help shows every word)'
const SECRET = 'sixteen letters!'

/** Policy files by name. */
const FILES: Readonly<Record<string, string>> = {
  'class.yaml':
    'parts: { 2A: { weight: 40 }, 2B: { weight: 60 } }\nruns: 20\npolicy: all\nseeds: { first: 7 }',
  'open.yaml': 'parts: { 2B: { points: { TestBackup2B: 70 } } }\nclassic: true',
  'secret.yaml': `parts: { 2A: }\nseeds: { public: 3, secret: { here: ${SECRET} } }`,
  'all-secret.yaml': `parts: { 2A: }\nseeds: { secret: { here: ${SECRET} } }`,
}

function grade(line: string): GradeCommand {
  const command = parseCommand(line.split(' '), {
    tests: allTests,
    env: {},
    isFolder: (path) => path === 'handed-in',
    readText(path) {
      const text = FILES[path]
      if (text === undefined) throw Object.assign(new Error(`no ${path}`), { code: 'ENOENT' })
      return text
    },
  })
  if (command.kind !== 'grade') throw new Error(`${line} is no grade command`)
  return command
}

function names(line: string): string {
  return grade(line)
    .tests.map(({ name }) => name.replace('Test', ''))
    .join(' ')
}

function complaint(line: string): string {
  try {
    grade(line)
  } catch (error) {
    if (error instanceof UsageError) return error.message
    throw error
  }
  return 'accepted'
}

t.test('a policy file says what is graded, and how', async (t) => {
  const command = grade('grading=class.yaml handed-in jobs=3')
  t.match(command, { runs: 20, seed: 7, policy: 'all', jobs: 3, folder: 'handed-in' })
  t.strictSame(command.grading, { weights: { '2A': 40, '2B': 60 } })
  t.equal(
    names('grading=class.yaml'),
    'InitialElection2A BasicAgree2B Backup2B StrandedEntry2B',
    'all of its parts',
  )
  t.equal(names('2B grading=class.yaml'), 'BasicAgree2B Backup2B StrandedEntry2B')
  t.equal(names('grading=class.yaml TestBackup2B'), 'Backup2B')
  const open = grade('grading=open.yaml x5 seed=9')
  t.match(open, { runs: 5, seed: 9, policy: 'share', isClassic: true })
  t.strictSame(
    open.tests.map(({ name, points }) => [name, points]),
    [
      ['TestBasicAgree2B', 30],
      ['TestBackup2B', 70],
    ],
  )
})

t.test('what a policy file fixes, the command line does not change', async (t) => {
  const fixed = (words: string, line: number, key: string, word: string) =>
    t.equal(
      complaint(`grading=class.yaml ${words}`),
      `class.yaml, line ${line}: '${key}' is fixed here: leave out '${word}' on the command line${HELP}`,
    )
  fixed('x100', 2, 'runs', 'xN')
  fixed('policy=share', 3, 'policy', 'policy=P')
  fixed('seed=4', 4, 'seeds.first', 'seed=S')
  t.equal(
    complaint('3A grading=class.yaml'),
    `'3A' is not graded by class.yaml: it has 2A and 2B${USAGE}`,
  )
  t.equal(complaint('grading=none.yaml'), `cannot read 'none.yaml': there is no such file${USAGE}`)
  t.equal(
    complaint('2A TestInitialElection2A log grading=class.yaml'),
    `'log' shows one test with one seed: leave out 'grading='${USAGE}`,
  )
})

t.test('runs beyond the public ones have secret seeds', async (t) => {
  const { grading, runs, seed } = grade('grading=secret.yaml x5')
  t.equal(runs, 5)
  t.equal(seed, undefined, 'the public ones are drawn anew')
  t.equal(grading?.secretSeeds?.length, 2)
  t.strictSame(
    grade('grading=secret.yaml x9').grading?.secretSeeds?.slice(0, 2),
    grading?.secretSeeds,
  )
  t.equal(grade('grading=secret.yaml x5 seed=3').seed, 3)
  t.equal(
    complaint('grading=secret.yaml x3'),
    `secret.yaml, line 2: 3 seeds are public and there are 3 runs: none is left for the secret${HELP}`,
  )
})

t.test('without public seeds there is no first one to choose', async (t) => {
  const { grading, seed } = grade('grading=all-secret.yaml x2')
  t.equal(seed, 0)
  t.equal(grading?.secretSeeds?.length, 2)
  t.equal(
    complaint('grading=all-secret.yaml x2 seed=3'),
    `all-secret.yaml, line 2: 'seeds' is fixed here: leave out 'seed=S' on the command line${HELP}`,
  )
})
