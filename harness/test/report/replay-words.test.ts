/** What `choices=` and `replay=` go with on a command line. */
import t from 'tap'
import { parseCommand } from '../../report/arguments.ts'
import { allTests } from './samples.ts'

const RECORDING = JSON.stringify({
  schema: 'raft-labs/choices',
  version: 1,
  test: 'TestBackup2B',
  seed: 7,
  traceHash: '',
  choices: { a: [1] },
})

function parse(line: string) {
  return parseCommand(line.split(' '), {
    tests: allTests,
    env: {},
    isFolder: (path) => path === './mine' || path === 'handed-in',
    readText: (path) => (path === 'run.json' ? RECORDING : `no file: ${path}`),
  })
}

t.test('a recording brings its test and its seed', async (t) => {
  for (const line of ['replay=run.json', 'replay=run.json 2B backup']) {
    t.match(parse(line), { tests: [{ name: 'TestBackup2B' }] }, line)
  }
  t.match(parse('replay=run.json ./mine choices=again.json'), {
    seed: 7,
    folder: './mine',
    choices: 'again.json',
    replay: { file: 'run.json', choices: { a: [1] } },
  })
  const cases: readonly (readonly [line: string, says: string])[] = [
    ['replay=run.json 2B', 'is a run of TestBackup2B: leave out all other tests'],
    ['replay=run.json 2A', 'is a run of TestBackup2B: leave out all other tests'],
    ['replay=run.json seed=3', "has its choices from the file: leave out 'seed='"],
    ['replay=run.json realtime', "'replay=' needs virtual time: leave out 'realtime'"],
    ['replay=run.json x2', "'replay' shows one run: leave out 'x2'"],
    ['replay=run.json shard=1/2 json=a', "'replay' shows one run: leave out 'shard=1/2'"],
    ['replay=run.json each handed-in', "'replay' is of one submission"],
    ['replay=none.json', "'replay=none.json': no recorded run; one is written by choices=FILE"],
    ['2B choices=c.json', "'choices' shows one test, and 3 are chosen: add a test's name"],
    ['2B backup x3 choices=c.json', "'choices' shows one run: leave out 'x3'"],
    ['2B backup choices=c trace=c', 'two reports are to be written to the same file'],
    ['merge a.json choices=c', "'choices' means nothing to merge"],
  ]
  for (const [line, says] of cases)
    t.throws(() => parse(line), { name: 'UsageError', message: pattern(says) }, line)
})

function pattern(text: string): RegExp {
  return new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
}
