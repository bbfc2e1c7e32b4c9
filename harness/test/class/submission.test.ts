/** Tests of harness/class/submission.ts, file-name.ts and layout.ts: names nobody can trust. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import t from 'tap'
import { fileNamesOf } from '../../class/file-name.ts'
import { describeLayout } from '../../class/layout.ts'
import { listClass, namesOf } from '../../class/submission.ts'
import { UsageError } from '../../report/usage-error.ts'

t.test('folders are submissions, files are skipped with a word of why', async (t) => {
  const root = t.testdir({ ann: {}, bob: {}, 'notes.txt': '', 'cat.ZIP': '', grades: {} })
  symlinkSync('ann', `${root}/dan`)
  symlinkSync('nowhere', `${root}/eve`)
  const words = ['ann', 'bob', 'cat.ZIP', 'dan', 'eve', 'grades', 'notes.txt', 'ann/']
  const given = words.map((word) => `${root}/${word}`)
  const { submissions, skipped } = listClass(given, `${root}/grades/`)
  t.strictSame(
    submissions.map(({ name, problem = '' }) => [name, problem.slice(0, 32)]),
    [
      ['ann', ''],
      ['bob', ''],
      ['dan', ''],
      ['eve', 'its folder is a link that leads '],
    ],
  )
  t.strictSame(
    skipped.map(({ path, why }) => [path.replace(`${root}/`, ''), why]),
    [
      ['cat.ZIP', 'a file; unpack it into a folder first'],
      ['grades', 'the folder that the reports go to'],
      ['notes.txt', 'a file, no folder'],
      ['ann/', 'given twice'],
    ],
  )
})

t.test('a pattern that the shell has left is read here', async (t) => {
  const root = t.testdir({ bob: {}, ann: {}, '.git': {} })
  const names = listClass([`${root}/*`], 'grades').submissions.map(({ name }) => name)
  t.strictSame(names, ['ann', 'bob'])
  t.throws(() => listClass([`${root}/ann/*`], 'grades'), /there is nothing in the folder/)
  t.throws(() => listClass([`${root}/eve/*`], 'grades'), /there is no folder/)
})

t.test('a class without a submission is a usage error', async (t) => {
  const root = t.testdir({ 'a.txt': '' })
  t.throws(() => listClass([`${root}/a.txt`], 'grades'), UsageError)
})

t.test('two folders of one name are told apart by what is above them', async (t) => {
  t.strictSame(namesOf(['/w/a/x', '/w/b/x', '/w/b/y']), ['a/x', 'b/x', 'y'])
  t.strictSame(namesOf(['/1/a/x', '/2/a/x']), ['1/a/x', '2/a/x'])
  t.strictSame(namesOf(['/a/x/', '/a/../a/y']), ['x', 'y'])
})

t.test('a file name is safe whatever the name, and never that of another', async (t) => {
  const names = [
    '../../etc/passwd',
    '..',
    '',
    '=cmd',
    'a\u001b[31mb\n',
    'x'.repeat(300),
    `${'x'.repeat(300)}y`,
    'con',
    'NUL.txt',
    '-rf',
    '.hidden',
    'Ann',
    'ann',
    'a b.',
    'a/b',
    'a_b',
    '\u202egnp',
  ]
  const files = fileNamesOf(names)
  t.equal(new Set(files.map((file) => file.toLowerCase())).size, names.length)
  for (const file of files) {
    t.match(file, /^[\p{L}\p{N}_@ ][\p{L}\p{N}._@ -]*$/u, file)
    t.ok(file.length < 80, file)
    t.notMatch(`${file}.txt`, /^(con|nul)\./i)
  }
  t.strictSame(fileNamesOf(['ann', 'Müller, Jo']), ['ann', 'Müller_ Jo-e2b59a7a'])
})

t.test('labs that do not lie where they should are looked for', async (t) => {
  const raft = () => ({ 'raft.ts': '' })
  const root = t.testdir({
    right: { raft: raft() },
    deep: { work: { labs: { raft: raft() }, other: {} } },
    flat: raft(),
    none: { 'notes.txt': '', src: {} },
    empty: {},
    module: { node_modules: { raft: raft() } },
  })
  const told = (name: string) => describeLayout(`${root}/${name}`, ['raft']) ?? 'right'
  t.equal(told('right'), 'right')
  t.match(told('deep'), /^raft\/ lies too deep: what is in work\/labs\/ belongs into/)
  t.match(told('flat'), /^raft\.ts lies in the folder itself; it belongs into a folder raft\//)
  t.match(told('none'), /^there is no raft\/ in its folder/)
  t.equal(told('empty'), 'its folder is empty')
  t.match(told('module'), /^there is no raft\//)
  mkdirSync(`${root}/looped/a`, { recursive: true })
  symlinkSync('..', `${root}/looped/a/b`)
  writeFileSync(`${root}/looped/x`, '')
  t.match(told('looped'), /^there is no raft\//, 'links are not followed')
})
