/** What a snapshot of the tester's own service holds. Whoever hands it back must not change it. */
import { decode, encodeText } from '../realm/inside/labgob.ts'
import { CheckFailure } from './failure.ts'
import { formatBytes } from './format-bytes.ts'

export interface ServiceSnapshot {
  /** The last index it covers. */
  readonly index: number
  /** Encoded, from index 1. */
  readonly commands: readonly string[]
}

/** Reads one; throws a CheckFailure for other bytes, in which `say` tells how they got here. */
export function readServiceSnapshot(
  bytes: Uint8Array,
  say: (what: string) => string,
): ServiceSnapshot {
  const content = tryDecode(bytes)
  if (!Array.isArray(content) || !Number.isInteger(content[0]) || !Array.isArray(content[1])) {
    const what =
      bytes.length === 0
        ? 'an empty snapshot'
        : `${formatBytes(bytes.length)} that are no snapshot of the service`
    throw new CheckFailure(say(what), {
      rule: 'labs/raft/README.md, Part 2D: you drop the log up to index and keep bytes',
    })
  }
  const [index, commands] = content as [number, unknown[]]
  return { index, commands: commands.slice(1).map((command) => encodeText(command)) }
}

function tryDecode(bytes: Uint8Array): unknown {
  try {
    return decode(bytes)
  } catch {
    return undefined
  }
}
