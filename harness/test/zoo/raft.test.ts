/** Tests of harness/zoo/raft.ts. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import t from 'tap'
import type { Strength } from '../../zoo/measure.ts'
import { raftEntries } from '../../zoo/raft-entries.ts'
import { checkEntries } from './check-zoo.ts'

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

t.test('every wrong Raft is caught under every seed by a test made for it', async (t) => {
  const file = join(t.testdir(), 'strength.json')
  const { exitCode, stderr } = await strength(
    ...PARTS,
    'x2',
    'named',
    'early',
    'jobs=1',
    `json=${file}`,
  )
  t.equal(stderr, '')
  t.equal(exitCode, 0)
  const { strengths } = JSON.parse(readFileSync(file, 'utf8')) as { strengths: Strength[] }
  t.strictSame(
    strengths.map(({ id }) => id),
    raftEntries.map(({ id }) => id),
  )
  for (const { id, runs, caught, example } of strengths) {
    t.equal(caught, runs, `${id}: ${example}`)
  }
})

checkEntries(t, raftEntries)

t.test('an unknown word ends with the words there are', async (t) => {
  const { exitCode, stderr } = await strength('2Z')
  t.equal(exitCode, 2)
  t.match(stderr, "unknown word '2Z'")
})
