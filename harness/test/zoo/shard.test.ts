/** The zoo of lab 4: every wrong solution is caught by a test made for it. */
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { measure } from '../../zoo/measure.ts'
import { shardEntries } from '../../zoo/shard-entries.ts'

const OPTIONS = {
  folder: fileURLToPath(new URL('../../../solutions', import.meta.url)),
  runs: 1,
  firstSeed: 1,
  jobs: 1,
  tests: 'named',
  isEarlyExit: true,
} as const

for (const entry of shardEntries) {
  t.test(`${entry.part} catches ${entry.id}`, async (t) => {
    const { caught, runs, example } = await measure(entry, OPTIONS)
    t.equal(caught, runs, example)
  })
}

t.test('every entry has an id of its own, and tests that must catch it', (t) => {
  t.equal(new Set(shardEntries.map(({ id }) => id)).size, shardEntries.length)
  for (const { id, tests, patches } of shardEntries) {
    t.match(id, /^[a-z0-9]+(-[a-z0-9]+)*$/)
    t.not(tests.length, 0, id)
    t.ok(patches.some(({ find, replace }) => find !== replace))
  }
  t.end()
})
