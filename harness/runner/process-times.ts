/**
 * CPU time of processes and their descendants, from Linux' /proc. Nothing is known where there is
 * none.
 */
import { readFileSync } from 'node:fs'

/** Linux counts in hundredths of a second, whatever its clock. */
const MS_PER_TICK = 10

/** By process number, ms of CPU: the process and all that came of it; empty if unknown. */
export function cpuMsByProcess(
  pid: number,
  found = new Map<number, number>(),
): Map<number, number> {
  const used = cpuMsOf(pid)
  if (used === undefined) return found
  found.set(pid, used)
  for (const child of childrenOf(pid)) cpuMsByProcess(child, found)
  return found
}

/** ms of CPU of all that came of this process, itself left out. */
export function cpuMsOfDescendants(): number {
  return childrenOf(process.pid).reduce((sum, pid) => sum + (cpuMsOfTree(pid) ?? 0), 0)
}

/** ms of CPU of a process and all that came of it; undefined where nothing is known. */
export function cpuMsOfTree(pid: number): number | undefined {
  const all = [...cpuMsByProcess(pid).values()]
  return all.length === 0 ? undefined : all.reduce((sum, ms) => sum + ms, 0)
}

function cpuMsOf(pid: number): number | undefined {
  const text = read(`/proc/${pid}/stat`)
  // The name, in brackets, may hold anything; behind it, fields 14 and 15 of proc(5).
  const fields = text?.slice(text.lastIndexOf(')') + 2).split(' ')
  if (fields === undefined) return undefined
  return (Number(fields[11]) + Number(fields[12])) * MS_PER_TICK
}

function childrenOf(pid: number): number[] {
  const text = read(`/proc/${pid}/task/${pid}/children`) ?? ''
  return text.split(' ').filter(Boolean).map(Number)
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
