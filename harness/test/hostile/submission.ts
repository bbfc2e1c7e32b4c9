/**
 * Hostile submissions for tests: a folder with the reference Raft under `raft/good/` and a
 * `raft/raft.ts` that spoils it, and one plan run over it in real worker processes.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { buildLabs } from '../../runner/build-labs.ts'
import type { Plan, RunEvent, TestResult } from '../../runner/events.ts'
import type { WatchdogLimits } from '../../runner/jobs.ts'
import { runPlan } from '../../runner/pool.ts'
import { testInfos } from '../../runner/test-infos.ts'
import { makePlan as planOf } from '../report/samples.ts'

const SOLUTIONS = fileURLToPath(new URL('../../../solutions', import.meta.url))

/** Shorter than in earnest, so that a loop costs a test little; still far above an honest run. */
export const SHORT_LIMITS: WatchdogLimits = {
  turnCpuMs: 400,
  runCpuMs: 20_000,
  rssBytes: 300 * 2 ** 20,
}

/** For submissions that fill the memory, which may take a while before there is too much of it. */
export const PATIENT_LIMITS: WatchdogLimits = { ...SHORT_LIMITS, turnCpuMs: 20_000 }

/** First line of every hostile `raft/raft.ts`, so that its own lines begin at 2. */
const OPENING = "import { Raft as Good } from './good/raft.ts'"

/** Files of a submission folder, for `t.testdir`. */
export interface SubmissionFiles {
  readonly raft: Record<string, string | Record<string, string>>
}

/** A submission whose `raft/raft.ts` is this text; its lines are counted from 2. */
export function hostileFiles(text: string): SubmissionFiles {
  return { raft: { 'raft.ts': `${OPENING}\n${text}\n`, good: goodFiles() } }
}

/** The sources of the reference Raft by file name. */
export function goodFiles(): Record<string, string> {
  return filesOf('raft')
}

/** The sources of one lab of the reference by file name. */
export function filesOf(lab: string): Record<string, string> {
  const folder = `${SOLUTIONS}/${lab}`
  const names = readdirSync(folder).filter((name) => name.endsWith('.ts'))
  return Object.fromEntries(names.map((name) => [name, readFileSync(`${folder}/${name}`, 'utf8')]))
}

export function makePlan(folder: string, names: readonly string[], more: Partial<Plan> = {}): Plan {
  const tests = testInfos.filter(({ name }) => names.includes(name))
  return planOf(tests, { folder, firstSeed: 7, jobs: 1, ...more })
}

/** Runs a plan the way the command does, with short limits. */
export async function runShort(
  plan: Plan,
  emit: (event: RunEvent) => void = () => {},
  signal?: AbortSignal,
  limits = SHORT_LIMITS,
): Promise<readonly TestResult[]> {
  const builds = await buildLabs(plan)
  return runPlan({ plan, builds, emit, limits, ...(signal ? { signal } : {}) })
}
