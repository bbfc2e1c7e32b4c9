/** Tests of harness/runner/interval.ts. */
import t from 'tap'
import { CONFIDENCES, wilson } from '../../runner/interval.ts'

t.test('the examples that statisticians compare methods by', async (t) => {
  // R. G. Newcombe, Two-sided confidence intervals for the single proportion, Statistics in
  // Medicine 17 (1998), table I, method 3: the score interval of Wilson, at 95 %.
  const known = [
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ] as const
  for (const [passed, made, low, high] of known) {
    const found = wilson(passed, made)
    t.equal(found.low.toFixed(4), low.toFixed(4))
    t.equal(found.high.toFixed(4), high.toFixed(4))
  }
})

t.test('its ends are the rates that are just so far from what was seen', async (t) => {
  // What defines it: at either end, (k/n - p)^2 = z^2 p (1 - p) / n.
  const deviates = { 90: 1.644853627, 95: 1.959963985, 99: 2.575829304 }
  for (const confidence of CONFIDENCES) {
    const { low, high } = wilson(37, 41, confidence)
    for (const end of [low, high]) {
      const away = (37 / 41 - end) ** 2
      t.ok(Math.abs(away - (deviates[confidence] ** 2 * end * (1 - end)) / 41) < 1e-9)
    }
    t.ok(low < 37 / 41 && 37 / 41 < high)
  }
})

t.test('always and never end at 1 and 0, and nothing is known of no runs', async (t) => {
  t.equal(wilson(7, 7).high, 1)
  t.equal(wilson(0, 7).low, 0)
  // By hand: the other end of always is n / (n + z^2).
  t.equal(wilson(7, 7).low.toFixed(9), (7 / (7 + 3.841458821)).toFixed(9))
  t.strictSame(wilson(0, 0), { low: 0, high: 1 })
})
