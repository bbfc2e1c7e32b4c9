/** Tests of harness/runner/content-hash.ts: what changes a hash, and what does not. */
import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { buildLabs } from '../../runner/build-labs.ts'
import { hashSubmission, hashSuite } from '../../runner/content-hash.ts'
import { testInfos } from '../../runner/test-infos.ts'

const raft = testInfos.filter(({ part }) => part === '2A')
const kv = testInfos.filter(({ part }) => part === '3A')

async function hashOf(folder: string, tests = raft, on?: string): Promise<string> {
  return hashSubmission(await buildLabs({ folder, tests, ...(on === undefined ? {} : { on }) }))
}

function copyOf(folder: string): string {
  cpSync('solutions', folder, { recursive: true })
  return folder
}

t.test('the place of a folder and files that nobody imports change nothing', async (t) => {
  const place = t.testdir()
  const [one, other] = [copyOf(join(place, 'a')), copyOf(join(place, 'b', 'c'))]
  writeFileSync(join(one, 'raft', 'notes.ts'), 'export const notes = 1\n')
  const hash = await hashOf('solutions')
  t.match(hash, /^[0-9a-f]{64}$/)
  t.equal(await hashOf(one), hash)
  t.equal(await hashOf(other), hash)
  symlinkSync(other, join(place, 'link'))
  t.equal(await hashOf(join(place, 'link')), hash)
})

t.test(
  'every file that is read counts, a comment too: it moves the lines of a report',
  async (t) => {
    const folder = copyOf(join(t.testdir(), 'a'))
    const file = join(folder, 'raft', 'raft.ts')
    const hash = await hashOf(folder)
    writeFileSync(file, `// mine\n${readFileSync(file, 'utf8')}`)
    t.not(await hashOf(folder), hash)
  },
)

t.test('the layers below count where they are used', async (t) => {
  const folder = copyOf(join(t.testdir(), 'a'))
  const file = join(folder, 'raft', 'raft.ts')
  writeFileSync(file, `${readFileSync(file, 'utf8')}\n`)
  t.not(await hashOf('solutions', kv, folder), await hashOf('solutions', kv, 'solutions'))
  t.equal(await hashOf('solutions', raft, folder), await hashOf('solutions', raft, 'solutions'))
})

t.test('what does not build has a hash, and another error another one', async (t) => {
  const folder = copyOf(join(t.testdir(), 'a'))
  const file = join(folder, 'raft', 'raft.ts')
  writeFileSync(file, 'export class Raft {')
  const hash = await hashOf(folder)
  writeFileSync(file, 'export class Raft { )')
  t.not(await hashOf(folder), hash)
})

t.test('the suite has one, the same every time', async (t) => {
  t.match(hashSuite(), /^[0-9a-f]{64}$/)
  t.equal(hashSuite(), hashSuite())
})
