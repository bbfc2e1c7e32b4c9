/**
 * What processes and their descendants use, from Linux' /proc. Nothing is known where there is
 * none.
 */
import { readFileSync } from 'node:fs'

/** Linux counts in hundredths of a second, whatever its clock. */
const MS_PER_TICK = 10

/** By process number, ms of CPU: the process and all that came of it; empty if unknown. */
export function cpuMsByProcess(pid: number): ReadonlyMap<number, number> {
  return byProcess(treeOf(pid), cpuMsOf)
}

/** ms of CPU of a process and all that came of it; 0 where nothing is known. */
export function cpuMsOfTree(pid: number): number {
  return sum(cpuMsByProcess(pid).values())
}

/** ms of CPU of all that came of this process, itself left out. */
export function cpuMsOfDescendants(): number {
  return sum(childrenOf(process.pid).map(cpuMsOfTree))
}

/** What only these processes have: what they share, as Node's own code, is left out. */
export function memoryOfTree(pid: number): { bytes: number; processes: number } {
  const bytes = byProcess(treeOf(pid), memoryOf)
  return { bytes: sum(bytes.values()), processes: bytes.size }
}

function byProcess(
  pids: readonly number[],
  measure: (pid: number) => number | undefined,
): Map<number, number> {
  const found = new Map<number, number>()
  for (const pid of pids) {
    const value = measure(pid)
    if (value !== undefined) found.set(pid, value)
  }
  return found
}

function treeOf(pid: number): number[] {
  return [pid, ...childrenOf(pid).flatMap(treeOf)]
}

function childrenOf(pid: number): number[] {
  const text = read(`/proc/${pid}/task/${pid}/children`) ?? ''
  return text.split(' ').filter(Boolean).map(Number)
}

function cpuMsOf(pid: number): number | undefined {
  const text = read(`/proc/${pid}/stat`)
  // The name, in brackets, may hold anything; behind it, fields 14 and 15 of proc(5).
  const fields = text?.slice(text.lastIndexOf(')') + 2).split(' ')
  return fields && (Number(fields[11]) + Number(fields[12])) * MS_PER_TICK
}

/** Bytes. */
function memoryOf(pid: number): number | undefined {
  const kinds = read(`/proc/${pid}/status`)?.matchAll(/^Rss(?:Anon|Shmem):\s+(\d+) kB$/gm)
  return kinds && sum([...kinds].map(([, kB]) => Number(kB) * 1_024))
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

function sum(numbers: Iterable<number>): number {
  return [...numbers].reduce((total, number) => total + number, 0)
}
