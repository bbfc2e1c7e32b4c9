/**
 * A Raft that reads its saved state late: the reference, restoring in a timer or behind an await
 * instead of in the constructor. The failure says that a state was saved, what getState() said
 * instead and when, and what is asked.
 */
import t from 'tap'
import { formatMs } from '../../tester/process.ts'
import { runPatched } from './run-patched.ts'

/** Of Go's tests and ours: each starts a server again that has led. */
const NAMES = [
  'TestPersist12C',
  'TestPersist22C',
  'TestPersist32C',
  'TestFigure82C',
  'TestVotePersisted2C',
  'TestEntryPersisted2C',
  'TestKilled2C',
]

const LATE = {
  'in a timer': 'setTimeout(() => this.readPersist(), 0)',
  'behind an await':
    'void (async () => {\n      await undefined\n      this.readPersist()\n    })()',
}

async function runRestoring(how: string) {
  const patch = { file: 'raft/state.ts', find: '\n    this.readPersist()', replace: `\n    ${how}` }
  const results = await runPatched([patch], ({ name }) => NAMES.includes(name))
  return results.map(({ test, runs }) => ({ name: test.name, failure: runs[0]?.failure }))
}

for (const [where, how] of Object.entries(LATE)) {
  t.test(`a state that is read ${where} comes too late, and the failure says so`, async (t) => {
    const results = await runRestoring(how)
    t.equal(results.length, NAMES.length)
    for (const { name, failure } of results) {
      const { message = '', details = [], atMs = Number.NaN } = failure ?? {}
      t.match(message, /^S\d is in term 0 after a restart, but had led in term [1-9]/, name)
      const server = message.slice(0, 2)
      const [saved, said, asked] = details
      t.match(saved, /^S\d {2}was started again with [1-9]\d* bytes of saved Raft state$/)
      t.equal(saved?.slice(0, 2), server)
      const when = `at ${formatMs(atMs)}, when its constructor has just returned`
      t.equal(said, `${server}  getState() says term 0 ${when}`)
      t.match(asked, /^the constructor restores what was saved before it returns: .* too late/)
      t.match(asked, 'labs/raft/README.md, Part 2C')
    }
  })
}

t.test('a state that is read in the constructor is in time', async (t) => {
  const results = await runRestoring('this.readPersist()')
  t.equal(results.length, NAMES.length)
  for (const { name, failure } of results) t.equal(failure, undefined, name)
})
