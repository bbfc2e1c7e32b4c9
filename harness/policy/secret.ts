/**
 * Seeds drawn from a secret: the same secret gives the same seeds on every machine, and who does
 * not have it cannot guess one. Keyed hashing (HMAC, RFC 2104) with SHA-256.
 */
import { createHmac } from 'node:crypto'

/** Ours: shorter secrets could be found by trying. */
export const SECRET_LETTERS_LEAST = 16
/** What is hashed names its use, so that another use of the same secret gives other numbers. */
const USE = 'raft-labs/seed'
/** From 2^52: all have 16 digits, so that a text which holds one can be told. */
const SEED_LEAST = 2n ** 52n

/** `count` seeds below 2^53, none twice and none of those that are public. */
export function drawSeeds(secret: string, count: number, open: ReadonlySet<number>): number[] {
  const seeds = new Set<number>()
  for (let number = 0; seeds.size < count; number++) {
    const seed = drawSeed(secret, number)
    if (!open.has(seed)) seeds.add(seed)
  }
  return [...seeds]
}

function drawSeed(secret: string, number: number): number {
  const hash = createHmac('sha256', secret).update(`${USE} ${number}`).digest()
  return Number(SEED_LEAST + (hash.readBigUInt64BE(0) >> 12n))
}
