/**
 * Long delays and long reordering: the Raft suites depend on them most, and no Go test looks at
 * them.
 */
import t from 'tap'
import { LABRPC } from '../../labrpc/hazards.ts'
import { chiSquare, chiSquareUniform, histogram } from '../sim/chi-square.ts'
import { isHops, JunkWorld, wholeMs } from './junk-server.ts'

t.test('long reordering holds two thirds of the replies, as Go distributes them', async (t) => {
  const world = new JunkWorld('long-reordering')
  world.network.hasLongReordering = true
  const client = world.standard()
  const held: number[] = []
  let atOnce = 0
  await world.run(async () => {
    const calls = Array.from({ length: 1500 }, async (_, i) => {
      const { reply, tookMs } = await world.timed(client.call('JunkServer.handler2', i))
      t.equal(reply, `handler2-${i}`)
      if (isHops(2, tookMs)) atOnce++
      else held.push(tookMs)
    })
    await Promise.all(calls)
  })
  // Standard deviation 18; six of them.
  t.ok(Math.abs(held.length - 1000) <= 110, `${held.length} of 1,500 were held, 1,000 expected`)
  t.equal(atOnce + held.length, 1500)
  const extra = held.map((tookMs) => tookMs - LABRPC.reorderMsMin)
  t.ok(Math.min(...extra) >= 0.2, `the shortest: ${Math.min(...held)} ms`)
  t.ok(Math.max(...extra) <= 1999 + 2, `the longest: ${Math.max(...held)} ms`)
  const mean = held.reduce((sum, ms) => sum + ms, 0) / held.length
  t.ok(Math.abs(mean - 700) <= 84, `their mean is ${mean} ms, 700 expected`)
  // 9 degrees of freedom: above 27.9 one time in a thousand.
  const statistic = chiSquare(histogram(extra, 2002, 10), skewedBins(held.length))
  t.ok(statistic < 27.9, `chi-square ${statistic}`)
})

/** How many of `count` draws from 0 to U, U from 0 to 1999, fall into each of ten equal bins. */
function skewedBins(count: number): number[] {
  const bins = new Array<number>(10).fill(0)
  for (let spread = 1; spread <= 2000; spread++) {
    for (let ms = 0; ms < spread; ms++) {
      const bin = Math.floor(((ms + 1.1) / 2002) * 10)
      bins[bin] = (bins[bin] ?? 0) + count / (2000 * spread)
    }
  }
  return bins
}

t.test('long reordering lets the later of two calls be answered first', async (t) => {
  const world = new JunkWorld('real-reordering')
  world.network.hasLongReordering = true
  const client = world.standard()
  let overtaken = 0
  await world.run(async () => {
    for (let i = 0; i < 20; i++) {
      const answered: unknown[] = []
      const first = client.call('JunkServer.handler2', 2 * i).then((reply) => answered.push(reply))
      await world.sim.sleep(5)
      const second = client.call('JunkServer.handler2', 2 * i + 1)
      await Promise.all([first, second.then((reply) => answered.push(reply))])
      if (answered[0] === `handler2-${2 * i + 1}`) overtaken++
      t.equal(answered.length, 2)
    }
  })
  t.strictSame(
    world.junk.log2,
    Array.from({ length: 40 }, (_, i) => i),
    'requests kept their order',
  )
  t.ok(overtaken > 0 && overtaken < 20, `${overtaken} of 20 were overtaken`)
})

for (const { hasLongDelays, end } of [
  { hasLongDelays: false, end: 100 },
  { hasLongDelays: true, end: 7000 },
]) {
  const title = `an unreachable server fails a call after any time below ${end} ms`
  t.test(title, async (t) => {
    const world = new JunkWorld(`unreachable/${end}`)
    world.network.hasLongDelays = hasLongDelays
    const { client } = world.connect('c', 'nobody')
    const tookMs: number[] = []
    await world.run(async () => {
      const calls = Array.from({ length: 700 }, async () => {
        const result = await world.timed(client.call('JunkServer.handler2', 1))
        t.equal(result.reply, undefined)
        tookMs.push(result.tookMs)
      })
      await Promise.all(calls)
    })
    const whole = tookMs.map(wholeMs)
    t.ok(
      tookMs.every((ms, i) => isHops(1, ms - (whole[i] as number))),
      'whole ms and one hop',
    )
    t.ok(Math.min(...whole) >= 0 && Math.max(...whole) < end)
    t.ok(Math.max(...whole) > 0.95 * end)
    t.ok(chiSquareUniform(histogram(whole, end, 10)) < 27.9)
  })
}
