/**
 * Small plans, tests and results for the tests of the reporters, with every figure written down.
 */
import type { Plan, RunEvent, RunResult, TestInfo, TestResult } from '../../runner/events.ts'
import type { Failure } from '../../tester/failure.ts'

export function makeTest(name: string, title: string, points: number, more = {}): TestInfo {
  return { name, title, lab: 'raft', part: '2B', points, origin: 'go', ...more }
}

export const election = makeTest('TestInitialElection2A', 'Test (2A): initial election', 100, {
  part: '2A',
})
export const basic = makeTest('TestBasicAgree2B', 'Test (2B): basic agreement', 40)
export const backup = makeTest(
  'TestBackup2B',
  'Test (2B): leader backs up quickly over incorrect follower logs',
  40,
)
export const stranded = makeTest('TestStrandedEntry2B', 'Test (2B): stranded entry', 20, {
  origin: 'ours',
})
const kv = { lab: 'kvraft', part: '3A' }
export const shardBasic = makeTest('TestBasic', 'Test: Basic leave/join', 100, {
  lab: 'shardctrler',
  part: '4A',
})
export const kvBasic = makeTest('TestBasic3A', 'Test: one client (3A)', 50, kv)
export const kvSpeed = makeTest('TestSpeed3A', 'Test: ops complete fast enough (3A)', 50, kv)

export const allTests = [election, basic, backup, stranded, kvBasic, kvSpeed, shardBasic]

export const split: Failure = {
  kind: 'check',
  message: 'S0 and S2 applied different commands at index 7',
  details: ['S0  "x=1"  term 3, at 2,310 ms', 'S2  "x=2"  term 4, at 2,344 ms'],
  atMs: 2344,
  rule: 'Raft Fig. 3, State Machine Safety',
  frames: ['raft/raft.ts:41:7 (in requestVote)'],
}

export function makeRun(test: TestInfo, seed: number, more: Partial<RunResult> = {}): RunResult {
  return {
    test: test.name,
    seed,
    ok: more.failure === undefined,
    warnings: [],
    notForced: [],
    showedNothing: false,
    statistics: { virtualMs: 16_512, servers: 5, rpcs: 1952, bytes: 1_644_402, operations: 102 },
    traceHash: '0123456789abcdef',
    cpuMs: 12.5,
    ...more,
  }
}

export function makePlan(tests: readonly TestInfo[], more: Partial<Plan> = {}): Plan {
  return {
    folder: 'labs',
    tests,
    runs: 1,
    firstSeed: 41,
    jobs: 2,
    policy: 'share',
    isRealTime: false,
    checksDeterminism: false,
    ...more,
  }
}

/** The stream that the runner would send for these results. */
export function eventsOf(plan: Plan, results: readonly TestResult[], isInterrupted = false) {
  const events: RunEvent[] = [{ kind: 'run-planned', plan }]
  const total = plan.tests.length * plan.runs
  let done = 0
  for (const result of results) {
    for (const run of result.runs) {
      done += 1
      events.push({ kind: 'run-finished', result: run, done, total })
    }
    events.push({ kind: 'test-finished', result })
  }
  events.push({ kind: 'all-finished', results, isInterrupted, wallMs: 900 })
  return events
}

export class Output {
  text = ''
  write(text: string): void {
    this.text += text
  }
}
