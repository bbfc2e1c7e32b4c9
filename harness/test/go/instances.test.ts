/** Instances of a Go program are used again: no life may find anything of the one before. */
import t from 'tap'
import { MemoryCleaner } from '../../realm/go/memory-cleaner.ts'
import { makePlan, runShort } from '../hostile/submission.ts'
import { goFiles, skip } from './fixture.ts'

const PAGE = 64 * 1024
const ELECTION = 'TestInitialElection2A'

/** Every life counts itself in a variable of its package. */
const COUNTS = `package raft

import "fmt"

var lives int
var kept = map[int][]byte{}

func count() {
\tlives++
\tkept[lives] = make([]byte, 1<<20)
\tif lives != 1 || len(kept) != 1 {
\t\tpanic(fmt.Sprintf("%d lives before", lives-1))
\t}
}
`

t.test('a memory that has been written to and has grown is as at the beginning', async (t) => {
  const began = Buffer.alloc(4 * PAGE)
  began.fill(7, 10, PAGE + 5)
  const memory = { buffer: toArrayBuffer(began) }
  const cleaner = new MemoryCleaner(memory)
  const grown = Buffer.alloc(8 * PAGE)
  grown.set(began)
  for (const at of [0, 11, PAGE + 4, PAGE + 6, 2 * PAGE, 4 * PAGE - 1, 6 * PAGE + 99])
    grown[at] = 200
  memory.buffer = toArrayBuffer(grown)
  cleaner.clean()
  const expected = Buffer.alloc(8 * PAGE)
  expected.set(began)
  t.equal(Buffer.from(memory.buffer).compare(expected), 0)
})

t.test('a life knows nothing of those before it', { skip }, async (t) => {
  const folder = t.testdir(goFiles({ atStart: '\tcount()', files: { 'count.go': COUNTS } }))
  const [result] = await runShort(makePlan(folder, [ELECTION], { runs: 4 }))
  t.strictSame(
    result?.runs.map(({ ok, failure }) => failure?.message ?? ok),
    [true, true, true, true],
  )
})

t.test('a run in used instances is the run in new ones', { skip }, async (t) => {
  const folder = t.testdir(goFiles())
  const hashesOf = async (firstSeed: number, runs: number): Promise<(string | undefined)[]> => {
    const [result] = await runShort(makePlan(folder, [ELECTION], { firstSeed, runs }))
    return result?.runs.map(({ traceHash }) => traceHash) ?? []
  }
  const used = await hashesOf(7, 3)
  t.strictSame(await hashesOf(8, 2), used.slice(1))
  t.strictSame(await hashesOf(9, 1), used.slice(2))
})

function toArrayBuffer(bytes: Buffer): ArrayBuffer {
  return new Uint8Array(bytes).buffer
}
