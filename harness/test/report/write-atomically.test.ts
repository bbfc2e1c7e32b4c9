/** Tests of harness/report/write-atomically.ts. */
import { lstatSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { writeAtomically } from '../../report/write-atomically.ts'

t.test('folders are made, and nothing is left beside the file', async (t) => {
  const folder = t.testdir()
  writeAtomically(join(folder, 'a', 'b', 'c.txt'), 'old')
  writeAtomically(join(folder, 'a', 'b', 'c.txt'), 'new')
  t.strictSame(readdirSync(join(folder, 'a', 'b')), ['c.txt'])
  t.equal(readFileSync(join(folder, 'a', 'b', 'c.txt'), 'utf8'), 'new')
})

t.test('a folder in the way is a usage error, and nothing is left', async (t) => {
  const folder = t.testdir({ taken: {} })
  t.throws(() => writeAtomically(join(folder, 'taken'), 'x'), {
    name: 'UsageError',
    message: /^cannot write '.*taken': .* \(npm run grade help shows every word\)$/,
  })
  t.strictSame(readdirSync(folder), ['taken'])
})

t.test('a link is followed, and stays one', async (t) => {
  const folder = t.testdir({ real: 'old', link: t.fixture('symlink', 'real') })
  writeAtomically(join(folder, 'link'), 'new')
  t.equal(readFileSync(join(folder, 'real'), 'utf8'), 'new')
  t.ok(lstatSync(join(folder, 'link')).isSymbolicLink())
  t.strictSame(readdirSync(folder).sort(), ['link', 'real'])
})
