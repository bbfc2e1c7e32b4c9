/** The command line of a guest: Node with little memory, behind the walls. */
import type { GuestCommand } from '../guest/guest-process.ts'
import { confine } from '../sandbox/sandbox.ts'
import type { GuestSetup } from './jobs.ts'

/** One server with its log and snapshots: far less than a whole world. */
const HEAP_LIMIT_MB = 256
const NURSERY_MB = 8
/** More guests than a worker ever has at a time. */
const GUESTS_PER_WORKER = 500

const FLAGS = [
  `--max-old-space-size=${HEAP_LIMIT_MB}`,
  `--max-semi-space-size=${NURSERY_MB}`,
  '--expose-gc',
  '--no-warnings',
]

/**
 * `number` tells it from the worker's other guests that live. With `watchAfterCpuMs` it says where
 * code is that has not come back after so much CPU time.
 */
export function guestCommand(
  { sandbox, file, worker }: GuestSetup,
  number: number,
  watchAfterCpuMs?: number,
): GuestCommand {
  const isWatched = watchAfterCpuMs !== undefined
  const args = isWatched ? [String(watchAfterCpuMs)] : []
  const confined = { node: process.execPath, flags: FLAGS, file, args, hasThreads: isWatched }
  return confine(sandbox, confined, worker * GUESTS_PER_WORKER + number)
}
