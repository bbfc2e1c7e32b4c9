/** The determinism check finds the first event in which two runs of one seed differ. */
import t from 'tap'
import { compareRuns } from '../../runner/compare-runs.ts'
import type { Run } from '../../runner/run-test.ts'
import type { TraceEvent } from '../../sim/trace.ts'

const EVENTS: readonly TraceEvent[] = [
  { atMs: 0, kind: 'fault', who: 'S0', text: 'start, life 1' },
  { atMs: 217.25, kind: 'state', who: 'S1', text: 'term 1, not leader' },
  { atMs: 218, kind: 'save', who: 'S1', text: 'save 80 B' },
]

function makeRun(traceHash: string, trace: readonly TraceEvent[]): Run {
  const statistics = { virtualMs: 300, servers: 3, rpcs: 1, bytes: 2, operations: 0 }
  const result = {
    test: 'TestX',
    seed: 1,
    ok: true,
    warnings: [],
    notForced: [],
    showedNothing: false,
    statistics,
    traceHash,
    cpuMs: 1,
  }
  return {
    result,
    trace,
    choices: {},
    lent: [],
    redrawn: [],
    openMs: { kvserver: [], shardctrler: [], shardkv: [] },
  }
}

t.test('equal hashes are equal runs', async (t) => {
  const first = makeRun('aa', EVENTS)
  t.equal(compareRuns(first, makeRun('aa', EVENTS)), first)
})

t.test('a difference fails the run and is named', async (t) => {
  const other = EVENTS.map((event, i) => (i === 1 ? { ...event, text: 'term 2, LEADER' } : event))
  const { result } = compareRuns(makeRun('aa', EVENTS), makeRun('bb', other))
  t.equal(result.ok, false)
  t.match(result.failure, {
    message: 'two runs of the same seed differ',
    atMs: 217.25,
    details: [
      'first run   217.250 ms  S1  state  term 1, not leader',
      'second run  217.250 ms  S1  state  term 2, LEADER',
    ],
  })
})

t.test('a run that ended sooner differs at its end', async (t) => {
  const { result } = compareRuns(makeRun('aa', EVENTS), makeRun('bb', EVENTS.slice(0, 2)))
  t.same(result.failure?.details, [
    'first run   218.000 ms  S1  save  save 80 B',
    'second run  had ended',
  ])
})

t.test('a difference in what no event shows is a failure all the same', async (t) => {
  const { result } = compareRuns(makeRun('aa', EVENTS), makeRun('bb', EVENTS))
  t.equal(result.ok, false)
  t.equal(result.failure?.atMs, 300)
  t.match(result.failure?.details, [/all events look the same/])
})
