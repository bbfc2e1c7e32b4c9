/** What `page`, `inspect` and `watch` mean on a command line, and what goes with them. */
import t from 'tap'
import { parseCommand } from '../../report/arguments.ts'
import { allTests } from './samples.ts'

function parse(line: string, env = {}) {
  return parseCommand(line.split(' '), {
    tests: allTests,
    env,
    isFolder: (path) => path === 'mine',
    readText: (path) => `no file: ${path}`,
  })
}

function complaint(line: string, env = {}): string {
  try {
    parse(line, env)
  } catch (error) {
    return (error as Error).message.replace(/ \(npm run grade help.*/, '')
  }
  return 'nothing is wrong'
}

t.test('a page goes to its usual folder where none is named', async (t) => {
  for (const line of ['2B page', '2B --page', '2B show', '2B PAGE show']) {
    t.match(parse(line), { page: 'out/pages' }, line)
  }
  t.match(parse('2B page=pages show'), { page: 'pages' })
  t.equal(complaint('2B page page=pages'), "'page' is given twice")
  t.equal(complaint('2B page='), "'page=' needs a value: page=FOLDER")
})

t.test('inspect takes a port, or has its usual one', async (t) => {
  t.match(parse('2B backup seed=7 inspect'), { inspect: 9229, seed: 7 })
  t.match(parse('2B backup --inspect'), { inspect: 9229 })
  t.match(parse('2B backup inspect=0 mine'), { inspect: 0, folder: 'mine' })
  t.match(parse('2B backup --inspect 65535'), { inspect: 65_535 })
  for (const port of ['80', '65536', '-1', 'x', '9e3']) {
    t.match(complaint(`2B backup inspect=${port}`), /^'inspect=.*' is wrong: a port is a whole/)
  }
  const swallowed = "npm kept --inspect for itself: write 'inspect' instead"
  t.equal(complaint('2B backup', { npm_config_inspect: 'true' }), swallowed)
})

t.test('inspect is of one run in one process', async (t) => {
  t.match(
    complaint('2B inspect'),
    /^'inspect' runs one test, and \d+ are chosen: add a test's name/,
  )
  t.equal(complaint('2B backup inspect x3'), "'inspect' makes one run: leave out 'x3'")
  t.match(complaint('2B backup inspect isolation=process'), /: leave out 'isolation=process'$/)
  for (const word of ['log', 'page', 'watch', 'realtime', 'check', 'json=r.json', 'until=points']) {
    const name = word.split('=')[0]
    const words = complaint(`2B backup inspect ${word}`)
    t.match(words, / does not go with .*: leave out one of them$/, word)
    t.ok(words.includes(`'${name}'`), word)
  }
})

t.test(
  'watch goes with what says how to run, and with nothing that is made of one end',
  async (t) => {
    t.match(parse('2B watch backup seed=7 jobs=2 x20 classic mine'), {
      isWatched: true,
      seed: 7,
      jobs: 2,
      runs: 20,
    })
    for (const word of ['log', 'page', 'inspect', 'realtime', 'json=r.json', 'tap', 'each']) {
      const name = word.split('=')[0]
      t.match(complaint(`2B backup watch ${word}`), `'${name}'`, word)
      t.not(complaint(`2B backup watch ${word}`), 'nothing is wrong', word)
    }
    t.match(complaint('2B watch=1'), "'watch' takes no value")
  },
)
