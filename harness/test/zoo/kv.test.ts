/** The zoo of lab 3: every wrong service is caught by the tests made for it. */
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { kvEntries } from '../../zoo/kv-entries.ts'
import { measure } from '../../zoo/measure.ts'

const OPTIONS = {
  folder: fileURLToPath(new URL('../../../solutions', import.meta.url)),
  runs: 1,
  firstSeed: 1,
  jobs: 1,
  tests: 'named',
  isEarlyExit: true,
} as const

for (const entry of kvEntries) {
  t.test(`${entry.part} catches ${entry.id}`, async (t) => {
    const { caught, runs, example } = await measure(entry, OPTIONS)
    t.equal(caught, runs, example)
  })
}

t.test('every entry has an id of its own, and tests that must catch it', (t) => {
  t.equal(new Set(kvEntries.map(({ id }) => id)).size, kvEntries.length)
  for (const { id, tests, patches } of kvEntries) {
    t.match(id, /^[a-z0-9]+(-[a-z0-9]+)*$/)
    t.not(tests.length, 0, id)
    t.ok(patches.some(({ find, replace }) => find !== replace))
  }
  t.end()
})
