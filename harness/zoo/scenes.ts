/**
 * Runs all tests of lab 2 on every right Raft: none may fail, and what a test is about should come
 * about on each of them. Never prints.
 */
import { buildLabs } from '../runner/build-labs.ts'
import type { RunResult } from '../runner/events.ts'
import { runPlan } from '../runner/pool.ts'
import { testInfos } from '../runner/test-infos.ts'
import { baseName } from './entry.ts'
import { type MeasureOptions, planOf } from './measure.ts'
import { raftBases } from './raft-entries.ts'

/** One test on one right Raft. */
export interface Scene {
  readonly test: string
  readonly base: string
  readonly runs: number
  /** Seeds under which the test blamed it: false alarms. */
  readonly failed: readonly number[]
  /** Runs in which nothing that the test is about came about, and those with only a part of it. */
  readonly showedNothing: number
  readonly showedPart: number
  /** The steps that did not come about, as clauses. */
  readonly notForced: readonly string[]
}

/** Every test of lab 2 on the bases of these names. */
export async function measureScenes(
  bases: readonly string[],
  options: Pick<MeasureOptions, 'runs' | 'firstSeed' | 'jobs'>,
): Promise<Scene[]> {
  const tests = testInfos.filter(({ lab }) => lab === 'raft')
  const scenes: Scene[] = []
  for (const { folder } of raftBases) {
    const base = baseName(folder)
    if (!bases.includes(base)) continue
    const plan = planOf(folder, tests, options)
    const results = await runPlan({ plan, builds: await buildLabs(plan), emit() {} })
    scenes.push(...results.map(({ test, runs }) => sceneOf(test.name, base, runs)))
  }
  return scenes
}

function sceneOf(test: string, base: string, runs: readonly RunResult[]): Scene {
  return {
    test,
    base,
    runs: runs.length,
    failed: runs.filter(({ ok }) => !ok).map(({ seed }) => seed),
    showedNothing: runs.filter(({ showedNothing }) => showedNothing).length,
    showedPart: runs.filter((run) => !run.showedNothing && run.notForced.length > 0).length,
    notForced: [...new Set(runs.flatMap(({ notForced }) => notForced))],
  }
}
