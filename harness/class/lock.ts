/**
 * Keeps a second grader out of a folder that one is writing to. The lock of a grader that was
 * killed holds nobody up: it names its process, and when that began, since numbers are used again.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { clean } from '../report/text-layout.ts'
import { UsageError } from '../report/usage-error.ts'
import { cannotWrite } from '../report/write-atomically.ts'

const LOCK_FILE = 'lock'

/** Answers how to open it again. Throws a UsageError when another grader is at work there. */
export function lockFolder(out: string): () => void {
  const file = join(out, LOCK_FILE)
  const mine = nameOf(process.pid)
  try {
    mkdirSync(out, { recursive: true })
  } catch (error) {
    throw cannotWrite(out, error)
  }
  for (const flag of ['wx', 'w']) {
    try {
      writeFileSync(file, mine, { flag })
      return () => rmSync(file, { force: true })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw cannotWrite(file, error)
      checkFree(out, file)
    }
  }
  throw new UsageError(`'${clean(file)}' cannot be written`)
}

function checkFree(out: string, file: string): void {
  const holder = readQuietly(file)
  const pid = Number(/^\d+/.exec(holder)?.[0])
  if (!(pid > 0) || pid === process.pid || !isAlive(pid) || nameOf(pid) !== holder) return
  throw new UsageError(
    `another grader (process ${pid}) is at work in '${clean(out)}': wait for it, or name another out=`,
  )
}

/** `1234 567890`: the process and, where the system tells, the tick it began at. */
function nameOf(pid: number): string {
  // The name of the program comes before, in brackets, and may hold anything.
  const behind = readQuietly(`/proc/${pid}/stat`).replace(/^.*\) /s, '')
  return `${pid} ${behind.split(' ')[19] ?? ''}`.trim()
}

function readQuietly(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    return ''
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
