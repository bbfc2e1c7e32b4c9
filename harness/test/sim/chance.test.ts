/** Named streams of chance: independent, repeatable, recorded and played back. */
import t from 'tap'
import { Chance, type Stream } from '../../sim/chance.ts'
import { sfc32 } from '../../sim/sfc32.ts'
import { chiSquareUniform } from './chi-square.ts'

function draws(stream: Stream, count: number, below = 1000): number[] {
  return Array.from({ length: count }, () => stream.below(below))
}

t.test('the first draws of a stream are frozen for a fixed seed', async (t) => {
  const chance = new Chance('7')
  t.strictSame(draws(chance.stream('labrpc/delay'), 8), [430, 141, 67, 260, 449, 293, 180, 640])
  t.strictSame(draws(chance.stream('sim/tie'), 8), [948, 585, 700, 985, 706, 2, 485, 706])
})

t.test('the same seed draws the same, another seed or name draws otherwise', async (t) => {
  const wanted = draws(new Chance('7').stream('x'), 20)
  t.strictSame(draws(new Chance('7').stream('x'), 20), wanted)
  t.notSame(draws(new Chance('8').stream('x'), 20), wanted)
  t.notSame(draws(new Chance('7').stream('y'), 20), wanted)
})

t.test('a stream is made once and goes on where it was', async (t) => {
  const chance = new Chance('7')
  const wanted = draws(new Chance('7').stream('x'), 10)
  t.strictSame([...draws(chance.stream('x'), 5), ...draws(chance.stream('x'), 5)], wanted)
})

t.test('draws do not change when another stream is used more', async (t) => {
  const chance = new Chance('7')
  const wanted = draws(new Chance('7').stream('x'), 10)
  const got: number[] = []
  for (let i = 0; i < 10; i++) {
    draws(chance.stream('y'), 3)
    draws(chance.stream(`z${i}`), 1)
    got.push(chance.stream('x').below(1000))
  }
  t.strictSame(got, wanted)
})

t.test('a draw below a count is spread evenly', async (t) => {
  const stream = new Chance('even').stream('x')
  for (const [count, criticalValue] of [
    [2, 10.83],
    [10, 27.88],
    [27, 54.05],
    [100, 148.2],
  ] as const) {
    const counts = new Array<number>(count).fill(0)
    for (const value of draws(stream, 200 * count, count)) counts[value] = (counts[value] ?? 0) + 1
    t.ok(chiSquareUniform(counts) < criticalValue, `below ${count}`)
  }
})

t.test('neighbouring draws of one stream and of two do not go together', async (t) => {
  const chance = new Chance('pairs')
  const [a, b] = [chance.stream('a'), chance.stream('b')]
  const within = new Array<number>(25).fill(0)
  const across = new Array<number>(25).fill(0)
  for (let i = 0; i < 5000; i++) {
    const first = a.below(5)
    const withinAt = 5 * first + a.below(5)
    const acrossAt = 5 * first + b.below(5)
    within[withinAt] = (within[withinAt] ?? 0) + 1
    across[acrossAt] = (across[acrossAt] ?? 0) + 1
  }
  // 24 degrees of freedom: above 51.2 one time in a thousand.
  t.ok(chiSquareUniform(within) < 51.2)
  t.ok(chiSquareUniform(across) < 51.2)
})

t.test('between draws from one bound to the other, both included', async (t) => {
  const stream = new Chance('bounds').stream('x')
  const seen = new Set(Array.from({ length: 200 }, () => stream.between(-1, 2)))
  t.strictSame(
    [...seen].sort((a, b) => a - b),
    [-1, 0, 1, 2],
  )
  t.equal(stream.between(5, 5), 5)
})

t.test('a hit has the given probability, and 0 and 1 are certain', async (t) => {
  const stream = new Chance('hits').stream('x')
  const hits = (probability: number): number => {
    let count = 0
    for (let i = 0; i < 2000; i++) if (stream.isHit(probability)) count++
    return count
  }
  t.equal(hits(0), 0)
  t.equal(hits(1), 2000)
  // Standard deviation 13.4; six of them.
  t.ok(Math.abs(hits(0.1) - 200) <= 80)
})

t.test('pick and shuffle can give everything, and lose nothing', async (t) => {
  const stream = new Chance('pick').stream('x')
  const things = ['a', 'b', 'c'] as const
  t.equal(new Set(Array.from({ length: 60 }, () => stream.pick(things))).size, 3)
  const orders = new Map<string, number>()
  for (let i = 0; i < 600; i++) {
    const order = stream.shuffle(things).join('')
    orders.set(order, (orders.get(order) ?? 0) + 1)
  }
  t.equal(orders.size, 6)
  // 5 degrees of freedom: above 20.5 one time in a thousand.
  t.ok(chiSquareUniform([...orders.values()]) < 20.5)
  t.strictSame(things, ['a', 'b', 'c'])
})

