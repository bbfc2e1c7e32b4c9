/** Tests of harness/class/journal.ts and same-batch.ts: what is taken up again, and what is not. */
import { appendFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import t from 'tap'
import {
  classPlanOf,
  Journal,
  type JournalHeader,
  type JournalState,
  makeHeader,
  readJournal,
  runKey,
} from '../../class/journal.ts'
import { describeDifference } from '../../class/same-batch.ts'
import { backup, basic, makePlan, makeRun, split } from '../report/samples.ts'

const plan = makePlan([basic, backup], { runs: 2 })
const header = makeHeader({
  node: 'v1',
  suite: 'abc',
  plan: classPlanOf(plan),
  submissions: [
    { name: 'ann', fileName: 'ann', hash: '1' },
    { name: 'bob', fileName: 'bob', hash: '2' },
  ],
})

function read(out: string): JournalState {
  const state = readJournal(out)
  if (typeof state === 'string') throw new Error(state)
  return state
}

t.test('runs are found again by student, test and seed', async (t) => {
  const out = t.testdir()
  const journal = Journal.begin(out, header)
  const failed = makeRun(basic, 41, { failure: split })
  journal.add('ann', failed)
  journal.add('bob\n"', makeRun(backup, 42))
  journal.close()
  const { runs } = read(out)
  t.strictSame(runs.get('ann')?.get(runKey(basic.name, 41)), failed)
  t.ok(runs.get('bob\n"')?.has(runKey(backup.name, 42)))
  t.strictSame(read(out).header, header)
})

t.test('a torn last line is dropped, and what follows is whole', async (t) => {
  const out = t.testdir()
  const journal = Journal.begin(out, header)
  journal.add('ann', makeRun(basic, 41))
  journal.add('ann', makeRun(basic, 42))
  journal.close()
  const file = `${out}/journal.ndjson`
  const whole = readFileSync(file)
  const ends = [...whole.entries()].flatMap(([at, byte]) => (byte === 10 ? [at + 1] : []))
  for (let bytes = whole.length - 1; bytes >= 0; bytes -= 7) {
    writeFileSync(file, whole.subarray(0, bytes))
    const state = readJournal(out)
    const lines = ends.filter((end) => end <= bytes).length
    if (lines === 0) t.equal(state, 'none', `${bytes} bytes are no header`)
    else if (typeof state !== 'string') {
      const again = Journal.resume(out, state)
      again.add('bob', makeRun(backup, 41))
      again.close()
      const { runs } = read(out)
      t.equal(runs.get('ann')?.size ?? 0, lines - 1, `${bytes} bytes`)
      t.equal(runs.get('bob')?.size, 1, `${bytes} bytes`)
    } else t.fail(`${bytes} bytes are ${state}`)
  }
})

t.test('a damaged line costs its run only, and a file of others is not taken up', async (t) => {
  const out = t.testdir()
  const journal = Journal.begin(out, header)
  appendFileSync(`${out}/journal.ndjson`, '{"student":"ann","run":{"te\n[]\nnull\n"x"\n')
  journal.add('ann', makeRun(basic, 42))
  journal.close()
  t.equal(read(out).runs.get('ann')?.size, 1)
  for (const text of ['hello\n', '{"schema":"raft-labs/journal","version":99}\n', 'null\n']) {
    writeFileSync(`${out}/journal.ndjson`, text)
    t.equal(readJournal(out), 'other', text)
  }
  truncateSync(`${out}/journal.ndjson`, 0)
  t.equal(readJournal(out), 'none')
})

t.test('what differs is said in one sentence', async (t) => {
  const told = (change: Partial<JournalHeader>) =>
    describeDifference(header, { ...header, ...change })
  const asked = (change: object) => told({ plan: { ...header.plan, ...change } })
  const [ann, bob] = header.submissions as [never, never]
  t.equal(told({}), undefined)
  const [first, second] = header.plan.tests as [never, never]
  t.equal(asked({ tests: [first] }), 'it was begun with other tests')
  const dearer = { name: backup.name, points: 41 }
  t.equal(asked({ tests: [first, dearer] }), 'it was begun with other points for the tests')
  t.equal(asked({ tests: [first, second] }), undefined)
  t.equal(asked({ runs: 3 }), 'it was begun with x2, and this is x3')
  t.equal(asked({ firstSeed: 1 }), 'it was begun with seed=41, and this is seed=1')
  t.equal(asked({ policy: 'all' }), 'it was begun with policy "share", and this is "all"')
  t.equal(asked({ on: 'x' }), 'it was begun with on unset, and this is "x"')
  const inProcesses = { level: 'process', sandbox: 'bubblewrap' }
  t.equal(
    asked({ isolation: inProcesses }),
    'it was begun with isolation realm, and this is isolation process (bubblewrap)',
  )
  t.equal(asked({ secretSeeds: [1, 2] }), 'it was begun with other secret seeds')
  const changed = { name: 'bob', fileName: 'bob', hash: '3' }
  t.match(told({ submissions: [ann, changed] }), /^the submission bob has changed since/)
  t.equal(told({ submissions: [ann] }), 'the submission bob has been taken away since')
  const many = [3, 4, 5, 6, 7, 8, 9].map((n) => ({ name: `s${n}`, fileName: '', hash: '' }))
  t.equal(
    told({ submissions: [ann, bob, ...many] }),
    'the submissions s3, s4, s5, s6, s7 and 2 more have been added since',
  )
  t.equal(told({ suite: 'x' }), 'the tests or the grader have changed since')
  t.equal(told({ node: 'v2' }), 'it was begun with Node v1, this is v2')
})
