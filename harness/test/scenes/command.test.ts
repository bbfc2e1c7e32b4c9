/** `npm run scenes` as a whole: its files, and what it says when it is used wrongly. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { run } from '../grade/command.ts'

const folder = mkdtempSync(join(tmpdir(), 'scenes-'))
t.teardown(() => rmSync(folder, { recursive: true, force: true }))

function play(...words: readonly string[]) {
  return run([process.execPath, 'dist/scenes.js', ...words])
}

t.test('it writes a page and a picture for each, and an index that leads to them', async (t) => {
  const { exitCode, stdout, stderr } = await play('election', 'replication', `out=${folder}/a/b`)
  t.strictSame([exitCode, stderr], [0, ''])
  t.match(stdout, /^2 scenes, \d+ kB: .*index\.html$/)
  const files = readdirSync(join(folder, 'a/b')).sort()
  const names = ['election', 'replication'].flatMap((name) => [`${name}.html`, `${name}.svg`])
  t.strictSame(files, [...names, 'index.html'].sort())
  const index = readFileSync(join(folder, 'a/b/index.html'), 'utf8')
  for (const name of names) t.ok(index.includes(`"${name}"`), name)
  const page = readFileSync(join(folder, 'a/b/election.html'), 'utf8')
  t.match(page, 'replication.html', 'and from one to the other')
  t.notMatch(page, /https?:\/\//, 'nothing of a network')
})

t.test('the seeds of a scene can be looked for', async (t) => {
  const { exitCode, stdout } = await play('replication', 'seek=2')
  t.strictSame([exitCode, stdout], [0, 'replication: 2 of 2: 1 2'])
  const none = await play('figure-8-d', 'seek=1')
  t.strictSame([none.exitCode, none.stdout], [1, 'figure-8-d: 0 of 1: none'])
})

t.test(
  'a word that it does not know, and a folder that cannot be, are said in a sentence',
  async (t) => {
    writeFileSync(join(folder, 'file'), '')
    const wrong: [words: string[], said: RegExp][] = [
      [['electoin'], /^unknown word 'electoin': did you mean 'election'\? \(npm run scenes /],
      [['xyzzy'], /^unknown word 'xyzzy': known are election, .*, out=FOLDER, seek=N \(/],
      [['seek=0'], /^unknown word 'seek=0'/],
      [['pictures', 'election'], /^'pictures' are those of all scenes/],
      [['election', `out=${folder}/file`], /^cannot write '.*file.election\.svg': /],
    ]
    for (const [words, said] of wrong) {
      const { exitCode, stdout, stderr } = await play(...words)
      t.strictSame([exitCode, stdout], [2, ''], words.join(' '))
      t.match(stderr, said)
    }
  },
)
