/** Tests of harness/class/glance.ts, hand-back.ts and live-table.ts: what people read. */
import t from 'tap'
import { describeClass } from '../../class/glance.ts'
import { handBack } from '../../class/hand-back.ts'
import { type ClassOutput, LiveTable } from '../../class/live-table.ts'
import { makePalette } from '../../report/palette.ts'
import type { Plan } from '../../runner/events.ts'
import { backup, basic, makeRun, split } from '../report/samples.ts'
import { bob, bobsResults, graded, member, plan, resultsOf, sampleClass } from './sample-class.ts'

t.test('the class at a glance', async (t) => {
  t.equal(
    describeClass(sampleClass),
    `2B, 3 tests x 2 runs
6 submissions: 3 graded, 1 not built, 1 grader fault, 1 waiting

Scores
  100   1  █
  90-99 0
  80-89 1  █
  70-79 0
  60-69 0
  50-59 0
  40-49 0
  30-39 0
  20-29 0
  10-19 0
  0-9   2  ██
  mean 45.0, median 0

Tests that fail most
  TestBackup2B         2 of 3 students, 3 of 6 runs
  TestBasicAgree2B     1 of 3 students, 2 of 6 runs
  TestStrandedEntry2B  1 of 3 students, 2 of 6 runs

Why
  2 students, 3 runs: S#, … applied different commands at index #
      rule   Raft Fig. 3, State Machine Safety
      tests  TestBasicAgree2B, TestBackup2B
      e.g.   bob: npm run grade 2B TestBackup2B class/bob seed=42
  1 student, 4 runs: a piece of code ran for more than # s without coming back: an endless loop
      tests  TestBackup2B, TestStrandedEntry2B
      e.g.   cat: npm run grade 2B TestBackup2B class/cat seed=41

Not graded in full
  dan: not built: raft/raft.ts:2:8: Unexpected "="
  eve: grader fault: a worker died

Skipped
  class/notes.txt: a file, no folder
`,
  )
})

t.test('what a student gets back', async (t) => {
  const own: Plan = { ...plan, folder: 'class/bob' }
  t.equal(
    handBack(own, bob, bobsResults),
    `bob
2B, 3 tests x 2 runs

  2B         80/100  2 of 3 tests passed

✓ Test (2B): basic agreement: 40/40 points, 2 of 2 runs passed
✗ Test (2B): leader backs up quickly over incorrect follower logs: 20/40 points, 1 of 2 runs passed
  TestBackup2B failed at 2,344 virtual ms: S0 and S2 applied different commands at index 7
      S0  "x=1"  term 3, at 2,310 ms
      S2  "x=2"  term 4, at 2,344 ms
    runs   1 of 2 runs failed so, first with seed 42
    rule   Raft Fig. 3, State Machine Safety
    at     raft/raft.ts:41:7 (in requestVote)
    again  npm run grade 2B TestBackup2B seed=42
    why    npm run grade 2B TestBackup2B seed=42 explain
    look   npm run grade 2B TestBackup2B seed=42 log
    look   npm run grade 2B TestBackup2B seed=42 story

✓ Test (2B): stranded entry: 20/20 points, 2 of 2 runs passed
`,
  )
})

t.test('a secret seed is in nothing that a student or the terminal is shown', async (t) => {
  const SECRET = 4_503_599_627_370_497
  const secret: Plan = { ...plan, secretSeeds: [SECRET] }
  const failed = { ...split, message: `seed ${SECRET} has failed` }
  const runs = [makeRun(backup, 41), makeRun(backup, SECRET, { failure: failed })]
  const results = [{ test: backup, runs }]
  const standing = graded(member('bob'), results)
  const text = handBack(secret, standing, results)
  t.notMatch(text, String(SECRET))
  t.match(text, /secret seed 1; this looks for such a run/)
  const glance = describeClass({ ...sampleClass, plan: secret, standings: [standing] })
  t.match(glance, /e\.g\. +bob: TestBackup2B, secret seed 1/)
  t.notMatch(glance, String(SECRET))
})

class Screen implements ClassOutput {
  text = ''
  ms = 0
  readonly isTty: boolean
  readonly columns = 100
  readonly rows = 24

  constructor(isTty: boolean) {
    this.isTty = isTty
  }

  write(text: string): void {
    this.text += text
  }

  now(): number {
    this.ms += 200
    return this.ms
  }

  /** What is on the screen: lines are taken back by the two sequences that the table uses. */
  get shown(): readonly string[] {
    const lines = ['']
    const marked = this.text.replaceAll('\r\u001b[2K', '<erase>').replaceAll('\u001b[1A', '<up>')
    for (const piece of marked.split(/(\n|<erase>|<up>)/)) {
      if (piece === '\n') lines.push('')
      else if (piece === '<up>') lines.pop()
      else if (piece === '<erase>') lines[lines.length - 1] = ''
      else lines[lines.length - 1] += piece
    }
    return lines
  }
}

const NAMES = ['ann', '\u001b[2Jbob\n::error::x', '名'.repeat(80)]

function show(isTty: boolean): { screen: Screen; live: string } {
  const screen = new Screen(isTty)
  const members = NAMES.map((name) => member(name))
  const [ann = member(''), second = member(''), third = member('')] = members
  const table = new LiveTable(screen, makePalette(false), plan, members)
  table.open('grades', [{ path: 'class/\u0007x', why: 'a file, no folder' }])
  table.building(0)
  for (const one of members) table.began(one)
  table.ran(ann, makeRun(basic, 41))
  table.ran(second, makeRun(backup, 41, { failure: split }))
  const live = screen.shown.join('\n')
  table.ended(
    graded(
      second,
      resultsOf(() => split),
    ),
  )
  table.ended(graded(ann, resultsOf()))
  table.ended(graded(third, resultsOf()))
  table.close()
  return { screen, live }
}

t.test('a line for each student, live and then for good', async (t) => {
  const { screen, live } = show(true)
  t.match(live, /\n {2}ann +1\/6 runs, 20 points so far\n/)
  t.match(live, /\n {2}\\x1b\[2Jbob\\x0a::error::x +1\/6 runs, 0 points so far\n/)
  t.match(live, /0 of 3 submissions graded$/)
  t.ok(screen.shown.every((line) => [...line].length < 100))
  t.match(screen.shown[1], /^skipped: class\/\\x07x: a file, no folder$/)
  t.match(
    screen.shown.slice(-4).join('\n'),
    /^1\/3 \\x1b.* 0\/100\n2\/3 ann +100\/100\n3\/3 名+… +100\/100\n$/,
  )
  t.notMatch(screen.shown.join('\n'), /building|so far/)
})

t.test('plain lines where nobody watches', async (t) => {
  const { screen } = show(false)
  t.notMatch(screen.text, '\u001b')
  t.match(screen.text, /^2B of 3 submissions, 3 tests x 2 runs, seed 41, 2 jobs, to grades\/\n/)
  t.match(screen.text, /\n2\/3 ann +100\/100\n/)
})
