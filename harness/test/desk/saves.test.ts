/** Tests of harness/desk/saves.ts: every way in which editors save is met. */
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { changedFiles, lookAt, Saves } from '../../desk/saves.ts'

t.test('only source files of the submission are looked at', async (t) => {
  const folder = t.testdir({
    raft: { 'raft.ts': 'a', 'notes.md': 'b', parts: { 'log.ts': 'c' } },
    node_modules: { x: { 'index.js': 'd' } },
    '.git': { 'x.ts': 'e' },
    'data.json': '{}',
    src: { 'go.mod': 'f', raft: { 'raft.go': 'g', 'raft.out': 'h' } },
  })
  const { files, folders } = lookAt([folder, folder])
  const names = [...files.keys()].map((path) => path.slice(folder.length + 1)).sort()
  t.strictSame(names, [
    'data.json',
    'raft/parts/log.ts',
    'raft/raft.ts',
    'src/go.mod',
    'src/raft/raft.go',
  ])
  t.equal(folders.length, 5)
  t.strictSame([...lookAt([join(folder, 'nowhere')]).files], [])
})

t.test('files that are new, other or gone have changed', async (t) => {
  const before = new Map(Object.entries({ a: '1', b: '1', c: '1' }))
  const after = new Map(Object.entries({ a: '1', b: '2', d: '1' }))
  t.strictSame(changedFiles(before, after), ['b', 'c', 'd'])
  t.strictSame(changedFiles(after, after), [])
})

t.test('a save is told, however it is made', async (t) => {
  const folder = t.testdir({ raft: { 'raft.ts': 'first' } })
  const file = join(folder, 'raft/raft.ts')
  const seen = new Set<string>()
  let wake: () => void = () => {}
  const saves = new Saves([folder], (files) => {
    for (const path of files) seen.add(path)
    wake()
  })
  t.teardown(() => saves.close())
  /** Until it was told of the file. One change may be told in two parts. */
  const told = async (path: string): Promise<void> => {
    while (!seen.has(path)) await new Promise<void>((resolve) => (wake = resolve))
    t.pass(path.slice(folder.length))
  }
  const steps: readonly (readonly [string, () => void])[] = [
    [file, () => writeFileSync(file, 'in place')],
    [
      file,
      () => {
        writeFileSync(join(folder, 'raft/.raft.ts.swp'), 'in the place of the old one')
        renameSync(join(folder, 'raft/.raft.ts.swp'), file)
      },
    ],
    [file, () => writeFileSync(file, 'in place again')],
    [
      join(folder, 'raft/parts/log.ts'),
      () => {
        mkdirSync(join(folder, 'raft/parts'))
        writeFileSync(join(folder, 'raft/parts/log.ts'), 'in a new folder')
      },
    ],
    [
      join(folder, 'raft/parts/log.ts'),
      () => writeFileSync(join(folder, 'raft/parts/log.ts'), 'and again'),
    ],
    [file, () => rmSync(join(folder, 'raft'), { recursive: true })],
  ]
  for (const [path, save] of steps) {
    seen.clear()
    save()
    await told(path)
  }
})
