/** What every zoo has to show: each wrong solution is caught by the tests made for it. */
import type { Test } from 'tap'
import { type Base, baseName, type Kind, type ZooEntry } from '../../zoo/entry.ts'
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

/** No kind is left out on a base without a reason, and no base has one that is not listed. */
export function checkBases(t: Test, kinds: readonly Kind[], bases: readonly Base[]): void {
  t.test('each base says of every kind what makes it wrong, or why it cannot be', async (t) => {
    const ids = kinds.map(({ id }) => id).sort()
    for (const { folder, kinds } of bases) t.strictSame(Object.keys(kinds).sort(), ids, folder)
  })
}
