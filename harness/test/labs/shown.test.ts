/** Correct Rafts on which a test cannot show what it is about, and one that needs no note. */
import t from 'tap'
import { type Builds, buildLabs } from '../../runner/build-labs.ts'
import type { Plan, RunResult } from '../../runner/events.ts'
import { runPlan } from '../../runner/pool.ts'
import { testInfos } from '../../runner/test-infos.ts'
import type { ZooEntry } from '../../zoo/entry.ts'
import { bundlePatched } from '../../zoo/patched.ts'
import { raftBases } from '../../zoo/raft-entries.ts'
import { makePlan } from '../report/samples.ts'

function planOf(folder: string, name: string, runs: number): Plan {
  const tests = testInfos.filter((test) => test.name === name)
  return makePlan(tests, { folder, runs, firstSeed: 1, jobs: 1 })
}

async function runsOf(plan: Plan, builds: Builds): Promise<readonly RunResult[]> {
  const [result] = await runPlan({ plan, builds, emit() {} })
  return result?.runs ?? []
}

/** Right, if slow: nothing overtakes an AppendEntries, for there is never a second one. */
const ONE_AT_A_TIME: ZooEntry = {
  id: 'one-append-at-a-time',
  title: 'A leader waits for the answer to an AppendEntries before it sends the next.',
  part: '2B',
  tests: [],
  base: 'solutions',
  patches: [
    {
      file: 'raft/leader.ts',
      find: 'private isOver = false',
      replace: 'private isOver = false\n  private readonly asked = new Set<Progress>()',
    },
    {
      file: 'raft/leader.ts',
      find: 'follower.sentAtMs = Date.now()',
      replace: 'if (this.asked.has(follower)) return\n    follower.sentAtMs = Date.now()',
    },
    {
      file: 'raft/leader.ts',
      find: "const reply = await end?.call<AppendEntriesReply>('Raft.appendEntries', args)",
      replace: `this.asked.add(follower)
    const reply = await end?.call<AppendEntriesReply>('Raft.appendEntries', args)
    this.asked.delete(follower)`,
    },
  ],
}

t.test('a test that nothing came of passes, and its result names the step', async (t) => {
  const plan = planOf('solutions', 'TestStaleAppend2B', 3)
  const runs = await runsOf(plan, { raft: await bundlePatched(ONE_AT_A_TIME, 'raft') })
  t.equal(runs.length, 3)
  for (const run of runs) {
    t.match(run, { ok: true, showedNothing: true })
    t.strictSame(run.notForced, [
      'later commands reach a follower and are committed while an AppendEntries to it is late',
    ])
  }
})

t.test('where all came about the result says so', async (t) => {
  const plan = planOf('solutions', 'TestStaleAppend2B', 3)
  const runs = await runsOf(plan, await buildLabs(plan))
  t.equal(runs.length, 3)
  for (const run of runs) t.match(run, { ok: true, showedNothing: false, notForced: [] })
})

/** Right: what a follower has not acknowledged yet may be in a snapshot already (Raft §7). */
const UNTIL_ACKNOWLEDGED: ZooEntry = {
  id: 'send-until-acknowledged',
  title: 'A leader sends from the last acknowledged entry on, and a snapshot where that is gone.',
  part: '2D',
  tests: [],
  base: 'solutions',
  patches: [{ file: 'raft/leader.ts', find: 'follower.nextIndex = lastSent + 1', replace: '' }],
}

t.test('a snapshot for a follower that lags is no cause for a note', async (t) => {
  const plan = planOf('solutions', 'TestSnapshotBasic2D', 3)
  const build = await bundlePatched(UNTIL_ACKNOWLEDGED, 'raft')
  const runs = await runsOf(plan, { raft: build })
  t.equal(runs.length, 3)
  for (const { ok, warnings } of runs) t.strictSame({ ok, warnings }, { ok: true, warnings: [] })
})

t.test('no right Raft is warned of entries that leave again after a late refusal', async (t) => {
  for (const { folder } of raftBases) {
    const plan = planOf(folder, 'TestLateRefusal2B', 2)
    const runs = await runsOf(plan, await buildLabs(plan))
    t.equal(runs.length, 2)
    for (const { ok, warnings, showedNothing } of runs) {
      t.strictSame(
        { ok, warnings, showedNothing },
        { ok: true, warnings: [], showedNothing: false },
      )
    }
  }
})
