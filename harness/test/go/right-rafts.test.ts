/**
 * Right Rafts in Go that are not as ours: what the course does not ask for is not asked of them, and
 * what the course's own packages do differently is no fault of theirs.
 */
import t, { type Test } from 'tap'
import { makePlan, runShort } from '../hostile/submission.ts'
import { type Change, changedFolder, skip } from './fixture.ts'

/** Saved for each entry: 300 letters of text, and one byte of gob. */
const FIGURES = `type figures struct { ${[...'ABCDE'].map((letter) => letter.repeat(60)).join(', ')} int }`

const RIGHT: readonly Change[] = [
  // Killed servers go on.
  ['raft/election.go', 'for !rf.killed() {\n\t\ttime.Sleep(tick)', 'for {\n\t\ttime.Sleep(tick)'],
  ['raft/election.go', 'for !rf.killed() {\n\t\trf.mu.Lock()', 'for {\n\t\trf.mu.Lock()'],
  // A snapshot of what is not there yet, which the course's service never takes, is a panic.
  ['raft/snapshot.go', ' || index > rf.lastApplied {', ' {'],
  // A leader may step down when it likes, even before anybody asks again whether it leads.
  [
    'raft/raft.go',
    '\trf.log.append(Entry{rf.currentTerm, command})\n',
    '\trf.log.append(Entry{rf.currentTerm, command})\n\tstepDown.Do(func() { go rf.rest() })\n',
  ],
  [
    'raft/raft.go',
    '// Kill tells',
    `var stepDown sync.Once

func (rf *Raft) rest() {
	rf.mu.Lock()
	defer rf.mu.Unlock()
	rf.role = follower
}

// Kill tells`,
  ],
  // In gob a field has its name once, however often it is saved.
  [
    'raft/persist.go',
    '\te.Encode(rf.log)\n',
    '\te.Encode(rf.log)\n\te.Encode(make([]figures, rf.log.last()-rf.log.base()))\n',
  ],
  ['raft/persist.go', '// restore reads', `${FIGURES}\n\n// restore reads`],
]

/** Of each test its failure, or else what it notes. */
async function grade(
  t: Test,
  changes: readonly Change[],
  names: readonly string[],
): Promise<readonly string[]> {
  const results = await runShort(makePlan(changedFolder(t, changes), names))
  return results.map(({ test, runs: [run] }) => {
    return `${test.name}: ${run?.failure?.message ?? ['passed', ...(run?.warnings ?? [])].join('; ')}`
  })
}

t.test('a right Raft passes, however it is made', { skip }, async (t) => {
  const names = ['TestKilled2C', 'TestSnapshotInstall2D', 'TestSnapshotIndex2D']
  t.match(await grade(t, RIGHT, names), [
    /^TestKilled2C: passed; S\d was not silent in the 3 s .*: \d+ calls; not counted, since/,
    /^TestSnapshotInstall2D: passed/,
    /^TestSnapshotIndex2D: passed/,
  ])
})

/** What a Start and a save must not do is still seen. */
const WRONG: readonly Change[] = [
  ['raft/raft.go', 'if rf.role != leader || rf.killed() {', 'if rf.killed() {'],
  ['raft/persist.go', '\te.Encode(rf.log)\n', '\te.Encode(rf.log)\n\te.Encode(trash())\n'],
  [
    'raft/persist.go',
    '// restore reads',
    'func trash() string { return string(make([]byte, 5000)) }\n\n// restore reads',
  ],
]

t.test('a wrong one does not', { skip }, async (t) => {
  t.match(await grade(t, WRONG, ['TestFailAgree2B', 'TestSnapshotBasic2D']), [
    /: S\d: start\(\) accepted a command, but getState\(\) says it is not the leader at the same/,
    /: S\d saved 5,\d+ bytes of Raft state; at most 4,000 bytes/,
  ])
})
