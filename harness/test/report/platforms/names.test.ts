/** Tests of harness/report/platforms/names.ts: the words of the command line for each form. */
import t from 'tap'
import { parseCommand } from '../../../report/arguments.ts'
import { FORMATS } from '../../../report/platforms/names.ts'
import { allTests } from '../samples.ts'

const HELP = ' (npm run grade help shows every word)'

function parse(line: string) {
  return parseCommand(line.split(' '), {
    tests: allTests,
    env: {},
    isFolder: () => false,
    readText: () => '',
  })
}

function complaint(line: string): string {
  try {
    parse(line)
  } catch (error) {
    return (error as Error).message.replace(HELP, '')
  }
  return 'accepted'
}

t.test('every form of a platform has a word, a flag and a file', async (t) => {
  for (const { name, extension } of FORMATS) {
    const file = `out/r.${extension}`
    t.match(parse(`2A ${name}=${file}`), { formats: { [name]: file } })
    t.strictSame(parse(`2A --${name} ${file}`), parse(`2A ${name}=${file}`))
    t.equal(
      complaint(`2A ${name}=-`),
      `'${name}=-' is wrong: name a file, e.g. ${name}=out/report.${extension}`,
    )
    t.equal(
      complaint(`2A json=r ${name}=r`),
      'two reports are to be written to the same file: name two files',
    )
  }
  t.match(parse('2A github gradescope=r leaderboard'), { isGithub: true, hasLeaderboard: true })
  t.strictSame(parse('merge a.json gradescope=r leaderboard github'), {
    kind: 'merge',
    files: ['a.json'],
    isPartial: false,
    formats: { gradescope: 'r' },
    isTap: false,
    isGithub: true,
    hasLeaderboard: true,
  })
  for (const whole of ['csv=r', 'github']) {
    const [name] = whole.split('=')
    t.equal(
      complaint(`2A x2 shard=1/2 seed=1 json=s ${whole}`),
      `'${name}' is of all shards together: leave it out here, and give it to merge`,
    )
  }
  t.equal(
    complaint('2A leaderboard'),
    "'leaderboard' is a part of Gradescope's report: add gradescope=FILE",
  )
})
