/** Tests of harness/zoo/raft.ts. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import t from 'tap'
import { baseName } from '../../zoo/entry.ts'
import type { Strength } from '../../zoo/measure.ts'
import { raftBases, raftEntries, raftKinds } from '../../zoo/raft-entries.ts'
import { checkBases, checkEntries } from './check-zoo.ts'

const PARTS = ['2A', '2B', '2C', '2D']
const root = fileURLToPath(new URL('../../../', import.meta.url))

/** Runs the built command as a user does, out of reach of the test runner's own settings. */
function strength(...words: string[]) {
  return execa(process.execPath, ['dist/strength.js', ...words], {
    cwd: root,
    extendEnv: false,
    env: { PATH: process.env.PATH ?? '' },
    reject: false,
  })
}

for (const { folder } of raftBases) {
  const base = baseName(folder)
  t.test(`every wrong Raft made from ${base} is caught`, async (t) => {
    const file = join(t.testdir(), 'strength.json')
    const { stderr } = await strength(
      ...PARTS,
      `base=${base}`,
      'x1',
      'early',
      'jobs=1',
      `json=${file}`,
    )
    t.equal(stderr, '')
    const { strengths } = JSON.parse(readFileSync(file, 'utf8')) as { strengths: Strength[] }
    const entries = raftEntries.filter((entry) => baseName(entry.base) === base)
    t.strictSame(
      strengths.map(({ id }) => id),
      entries.map(({ id }) => id),
    )
    for (const { id, runs, caught } of strengths) t.equal(caught, runs, id)
  })
}

checkBases(t, raftKinds, raftBases)
checkEntries(t, raftEntries)

t.test('the zoo is large', async (t) => {
  t.ok(raftEntries.length >= 250)
})

t.test('an unknown word ends with the words there are', async (t) => {
  const { exitCode, stderr } = await strength('2Z')
  t.equal(exitCode, 2)
  t.match(stderr, "unknown word '2Z'")
})
