/** The tests as reports and the command line know them. */
import { labTests } from '../../labs/suites.ts'
import type { TestInfo } from './events.ts'

const LABS: Record<string, string> = {
  '2': 'raft',
  '3': 'kvraft',
  '4A': 'shardctrler',
  '4B': 'shardkv',
}

export const testInfos: readonly TestInfo[] = labTests.map(
  ({ name, title, part, points, origin }) => ({
    name,
    title,
    part,
    points,
    origin,
    lab: LABS[part] ?? LABS[part.charAt(0)] ?? part,
  }),
)
