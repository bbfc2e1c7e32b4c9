/** The table of tests: points that add up, names that are unique, and the Go suites complete. */
import t from 'tap'
import { labTests } from '../../../labs/suites.ts'

/** Tests of the Go suites, part by part. Source: 6.5840 (2023). */
const GO_COUNTS: Record<string, number> = {
  '2A': 3,
  '2B': 10,
  '2C': 8,
  '2D': 7,
  '3A': 14,
  '3B': 9,
  '4A': 2,
  '4B': 13,
}

const parts = [...new Set(labTests.map(({ part }) => part))]

t.test('parts come in course order', async (t) => {
  t.same(parts, Object.keys(GO_COUNTS))
})

for (const part of parts) {
  const tests = labTests.filter((test) => test.part === part)
  t.test(`the points of ${part} add up to 100`, async (t) => {
    t.equal(
      tests.reduce((sum, { points }) => sum + points, 0),
      100,
    )
  })
  t.test(`${part} has all tests of its Go suite, before any of ours`, async (t) => {
    const origins = tests.map(({ origin }) => origin)
    t.equal(origins.filter((origin) => origin === 'go').length, GO_COUNTS[part])
    t.ok(origins.lastIndexOf('go') < (GO_COUNTS[part] ?? 0) || !origins.includes('ours'))
  })
}

t.test('names and titles are unique', async (t) => {
  t.equal(new Set(labTests.map(({ name }) => name)).size, labTests.length)
  t.equal(new Set(labTests.map(({ title }) => title)).size, labTests.length)
})
