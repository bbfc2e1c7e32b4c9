/** Tests of harness/realm/inside/labgob.ts, on random values. */
import t from 'tap'
import { decode, encode, encodeText } from '../../../realm/inside/labgob.ts'
import { sfc32 } from '../../../sim/sfc32.ts'

t.test('random values make the round trip', async (t) => {
  const next = sfc32([1, 2, 3, 4])
  const below = (n: number): number => (next() >>> 0) % n
  const leaves: (() => unknown)[] = [
    () => below(1_000),
    () => -0,
    () => NaN,
    () => undefined,
    () => null,
    () => below(2) === 1,
    () => BigInt(below(1_000_000)) ** 3n,
    () => String.fromCharCode(below(65_536), below(65_536)),
    () => new Date(below(1e9)),
    () => Uint8Array.from({ length: below(9) }, () => below(256)),
  ]
  const keys = ['a', '$', 'v', '__proto__', 'toJSON', '', 'ä']
  const make = (depth: number): unknown => {
    const several = <T>(one: () => T): T[] => Array.from({ length: below(4) }, one)
    const kind = depth === 0 ? 4 : below(8)
    if (kind === 0) return several(() => make(depth - 1))
    if (kind === 1) return new Map(several(() => [make(depth - 1), make(depth - 1)] as const))
    if (kind === 2) return new Set(several(() => make(depth - 1)))
    if (kind > 3) return leaves[below(leaves.length)]?.()
    const made = {}
    for (const key of several(() => keys[below(keys.length)] as string)) {
      Object.defineProperty(made, key, {
        value: make(depth - 1),
        enumerable: true,
        writable: true,
        configurable: true,
      })
    }
    return made
  }
  const wrong: unknown[] = []
  for (let i = 0; i < 2_000; i++) {
    const value = make(4)
    const text = encodeText(value)
    const back = decode(encode(value))
    if (encodeText(back) !== text) wrong.push(value)
    if (i < 200) t.strictSame(back, value)
  }
  t.strictSame(wrong, [])
})
