/** The real command: it runs, waits for saves, and ends when it is told to. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import t from 'tap'
import { startGrade } from '../grade/command.ts'
import { filesOf } from '../hostile/submission.ts'

const TEST = 'TestInitialElection2A'

t.test('a save runs again, one that does not build is shown, and Ctrl-C ends it', async (t) => {
  const folder = t.testdir({ raft: filesOf('raft') })
  const file = join(folder, 'raft/raft.ts')
  const good = readFileSync(file, 'utf8')
  const skeleton = readFileSync('labs/raft/raft.ts', 'utf8')
  writeFileSync(file, skeleton)
  const command = startGrade(['2A', folder, TEST, 'seed=7', 'x2', 'watch'])
  const said: string[] = []
  const steps = [
    () => writeFileSync(file, 'export class Raft {\n  me = = 1\n}'),
    () => writeFileSync(file, good),
    () => writeFileSync(file, skeleton),
    () => command.kill('SIGINT'),
  ]
  for await (const line of createInterface({ input: command.stdout as NodeJS.ReadableStream })) {
    said.push(line)
    if (line.endsWith('waiting for a save')) steps.shift()?.()
  }
  const { exitCode } = await command
  const ends = said.filter((line) => line.endsWith('waiting for a save'))
  t.strictSame(ends, [
    '1 test failed; waiting for a save',
    'waiting for a save',
    'all 3 runs passed; waiting for a save',
    '1 test failed; waiting for a save',
  ])
  const text = said.join('\n')
  t.match(text, /^watching .*: TestInitialElection2A\n/)
  t.match(text, /getState\(\) is not written yet/)
  t.match(text, `again  npm run grade 2A ${TEST} ${folder} seed=7\n`)
  t.match(text, /raft\/raft\.ts saved\nIt does not build:\nraft\/raft\.ts:2:8: Unexpected "="/)
  t.match(text, `first after a save: ${TEST} seed=7 (failing)`)
  t.match(text, 'running what failed before: 1 run\n')
  t.equal(exitCode, 1, 'as it stood')
})
