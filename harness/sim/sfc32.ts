/**
 * The random generator behind every choice of chance: sfc32 (Chris Doty-Humphrey's "small fast
 * counting" generator), seeded from a text. It is our own so that a recorded seed keeps its meaning
 * for ever. Used by `chance.ts` and, with words handed over by it, inside a realm for
 * `Math.random`.
 */

export type Words = readonly [number, number, number, number]

/** Four 32-bit words that depend on every character of `text`. */
export function wordsOf(text: string): Words {
  let a = 0x9e3779b9
  let b = 0x243f6a88
  let c = 0xb7e15162
  let d = 0xdeadbeef
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    a = Math.imul(a ^ code, 0x85ebca6b) ^ (d >>> 15)
    b = Math.imul(b ^ a, 0xc2b2ae35) ^ (a >>> 13)
    c = Math.imul(c ^ b, 0x27d4eb2f) ^ (b >>> 16)
    d = Math.imul(d ^ c, 0x165667b1) ^ (c >>> 14)
  }
  return [a >>> 0, b >>> 0, c >>> 0, d >>> 0]
}

/** A generator of unsigned 32-bit integers. The first twelve are dropped, as its author advises. */
export function sfc32(words: Words): () => number {
  let [a, b, c, d] = words
  const next = (): number => {
    const t = (((a + b) | 0) + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + t
    c |= 0
    return t >>> 0
  }
  for (let i = 0; i < 12; i++) next()
  return next
}