t.test('choices are kept only when asked for', async (t) => {
  const silent = new Chance('7')
  silent.stream('x').below(9)
  silent.giveBack('x', [1])
  t.strictSame(silent.choices(), {})
  const recording = new Chance('7', { record: true })
  const wanted = draws(recording.stream('x'), 5)
  recording.stream('y').isHit(0.5)
  t.strictSame(recording.choices().x, wanted)
  t.equal(recording.choices().y?.length, 1)
})

t.test('recorded choices played back under another seed make the same draws', async (t) => {
  const first = new Chance('7', { record: true })
  const everything = (chance: Chance): unknown[] => {
    const [x, y] = [chance.stream('x'), chance.stream('y')]
    return [draws(x, 20), y.shuffle([1, 2, 3, 4, 5]), x.isHit(0.5), y.pick(['a', 'b', 'c'])]
  }
  const wanted = everything(first)
  const again = new Chance('8', { play: first.choices(), record: true })
  t.strictSame(everything(again), wanted)
  t.strictSame(again.choices(), first.choices())
})

t.test('where played choices run out or do not fit, fresh ones are drawn', async (t) => {
  const fresh = draws(new Chance('7').stream('x'), 6, 10)
  const playing = new Chance('7', { play: { x: [3, 99, -1, 4] } }).stream('x')
  t.strictSame(draws(playing, 6, 10), [3, fresh[1], fresh[2], 4, fresh[4], fresh[5]])
})

t.test('a lent stream draws what the stream itself would', async (t) => {
  const lent = new Chance('7', { play: { x: [5] } }).lend('x')
  t.strictSame(lent.played, [5])
  const next = sfc32(lent.words)
  const wanted = draws(new Chance('7').stream('x'), 5)
  t.strictSame(
    wanted.map(() => Math.floor((next() / 2 ** 32) * 1000)),
    wanted,
  )
})

t.test('choices given back are recorded after those made here', async (t) => {
  const chance = new Chance('7', { record: true })
  chance.giveBack('x', [1, 2])
  chance.giveBack('x', [3])
  t.strictSame(chance.choices(), { x: [1, 2, 3] })
})

/** Three choices about two messages; those of `b` come between. */
function drawPlaced(chance: Chance, names: readonly string[]): readonly number[] {
  const delays = chance.stream('delay')
  return names.map((name) => delays.below(1000, chance.nextPlace(name)))
}

t.test('choices with places are those of a run without places', async (t) => {
  const names = ['a', 'b', 'a', 'b', 'b']
  const plain = drawPlaced(new Chance('7'), names)
  const recording = new Chance('7', { record: true })
  t.strictSame(drawPlaced(recording, names), plain)
  const [a0, b0, a1, b1, b2] = plain
  t.strictSame(recording.choices(), { a: [a0, a1], b: [b0, b1, b2] })
})

t.test('a played choice stays with its place when others come or go', async (t) => {
  const recording = new Chance('7', { record: true })
  const [a0, , a1] = drawPlaced(recording, ['a', 'b', 'a'])
  const play = recording.choices()
  t.strictSame(drawPlaced(new Chance('8', { play }), ['a', 'a']), [a0, a1])
  const [new0, , , new1] = drawPlaced(new Chance('8', { play }), ['c', 'a', 'a', 'c'])
  t.strictSame(drawPlaced(new Chance('8', { play }), ['c', 'c']), [new0, new1])
  t.not(new0, new1)
})

t.test('a choice in a later place leaves those before it open', async (t) => {
  const chance = new Chance('7', { record: true })
  const place = chance.sequence('a').at(2)
  const value = chance.stream('delay').below(9, place)
  t.strictSame(chance.choices(), { a: [null, null, value] })
})

t.test('what has to be drawn afresh is told, with its place', async (t) => {
  const fresh: string[] = []
  const onFresh = (name: string, number: number): unknown => fresh.push(`${name}/${number}`)
  const chance = new Chance('7', { play: { a: [1, null, 5000], own: [3] }, onFresh })
  t.equal(drawPlaced(chance, ['a', 'a', 'a'])[0], 1)
  t.strictSame(fresh, ['a/1', 'a/2'])
  draws(chance.stream('own'), 2)
  chance.giveBack('lent', [4])
  t.strictSame(fresh.slice(2), ['own/1', 'lent/0'])
  new Chance('7', { onFresh }).stream('own').below(9)
  t.equal(fresh.length, 4)
})
