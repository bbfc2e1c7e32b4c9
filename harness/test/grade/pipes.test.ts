/** Output that somebody reads through a pipe is whole, however much it is. */
import { readFileSync } from 'node:fs'
import t from 'tap'
import { run } from './command.ts'

/** More than a pipe holds. */
const LONG = 'dist/grade.js 2B TestBackup2B solutions seed=7 log'
const PIPE_BYTES = 65_536

t.test('a long log that is read through a pipe ends where it ends in a file', async (t) => {
  const file = `${t.testdir({})}/log.txt`
  const script = `"$0" ${LONG} > "$1"; "$0" ${LONG} | cat`
  const { stdout, stderr } = await run(['sh', '-c', script, process.execPath, file])
  const whole = readFileSync(file, 'utf8')
  t.equal(stderr, '')
  t.ok(whole.length > 4 * PIPE_BYTES)
  t.equal(stdout.length, whole.trimEnd().length)
  t.equal(stdout.slice(-200), whole.trimEnd().slice(-200))
})
