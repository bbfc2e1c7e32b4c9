/**
 * A class on several machines, as a user runs it: shards of submissions, their journals joined, and
 * the same gradebook as one machine writes.
 */
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { mergeJournals } from '../../class/merge-journals.ts'
import { grade } from '../grade/command.ts'

const folder = t.testdir()
const TESTS = ['TestInitialElection2A', 'TestVoteOnce2A', 'x2', 'seed=5', 'jobs=2']
const NAMES = ['amy', 'ben', 'cleo', 'dan', 'eve']

for (const name of NAMES) {
  mkdirSync(join(folder, 'class', name), { recursive: true })
  // Two have not begun, and one does not build.
  const from = name === 'ben' || name === 'dan' ? 'labs/raft' : 'solutions/raft'
  cpSync(from, join(folder, 'class', name, 'raft'), { recursive: true })
}
writeFileSync(join(folder, 'class/eve/raft/raft.ts'), 'export class Raft {')

function each(out: string, ...more: readonly string[]): string[] {
  const isolation = 'isolation=realm'
  return [...TESTS, isolation, 'each', `${folder}/class/*`, `out=${folder}/${out}`, ...more]
}

function merge(out: string, ...parts: readonly string[]): string[] {
  return ['merge', ...parts.map((part) => `${folder}/${part}`), `out=${folder}/${out}`]
}

/** All that is written but for times. */
function filesOf(out: string): Record<string, string> {
  const names = ['students', 'reports'].flatMap((part) => {
    return readdirSync(join(folder, out, part)).map((name) => join(part, name))
  })
  return Object.fromEntries(
    ['gradebook.csv', 'gradebook.json', 'class.txt', 'class.html', ...names].map((name) => {
      const text = readFileSync(join(folder, out, name), 'utf8')
      return [name, text.replace(/"(cpuMs|wallMs)": [\d.e+-]+/g, '"$1": 0')]
    }),
  )
}

t.test('shards of a class, joined, are the class', async (t) => {
  t.equal((await grade(each('whole'))).exitCode, 0)
  for (const number of [1, 2, 3]) {
    const { exitCode, stdout } = await grade(each(`part-${number}`, `shard=${number}/3`))
    t.equal(exitCode, 0, stdout)
    t.match(stdout, `This is shard ${number} of 3: merge joins the folders of all.`)
  }
  const merged = await grade(merge('merged', 'part-2', 'part-3', 'part-1'))
  t.equal(merged.exitCode, 0, merged.stderr)
  t.match(merged.stdout, /merged has 20 runs of 5 submissions\.\n/)
  t.match(merged.stdout, /without 'shard=' and with 'out=\S+merged resume' writes the gradebook/)
  const { exitCode, stderr } = await grade(each('merged', 'resume'))
  t.equal(exitCode, 0, stderr)
  t.strictSame(filesOf('merged'), filesOf('whole'))
  t.match(filesOf('whole')['gradebook.csv'], /^amy,graded,100/m)
})

t.test('what a shard that is missing has not run is run where all is joined', async (t) => {
  const { stdout } = await grade(merge('most', 'part-1', 'part-3'))
  t.match(stdout, /most has 12 runs of 5 submissions; 2 submissions had none yet\./)
  t.equal((await grade(each('most', 'resume'))).exitCode, 0)
  t.strictSame(filesOf('most'), filesOf('whole'))
})

t.test(
  'a shard that was stopped goes on, and more shards than submissions are empty',
  async (t) => {
    const again = await grade(each('part-1', 'shard=1/3', 'resume'))
    t.equal(again.exitCode, 0)
    const empty = await grade(each('empty', 'shard=9/9'))
    t.equal(empty.exitCode, 0, empty.stderr)
    t.equal(mergeJournals([join(folder, 'empty')], join(folder, 'empty-merged')).runs, 0)
  },
)

/** A copy of a shard's folder, with its journal changed. */
function changed(name: string, change: (text: string) => string): string {
  const copy = join(folder, name)
  cpSync(join(folder, 'part-2'), copy, { recursive: true })
  const file = join(copy, 'journal.ndjson')
  writeFileSync(file, change(readFileSync(file, 'utf8')))
  return copy
}

t.test('journals that do not belong together are refused, and nothing is written', async (t) => {
  const first = join(folder, 'part-1')
  const out = join(folder, 'refused')
  const cases: readonly (readonly [string, RegExp])[] = [
    [first, /part-1' and '.*part-1' both have runs of (amy|dan): give each shard once/],
    [join(folder, 'class'), /class' has no journal\.ndjson/],
    [changed('a', () => 'no journal\n'), /a' has a journal that this grader cannot read/],
    [
      changed('b', (text) => text.replace('"runs":2', '"runs":3')),
      /was begun with x2, and this is x3/,
    ],
    [
      changed('c', (text) => text.replace('"seed":5', '"seed":99')),
      /(ben|eve) that is not of its plan/,
    ],
    [changed('d', (text) => text.replace('"ok":false', '"ok":"no"')), /that something has changed/],
    [changed('e', (text) => text.replace('"student":"ben"', '"student":"x"')), /x, who is not in/],
    [changed('f', (text) => text.replace('"runs":2', '"runs":-1')), /cannot read/],
    [changed('g', (text) => text.replace('"runs":2', '"runs":9e9')), /cannot read/],
    [changed('h', (text) => text.replace(/"tests":\[/, '"tests":[7,')), /cannot read/],
    [changed('i', (text) => text.replace('"firstSeed":5', '"firstSeed":6')), /and this is seed=6/],
  ]
  for (const [other, words] of cases) {
    t.throws(() => mergeJournals([first, other], out), { name: 'UsageError', message: words })
  }
  t.throws(() => readdirSync(out))
  const whole = join(folder, 'whole')
  t.throws(() => mergeJournals([first], whole), { message: /whole' holds a batch already/ })
})

t.test('a line that was not written to its end is dropped, as in resume', async (t) => {
  const cut = changed('cut', (text) => text)
  appendFileSync(join(cut, 'journal.ndjson'), '{"student":"ben","run":{"test"')
  const { runs } = mergeJournals([cut], join(folder, 'cut-merged'))
  t.equal(runs, 8)
})

t.test('words that do not go together', async (t) => {
  const said = async (words: readonly string[]) => (await grade(words)).stderr
  t.match(await said(['merge', `${folder}/part-1`]), /is a folder: shards of a class are joined by/)
  t.match(await said(merge('x', 'whole/gradebook.csv')), /is no folder: with 'out=' merge joins/)
  t.match(await said([...merge('x', 'part-1'), 'json=y']), /^'json' is of one submission/)
  const seedless = each('x', 'shard=1/2').filter((word) => word !== 'seed=5')
  t.match(await said(seedless), /^'shard=1\/2' needs the same seed on every machine/)
})
