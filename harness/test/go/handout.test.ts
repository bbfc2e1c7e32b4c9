/** What only our own handout asks is not asked of a Go submission: the course's asks less. */
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { makePlan, runShort } from '../hostile/submission.ts'
import { skip } from './fixture.ts'

/** In none of them is a Raft of the course's labs wrong. */
const CHANGES = [
  // Killed servers go on.
  ['raft/election.go', 'for !rf.killed() {\n\t\ttime.Sleep(tick)', 'for {\n\t\ttime.Sleep(tick)'],
  ['raft/election.go', 'for !rf.killed() {\n\t\trf.mu.Lock()', 'for {\n\t\trf.mu.Lock()'],
  // A snapshot of what is not there yet, which the course's service never takes, is a panic.
  ['raft/snapshot.go', ' || index > rf.lastApplied {', ' {'],
] as const

t.test('neither silence after Kill() nor impossible calls are asked for', { skip }, async (t) => {
  const folder = t.testdir({})
  cpSync('harness/test/go/src', folder, { recursive: true })
  for (const [file, find, replace] of CHANGES) {
    const pieces = readFileSync(join(folder, file), 'utf8').split(find)
    t.equal(pieces.length, 2, find)
    writeFileSync(join(folder, file), pieces.join(replace))
  }
  const results = await runShort(makePlan(folder, ['TestKilled2C', 'TestSnapshotIndex2D']))
  t.match(
    results.map(({ test, runs }) => [test.name, runs[0]?.failure?.message ?? runs[0]?.warnings]),
    [
      [
        'TestKilled2C',
        [/^S\d was not silent in the 3 s .*: \d+ calls; not counted, since/, /^S\d/],
      ],
      ['TestSnapshotIndex2D', []],
    ],
  )
})
