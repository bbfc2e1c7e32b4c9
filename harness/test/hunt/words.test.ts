/** The command line of the hunt, its table in the docs, and its progress. */
import { readFileSync } from 'node:fs'
import t from 'tap'
import { parseHunt, wordTable } from '../../hunt/command.ts'
import { progressLine } from '../../hunt/texts.ts'
import { Ticker } from '../../hunt/ticker.ts'

function parse(line: string) {
  const words = line === '' ? [] : line.split(' ')
  return parseHunt(words, (path) => ['labs', 'solutions', 'mine'].includes(path))
}

t.test('words become a hunt', async (t) => {
  const usual = { kind: 'hunt', folder: 'labs', part: '2D', out: 'out/hunt', isGuided: true }
  t.match(parse('raft'), { ...usual, forMs: 60_000, isAll: false, resumes: false })
  t.match(parse('2b solutions for=5m'), { part: '2B', folder: 'solutions', forMs: 300_000 })
  t.strictSame(parse('raft x100 seed=3 jobs=2 out=o all unguided'), {
    kind: 'hunt',
    folder: 'labs',
    part: '2D',
    seed: 3,
    runs: 100,
    jobs: 2,
    out: 'o',
    isAll: true,
    resumes: false,
    isGuided: false,
  })
  t.match(parse('kvraft'), { part: '3B', forMs: 60_000 })
  t.match(parse('3a solutions'), { part: '3A', folder: 'solutions' })
  t.match(parse('shardctrler'), { part: '4A' })
  t.match(parse('4a mine'), { part: '4A', folder: 'mine' })
  t.match(parse('shardkv'), { part: '4B' })
  t.match(parse('4b'), { part: '4B' })
  t.match(parse('kvraft on=mine'), { part: '3B', folder: 'labs', on: 'mine' })
  t.match(parse('resume kvraft'), { resumes: true, lab: 'kvraft' })
  t.match(parse('resume for=2h'), { resumes: true, forMs: 7_200_000 })
  t.strictSame(parse('help nonsense=1 raft help'.replace('nonsense=1 ', '')), { kind: 'help' })
})

t.test('what cannot be meant is said in a sentence', async (t) => {
  const cases: readonly (readonly [line: string, says: string])[] = [
    ['', 'say where to hunt: npm run hunt raft'],
    ['raf', "'raf' is not known here, and there is no folder of that name; did you mean 'raft'?"],
    ['4', "'4' is two places to hunt in: say 4A, the controller, or 4B, the store"],
    ['4c', "'4c' is not known here"],
    ['raft kvraft', "'raft' and 'kvraft' are two places to hunt in: leave one out"],
    ['raft labs mine', "two folders are given, 'labs' and 'mine'"],
    ['kvraft on=yours', "there is no folder 'yours'"],
    ['kvraft on=', "'on=' says nothing: write on=FOLDER"],
    ['raft for=60', "'for=60' is wrong: write seconds, minutes or hours"],
    ['raft for=0s', "'for=0s' is wrong"],
    ['raft for=25h', "'for=25h' is wrong"],
    ['raft for=', "'for=' says nothing: write for=T"],
    ['raft x0', "'x0' is wrong"],
    ['raft log', "'log' needs a scenario to show: add replay=FILE"],
    ['raft page=x', "'page' needs a scenario to show"],
    ['replay=f x9', "'replay=' shows one scenario: leave out 'x9'"],
    ['replay=f all', "'replay=' shows one scenario: leave out 'all'"],
    ['replay=f raft', "'replay=' has its part from the file"],
    ['replay=none.json', "'replay=none.json': it cannot be read (ENOENT)"],
    ['resume 2b', "'resume' goes on with the part and the seed of that hunt: leave out '2b'"],
    ['resume seed=3', "leave out 'seed=3'"],
  ]
  for (const [line, says] of cases) {
    try {
      parse(line)
      t.fail(`'${line}' was taken`)
    } catch (error) {
      t.match((error as Error).message, says, line)
    }
  }
})

t.test('the table in docs/hunt.md is the one in the code', async (t) => {
  const [, inside = ''] = readFileSync('docs/hunt.md', 'utf8').split('<!-- words -->')
  t.equal((inside.split('<!-- /words -->')[0] ?? '').trim(), wordTable())
})

const progress = { runs: 1_240, states: 3_100, newStates: 2, failures: 0 }

t.test('progress is runs, states and how long nothing new has come', async (t) => {
  t.equal(
    progressLine(progress, 31_000, 4_200),
    '  1,240 runs, 40/s, 3,100 states reached, the last new one 4 s ago',
  )
  t.equal(
    progressLine({ ...progress, failures: 1, shrinking: { runs: 16, steps: 9 } }, 1, 1),
    '  1,240 runs, 1 failure: making it simpler, 9 steps left after 16 more runs',
  )
})

t.test('a line that is redrawn at a terminal, and one now and then elsewhere', async (t) => {
  const written: string[] = []
  const make = (isTTY: boolean) => {
    let nowMs = 0
    const output = { write: (text: string) => written.push(text), isTTY, columns: 40 }
    const ticker = new Ticker(output, () => nowMs)
    const later = (ms: number): void => {
      nowMs += ms
      ticker.show(progress)
    }
    return { ticker, later }
  }
  const terminal = make(true)
  for (const ms of [50, 60, 20]) terminal.later(ms)
  terminal.ticker.say(['done'])
  const erase = '\r\u001b[2K'
  t.strictSame(written.splice(0), [
    `${erase}  1,240 runs, 11,273/s, 3,100 states r…`,
    erase,
    'done\n',
  ])
  const file = make(false)
  for (const ms of [9_000, 900, 100]) file.later(ms)
  t.strictSame(written, ['  1,240 runs, 124/s, 3,100 states reached, the last new one 0 s ago\n'])
})
