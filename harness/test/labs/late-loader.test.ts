/**
 * A Raft that reads its saved state late: the reference, restoring in a timer or behind an await
 * instead of in the constructor. The failure says that a state was saved, what getState() said
 * instead and when, and what is asked.
 */
import t from 'tap'
import { formatMs } from '../../tester/process.ts'
import { runPatched } from './run-patched.ts'

/** Of Go's tests and ours: each starts a server again that has led. */
const OF_LEADERS = [
  'TestPersist12C',
  'TestPersist22C',
  'TestPersist32C',
  'TestFigure82C',
  'TestVotePersisted2C',
  'TestEntryPersisted2C',
  'TestKilled2C',
]

/** Each starts a server again, with a snapshot, that has not led. */
const WITH_SNAPSHOT = [
  'TestLateSnapshot2D',
  'TestSnapshotThenTail2D',
  'TestSnapshotEdge2D',
  'TestInstallCrash2D',
  'TestSnapshotCrash2D',
]

const LATE = {
  'in a timer': 'setTimeout(() => this.readPersist(), 0)',
  'behind an await':
    'void (async () => {\n      await undefined\n      this.readPersist()\n    })()',
}

async function runRestoring(how: string, names: readonly string[]) {
  const patch = { file: 'raft/state.ts', find: '\n    this.readPersist()', replace: `\n    ${how}` }
  const results = await runPatched([patch], ({ name }) => names.includes(name))
  return results.map(({ test, runs }) => ({ name: test.name, failure: runs[0]?.failure }))
}

for (const [where, how] of Object.entries(LATE)) {
  t.test(`a state that is read ${where} comes too late, and the failure says so`, async (t) => {
    const results = await runRestoring(how, OF_LEADERS)
    t.equal(results.length, OF_LEADERS.length)
    for (const { name, failure } of results) {
      const { message = '', details = [], atMs = Number.NaN } = failure ?? {}
      t.match(message, /^S\d is in term 0 after a restart, but had led in term [1-9]/, name)
      const server = message.slice(0, 2)
      const [saved, said, asked] = details
      t.match(saved, /^S\d {2}was started again with [1-9]\d* bytes of saved Raft state$/)
      t.equal(saved?.slice(0, 2), server)
      const when = `at ${formatMs(atMs)}, when its constructor had just returned`
      const wanted = `${server}  getState() said term 0 ${when}; before the crash it had said term`
      t.equal(said?.replace(/ \d+$/, ''), wanted)
      t.match(asked, /^the constructor restores what was saved before it returns: .* too late/)
      t.match(asked, 'labs/raft/README.md, Part 2C')
    }
  })
}

for (const [where, how] of Object.entries(LATE)) {
  t.test(`a snapshot's index that is read ${where} comes too late, too`, async (t) => {
    const results = await runRestoring(how, WITH_SNAPSHOT)
    t.equal(results.length, WITH_SNAPSHOT.length)
    for (const { name, failure } of results) {
      const { message = '', details = [], rule } = failure ?? {}
      t.match(message, /^S\d applied index 1 after a restart, but the snapshot that it had saved /)
      const [, server, index] = /^(S\d) .* index (\d+)$/.exec(message) ?? []
      const [saved, said, asked] = details
      t.match(
        saved,
        new RegExp(`^${server}  was started again with .* the snapshot of index ${index}$`),
        name,
      )
      t.match(
        said,
        new RegExp(`^${server}  getState\\(\\) said term \\d+ at [\\d,]+ ms, when its`),
        name,
      )
      if (where === 'in a timer')
        t.match(said, / said term 0 .*; before the crash it had said term /)
      t.match(asked, /^the constructor restores what was saved .* snapshot too: .* comes too late/)
      t.match(rule, /Part 2D: .* Raft goes on with the entry behind it\.$/)
    }
  })
}

t.test('a state that is read in the constructor is in time', async (t) => {
  const names = [...OF_LEADERS, ...WITH_SNAPSHOT]
  const results = await runRestoring('this.readPersist()', names)
  t.equal(results.length, names.length)
  for (const { name, failure } of results) t.equal(failure, undefined, name)
})
