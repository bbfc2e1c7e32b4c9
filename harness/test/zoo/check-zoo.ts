/** What every zoo has to show: each wrong solution is caught by the tests made for it. */
import type { Test } from 'tap'
import { baseName, type ZooEntry } from '../../zoo/entry.ts'
import { measure } from '../../zoo/measure.ts'

const OPTIONS = {
  runs: 1,
  firstSeed: 1,
  jobs: 1,
  tests: 'named',
  isEarlyExit: true,
} as const

/** A test for each entry. */
export function checkCaught(t: Test, entries: readonly ZooEntry[]): void {
  for (const entry of entries) {
    t.test(`${entry.part} catches ${entry.id}`, async (t) => {
      const { caught, runs, example } = await measure(entry, OPTIONS)
      t.equal(caught, runs, example)
    })
  }
}

/** Ids are their own, every entry changes something, and names tests that must catch it. */
export function checkEntries(t: Test, entries: readonly ZooEntry[]): void {
  t.test('every entry has an id of its own, and tests that must catch it', async (t) => {
    t.equal(
      new Set(entries.map((entry) => `${baseName(entry.base)} ${entry.id}`)).size,
      entries.length,
    )
    for (const { id, tests, patches } of entries) {
      t.match(id, /^[a-z0-9]+(-[a-z0-9]+)*$/)
      t.not(tests.length, 0, id)
      t.ok(patches.some(({ find, replace }) => find !== replace))
    }
  })
}
