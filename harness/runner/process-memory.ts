/**
 * Memory of processes and their descendants, from Linux' /proc. Nothing is known where there is
 * none.
 */
import { readFileSync } from 'node:fs'
import { cpuMsByProcess } from './process-times.ts'

/** What only these processes have: what they share, as Node's own code, is left out. */
export function memoryOfTree(pid: number): { bytes: number; processes: number } {
  const pids = [...cpuMsByProcess(pid).keys()]
  return { bytes: pids.reduce((sum, each) => sum + memoryOf(each), 0), processes: pids.length }
}

/** Bytes; 0 when it is gone. */
function memoryOf(pid: number): number {
  let status: string
  try {
    status = readFileSync(`/proc/${pid}/status`, 'utf8')
  } catch {
    return 0
  }
  const kinds = status.matchAll(/^Rss(?:Anon|Shmem):\s+(\d+) kB$/gm)
  return [...kinds].reduce((sum, [, kB]) => sum + Number(kB) * 1_024, 0)
}
