/** The words for a class, read by harness/report/arguments.ts: `each` and what goes with it. */
import t from 'tap'
import { parseCommand } from '../../report/arguments.ts'
import type { GradeCommand } from '../../report/command.ts'
import { UsageError } from '../../report/usage-error.ts'
import { allTests } from '../report/samples.ts'

const FOLDERS = new Set(['labs', 'solutions', 'handed-in'])
/** No folder. */
const FILE = 'class/notes.txt'
const HELP = ' (npm run grade help shows every word)'

function grade(line: string): GradeCommand {
  const command = parseCommand(line.split(' '), {
    tests: allTests,
    env: {},
    isFolder: (path) => FOLDERS.has(path),
    isThere: (path) => FOLDERS.has(path) || path === FILE,
    readText: (path) => `no file: ${path}`,
  })
  if (command.kind !== 'grade') throw new Error(`${line} is no grade command`)
  return command
}

function complaint(line: string): string {
  try {
    grade(line)
  } catch (error) {
    if (error instanceof UsageError) return error.message.replace(HELP, '')
    throw error
  }
  return 'accepted'
}

t.test("what is there behind 'each' is a submission, whatever its name", async (t) => {
  const { each, runs, folder } = grade('2B each labs handed-in class/notes.txt x20 solutions')
  t.strictSame(each, {
    paths: ['labs', 'handed-in', 'class/notes.txt', 'solutions'],
    out: 'grades',
    mode: 'new',
  })
  t.equal(runs, 20)
  t.equal(folder, 'labs')
  t.strictSame(grade('2B each labs resume out=g cache=c').each, {
    paths: ['labs'],
    out: 'g',
    cache: 'c',
    mode: 'resume',
  })
  t.equal(grade('2B fresh each labs').each?.mode, 'fresh')
  t.strictSame(grade('2B each class/*').each?.paths, ['class/*'], 'left by the shell')
  t.strictSame(grade('--each labs 2B').each?.paths, ['labs'])
  t.equal(grade('2B').each, undefined)
  const isolationOf = (line: string) => grade(line).isolation
  t.equal(isolationOf('2B each labs'), 'process', 'where results count')
  t.equal(isolationOf('2B each labs audit=5'), 'realm')
  t.equal(isolationOf('2B each labs isolation=realm'), 'realm')
  t.equal(isolationOf('2B'), 'realm')
})

t.test("words that do not go with 'each'", async (t) => {
  t.equal(
    complaint('2B each'),
    "'each' needs folders behind it: npm run grade 2B each submissions/*",
  )
  t.equal(complaint('2B each class/ann'), "there is no folder 'class/ann'")
  t.equal(complaint('2B solutions each labs'), "write all folders behind 'each', 'solutions' too")
  t.match(complaint('2B each labs json=x'), /^'json' is of one submission: leave it out/)
  t.match(complaint('2B each labs realtime'), /^'realtime' is of one submission/)
  t.match(complaint('2B each labs resume fresh'), /choose one$/)
  for (const word of ['out=x', 'resume', 'fresh', 'cache=x']) {
    t.match(complaint(`2B ${word}`), /is for a class: add 'each' and the folders/, word)
  }
  t.match(complaint('2B each labs eahc'), /'eahc' is not known here; did you mean 'each'/)
})
