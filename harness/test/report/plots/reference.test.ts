/** Tests of harness/report/plots/reference.ts: the kept figures are of tests that there are. */
import t from 'tap'
import { FIGURES } from '../../../report/plots/figures.ts'
import { referenceOf, referenceTests } from '../../../report/plots/reference.ts'
import { testInfos } from '../../../runner/test-infos.ts'

const HOW = 'npm run bench reference measures anew'

t.test(`every port of a Go test has figures, and no test that is gone: ${HOW}`, async (t) => {
  const names = new Set(testInfos.map(({ name }) => name))
  t.strictSame(
    referenceTests.filter((name) => !names.has(name)),
    [],
  )
  const ports = testInfos.filter(({ origin }) => origin === 'go').map(({ name }) => name)
  t.strictSame(
    ports.filter((name) => !referenceTests.includes(name)),
    [],
  )
})

t.test('lowest, median and highest are in this order, of figures that there are', async (t) => {
  const known: string[] = FIGURES.map(({ name }) => name)
  for (const test of referenceTests) {
    const row = Object.entries(referenceOf(test))
    t.strictSame(
      row.filter(([name]) => !known.includes(name)),
      [],
    )
    const isOrdered = row.every(([, { low, median, high }]) => low <= median && median <= high)
    t.ok(isOrdered && row.length > 1, test)
  }
})

t.test('a test that was not measured has none', async (t) => {
  t.strictSame(referenceOf('TestOfTomorrow9Z'), {})
  t.strictSame(referenceOf('constructor'), {})
})
