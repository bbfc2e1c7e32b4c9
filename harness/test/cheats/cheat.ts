/**
 * An attempt to get a pass that is not deserved, and what becomes of it; the tests of this folder
 * run lists of them, every server and clerk in a guest with a hole (`hole.ts`).
 */
import { join } from 'node:path'
import type { Test } from 'tap'
import { buildLabs } from '../../runner/build-labs.ts'
import type { RunResult } from '../../runner/events.ts'
import type { WatchdogLimits } from '../../runner/jobs.ts'
import { runPlan } from '../../runner/pool.ts'
import { ProcessIsolation } from '../../runner/process-isolation.ts'
import type { FailureKind } from '../../tester/failure.ts'
import { makePlan, SHORT_LIMITS } from '../hostile/submission.ts'
import { writeHoledGuest } from './hole.ts'

/** Folders of a submission and the texts in them. */
export type Files = Readonly<Record<string, Readonly<Record<string, string>>>>

export interface Cheat {
  /** What the submission does. */
  readonly does: string
  /** Its `raft/raft.ts`, or all of it. It does not deserve to pass the test. */
  readonly code: string | Files
  /** `TestInitialElection2A` unless told otherwise. */
  readonly test?: string
  readonly kind?: FailureKind
  /** What the failure says. */
  readonly says: RegExp
  /** What one of its details says. */
  readonly detail?: RegExp
  readonly limits?: Partial<WatchdogLimits>
}

const TEST = 'TestInitialElection2A'
const SEED = 7

/** What stands around guests: all there is, bubblewrap alone, as if Node's were broken, or nothing. */
export type Walls = 'all' | 'bubblewrap' | 'none'

/**
 * Runs each attempt in a test of its own, a few at a time. Says that it is skipped where there is
 * no bubblewrap: some attempts would hit whoever runs the tests.
 */
export function testCheats(t: Test, cheats: readonly Cheat[], walls: Walls = 'all'): void {
  const isolation = openHoled(t, walls)
  t.jobs = 2
  for (const cheat of cheats) {
    const options = isolation === undefined ? { skip: NO_BUBBLEWRAP } : {}
    t.test(cheat.does, options, async (t) => {
      const run = await runCheat(t, cheat, isolation as ProcessIsolation)
      checkCaught(t, run, cheat)
    })
  }
}

const NO_BUBBLEWRAP = 'bubblewrap does not work here, and without it this attempt could do harm'

/** Guests with the hole behind these walls; undefined without bubblewrap. */
export function openHoled(t: Test, walls: Walls): ProcessIsolation | undefined {
  const guest = join(t.testdir(), 'guest.cjs')
  writeHoledGuest(guest)
  const found = new ProcessIsolation({ guest })
  t.teardown(() => found.close())
  if (walls !== 'none' && found.sandbox.kind !== 'bubblewrap') return undefined
  if (walls === 'all') return found
  const sandbox = {
    ...found.sandbox,
    permissionFlag: undefined,
    ...(walls === 'none' ? { kind: 'permission' as const, hasOwnUsers: false } : {}),
  }
  const isolation = new ProcessIsolation({ guest, sandbox })
  t.teardown(() => isolation.close())
  return isolation
}

/** The one run of an attempt. */
export async function runCheat(
  t: Test,
  { code, test = TEST, limits }: Pick<Cheat, 'code' | 'test' | 'limits'>,
  isolation: ProcessIsolation,
): Promise<RunResult | undefined> {
  const files = typeof code === 'string' ? { raft: { 'raft.ts': code } } : code
  const folder = t.testdir(structuredClone(files))
  const described = isolation.describe({ isolation: 'process' })
  const plan = makePlan(folder, [test], { isolation: described, firstSeed: SEED })
  const builds = await buildLabs(plan)
  const results = await runPlan({
    plan,
    builds,
    emit() {},
    isolation,
    limits: { ...SHORT_LIMITS, ...limits },
  })
  t.equal(results.length, 1)
  t.equal(results[0]?.runs.length, 1)
  return results[0]?.runs[0]
}

function checkCaught(t: Test, run: RunResult | undefined, { kind, says, detail }: Cheat): void {
  t.equal(run?.ok, false, 'it does not score')
  t.match(run?.failure?.message, says)
  if (kind !== undefined) t.equal(run?.failure?.kind, kind)
  if (detail !== undefined) t.match(run?.failure?.details.join('\n'), detail)
}
