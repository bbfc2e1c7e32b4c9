/** The generator behind all chance: it is sfc32, and a seed means the same for ever. */
import t from 'tap'
import { sfc32, wordsOf } from '../../sim/sfc32.ts'
import { chiSquareUniform, histogram } from './chi-square.ts'

const WORD = 2n ** 32n

/** sfc32 as its author describes it, in numbers that cannot overflow. */
function* reference(words: readonly number[]): Generator<number> {
  let [a, b, c, counter] = words.map(BigInt) as [bigint, bigint, bigint, bigint]
  for (let i = 0; ; i++) {
    const output = (a + b + counter) % WORD
    counter = (counter + 1n) % WORD
    a = b ^ (b >> 9n)
    b = (c + (c << 3n)) % WORD
    c = ((((c << 21n) % WORD) | (c >> 11n)) + output) % WORD
    if (i >= 12) yield Number(output)
  }
}

t.test('its values are those of sfc32 without the first twelve', async (t) => {
  for (const text of ['', 'a', '7/labrpc/hop']) {
    const next = sfc32(wordsOf(text))
    const wanted = reference(wordsOf(text))
    for (let i = 0; i < 1000; i++) {
      if (next() !== wanted.next().value) t.fail(`value ${i} of '${text}' differs`)
    }
  }
  t.pass('three thousand values compared')
})

t.test('the first values of a fixed seed are frozen', async (t) => {
  t.strictSame(wordsOf('7/labrpc/hop'), [336990022, 918488815, 3334789902, 2157746782])
  const next = sfc32(wordsOf('7/labrpc/hop'))
  t.strictSame([next(), next(), next(), next()], [3420708957, 3808722399, 88895736, 2387200898])
})

t.test('every character of a seed counts, wherever it stands', async (t) => {
  const firsts = new Set<number>()
  const base = 'a-rather-long-name-of-a-stream'
  for (let i = 0; i < base.length; i++) {
    firsts.add(sfc32(wordsOf(`${base.slice(0, i)}!${base.slice(i + 1)}`))())
  }
  firsts.add(sfc32(wordsOf(base))())
  firsts.add(sfc32(wordsOf(`${base} `))())
  t.equal(firsts.size, base.length + 2)
})

t.test('the first values of neighbouring seeds are spread evenly', async (t) => {
  for (const nameOf of [(i: number) => `${i}/labrpc/hop`, (i: number) => `7/random/S${i}`]) {
    const firsts = Array.from({ length: 16_000 }, (_, i) => sfc32(wordsOf(nameOf(i)))())
    // 15 degrees of freedom: above 37.7 one time in a thousand.
    t.ok(chiSquareUniform(histogram(firsts, 2 ** 32, 16)) < 37.7, `${nameOf(0)}, high bits`)
    const lows = firsts.map((value) => value & 15)
    t.ok(chiSquareUniform(histogram(lows, 16, 16)) < 37.7, `${nameOf(0)}, low bits`)
    const steps = firsts.slice(1).map((value, i) => (value - (firsts[i] as number)) >>> 0)
    t.ok(chiSquareUniform(histogram(steps, 2 ** 32, 16)) < 37.7, `${nameOf(0)}, from one to next`)
  }
})
