/** Tests of harness/class/lock.ts: one grader at a time, and none held up by the dead. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import t from 'tap'
import { lockFolder } from '../../class/lock.ts'

t.test('a folder is locked for the others as long as the process lives', async (t) => {
  const out = t.testdir()
  const unlock = lockFolder(`${out}/new`)
  const mine = readFileSync(`${out}/new/lock`, 'utf8')
  unlock()
  t.notOk(existsSync(`${out}/new/lock`))
  const other = spawn(process.execPath, ['-e', 'process.stdin.resume()'])
  await once(other, 'spawn')
  const name = mine.includes(' ')
    ? `${other.pid} ${readFileSync(`/proc/${other.pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[19]}`
    : `${other.pid}`
  writeFileSync(`${out}/lock`, name)
  t.throws(() => lockFolder(out), /another grader \(process \d+\) is at work in/)
  other.kill('SIGKILL')
  await once(other, 'exit')
  lockFolder(out)()
})

t.test('what no living grader has left is taken over', async (t) => {
  const out = t.testdir()
  for (const text of [
    '',
    'rubbish',
    '0',
    '-1',
    `${process.pid}`,
    `${process.ppid} 1`,
    '999999999',
  ]) {
    if (text.endsWith(' 1') && process.platform !== 'linux') continue
    writeFileSync(`${out}/lock`, text)
    lockFolder(out)()
  }
  t.notOk(existsSync(`${out}/lock`))
  const file = t.testdir({ taken: 'a file' })
  t.throws(() => lockFolder(`${file}/taken`), /cannot write/)
})
