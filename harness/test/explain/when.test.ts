/** Tests of harness/explain/when.ts and nearest.ts, on runs whose cause is known. */
import t from 'tap'
import { findNearest, withChanged, withoutLent } from '../../explain/nearest.ts'
import { findWhen } from '../../explain/when.ts'
import type { Choices, Redraw, TimedChoice } from '../../sim/chance.ts'

const moments = Array.from({ length: 1_000 }, (_, ms) => ms)
const never = (): boolean => false

t.test('the jump is where the choice was made that decided', async (t) => {
  for (const decided of [0, 1, 377, 998]) {
    // Drawn anew, the choice is as before in one try of five.
    const trial = async ({ fromMs, number }: Redraw) => fromMs > decided || number % 5 === 0
    const { jump, tries } = await findWhen(moments, trial, never)
    t.match(jump, { before: { atMs: decided, failed: 4, tries: 20 } }, `${decided}`)
    t.equal(jump?.after.atMs, Math.min(decided + 1, 999))
    t.ok(tries < 250, `${tries} tries`)
  }
})

t.test('what fails always, or as often everywhere, has no jump', async (t) => {
  const always = await findWhen(moments, async () => true, never)
  t.equal(always.jump, undefined)
  t.match(always.points[0], { atMs: 0, failed: 20, tries: 20 })
  t.ok(always.tries < 60, 'and is not looked for long')
  const half = await findWhen(moments, async ({ number }) => number % 4 !== 0, never)
  t.equal(half.jump, undefined)
})

t.test('when the time is over, what was found until then counts', async (t) => {
  let left = 6
  const trial = async () => (left-- > 0 ? false : undefined)
  const cut = await findWhen(moments, trial, () => left <= 0)
  t.equal(cut.tries, 6)
  t.strictSame(await findWhen(moments, async () => undefined, never), { points: [], tries: 0 })
})

t.test('of all that was drawn anew, the one choice that matters is found', async (t) => {
  const choices: Choices = { a: moments.map(() => 5), b: moments.map(() => 5) }
  const decisive = 700
  const isOk = (made: Choices): boolean => made.a?.[decisive] === 9
  const redraw = async ({ fromMs, toMs }: Redraw) => {
    const within = moments.filter((ms) => ms >= fromMs && ms < toMs)
    const redrawn = within.flatMap((ms): TimedChoice[] =>
      ['a', 'b'].map((name) => ({ name, number: ms, atMs: ms, value: 9 })),
    )
    return { isOk: isOk(withChanged(choices, redrawn)), redrawn }
  }
  const play = async (made: Choices) => ({ isOk: isOk(made), redrawn: [] })
  const options = { choices, moments, redraw, play }
  const passing = { fromMs: 690, toMs: Number.MAX_VALUE, number: 0 }
  const found = await findNearest(passing, options)
  t.strictSame(found?.changed, [{ name: 'a', number: 700, atMs: 700, value: 9 }])
  t.equal(found?.choices.a?.[701], 5, 'all others are as they were')
  t.equal(choices.a?.[700], 5, 'what was given is left alone')
  const none = async () => ({ isOk: false, redrawn: [] })
  t.equal(await findNearest(passing, { ...options, redraw: none, play: none }), undefined)
})

t.test('draws of student code are left out where they are drawn anew', async (t) => {
  const choices: Choices = { r: [1, 2, 3], a: [4] }
  const lent = [1, 2, 3].map((value, number) => ({ name: 'r', number, atMs: 10 * number, value }))
  t.strictSame(withoutLent(choices, lent, { fromMs: 10, toMs: 20, number: 0 }), {
    r: [1, null, 3],
    a: [4],
  })
  t.strictSame(choices.r, [1, 2, 3])
})
