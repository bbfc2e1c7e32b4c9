/** Choices that are played up to a moment, and drawn anew from then on. */
import t from 'tap'
import { Chance, type Choices, type Redraw } from '../../sim/chance.ts'

const COUNT = 30

/** One choice a ms, of a place, of a stream and of a lent generator. */
function run(chance: Chance, clock: { nowMs: number }): void {
  for (let ms = 0; ms < COUNT; ms++) {
    clock.nowMs = ms
    chance.stream('delay').below(1_000, chance.nextPlace('message'))
    chance.stream('test').below(1_000)
    chance.giveBack('S0/random', [chance.lend('S0/random').played[ms] ?? 7_000 + ms])
  }
}

function recorded(play?: Choices, redraw?: Redraw): Chance {
  const clock = { nowMs: 0 }
  const chance = new Chance('7', {
    record: true,
    nowMs: () => clock.nowMs,
    ...(play === undefined ? {} : { play }),
    ...(redraw === undefined ? {} : { redraw }),
  })
  run(chance, clock)
  return chance
}

t.test('what is chosen before and behind the stretch stays', async (t) => {
  const first = recorded().choices()
  const again = recorded(first, { fromMs: 10, toMs: 20, number: 0 })
  for (const name of ['message', 'test']) {
    const [old = [], now = []] = [first[name], again.choices()[name]]
    t.strictSame(now.slice(0, 10), old.slice(0, 10), `${name} before`)
    t.notSame(now.slice(10, 20), old.slice(10, 20), `${name} within`)
    t.strictSame(now.slice(20), old.slice(20), `${name} behind`)
  }
  t.equal(again.redrawn.length, 20, 'what was drawn anew is told')
  t.ok(again.redrawn.every(({ atMs }) => atMs >= 10 && atMs < 20))
})

t.test('each number draws otherwise, and always the same', async (t) => {
  const first = recorded().choices()
  const of = (number: number): Choices =>
    recorded(first, { fromMs: 0, toMs: COUNT, number }).choices()
  t.strictSame(of(1), of(1))
  t.notSame(of(1), of(2))
})

t.test('behind the end nothing is drawn anew', async (t) => {
  const first = recorded().choices()
  const again = recorded(first, { fromMs: COUNT, toMs: Number.MAX_VALUE, number: 0 })
  t.strictSame(again.choices(), first)
  t.strictSame(again.redrawn, [])
})

t.test('draws of lent generators are told with their moments', async (t) => {
  const lent = recorded().lent()
  t.strictSame(lent[3], { name: 'S0/random', number: 3, atMs: 3, value: 7_003 })
  t.equal(lent.length, COUNT)
})
