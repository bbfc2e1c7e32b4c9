/** Tests of harness/policy/secret.ts. */
import t from 'tap'
import { drawSeeds } from '../../policy/secret.ts'

const SECRET = '3f0c0e5a9d1b4c67'
const EXPECTED: readonly number[] = [8978558679449355, 7625249631059308, 8684058488941179]

t.test('the same secret gives the same seeds, whoever asks', async (t) => {
  // From openssl: printf 'raft-labs/seed 0' | openssl dgst -sha256 -hmac 3f0c0e5a9d1b4c67, its
  // first 13 hexadecimal digits plus 2^52; likewise for 1 and 2.
  t.strictSame(drawSeeds(SECRET, 3, new Set()), EXPECTED)
  t.strictSame(drawSeeds(SECRET, 2, new Set()), EXPECTED.slice(0, 2))
})

t.test('another secret gives other seeds, all of 16 digits and none twice', async (t) => {
  const seeds = drawSeeds(`${SECRET}0`, 5_000, new Set())
  t.equal(new Set(seeds).size, 5_000)
  t.ok(seeds.every((seed) => Number.isSafeInteger(seed) && String(seed).length === 16))
  t.notOk(seeds.some((seed) => EXPECTED.includes(seed)))
})

t.test('a seed that is public is not secret', async (t) => {
  const [first, second, third] = EXPECTED
  t.strictSame(drawSeeds(SECRET, 2, new Set([second as number])), [first, third])
})
