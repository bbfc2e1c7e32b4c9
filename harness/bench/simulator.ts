/**
 * How fast the simulated world is: bare events, RPCs between host objects, and whole tests on the
 * reference solution, in one process. Called by `main.ts`; prints nothing.
 */
import { labTests } from '../../labs/suites.ts'
import { makeClientEnd } from '../labrpc/client-end.ts'
import { Network } from '../labrpc/network.ts'
import { Server } from '../labrpc/server.ts'
import { loadReference } from '../runner/load-reference.ts'
import { runTest, type Submission } from '../runner/run-test.ts'
import { testInfos } from '../runner/test-infos.ts'
import { Sim } from '../sim/sim.ts'

const EVENTS = 1_000_000
const CALLS = 100_000

/** Events per second of CPU: each schedules the next, with a promise between. */
export async function eventsPerSecond(): Promise<number> {
  const sim = new Sim({ seed: 'bench' })
  const startMs = cpuMs()
  await sim.run(async () => {
    for (let i = 0; i < EVENTS; i++) await sim.sleep(1)
  })
  return perSecond(EVENTS, startMs)
}

/** RPCs per second of CPU between host objects; the size of 6.5840's labrpc TestBenchmark. */
export async function rpcsPerSecond(): Promise<number> {
  const sim = new Sim({ seed: 'bench' })
  const network = new Network(sim)
  const echo = { echo: (args: unknown) => args }
  network.addServer('server', new Server((error) => sim.fail(error)).addService('Echo', echo))
  const end = network.makeEnd('end')
  network.connect('end', 'server')
  network.enable('end', true)
  const client = makeClientEnd(network, end)
  const startMs = cpuMs()
  await sim.run(async () => {
    for (let i = 0; i < CALLS; i++) await client.call('Echo.echo', i)
  })
  return perSecond(CALLS, startMs)
}

/** What one run of a test takes, warmed up. */
export interface TestRow {
  readonly name: string
  readonly cpuMs: number
  readonly rpcsPerSecond: number
  /** Virtual time per CPU time. */
  readonly speedUp: number
}

/** Median figures of some tests on the reference solution. */
export async function testRows(names: readonly string[], runs: number): Promise<TestRow[]> {
  const rows: TestRow[] = []
  for (const name of names) rows.push(await testRow(name, runs))
  return rows
}

async function testRow(name: string, runs: number): Promise<TestRow> {
  const test = labTests.find((known) => known.name === name)
  if (test === undefined) throw new Error(`no test named ${name}`)
  const submission = await loadReferenceFor(name)
  const results = []
  for (let seed = 1; seed <= runs; seed++) {
    results.push((await runTest(test, seed, submission)).result)
  }
  results.sort((a, b) => a.cpuMs - b.cpuMs)
  const median = results[Math.floor(results.length / 2)]
  if (median === undefined) throw new Error('no runs')
  const { cpuMs: ms, statistics } = median
  return {
    name,
    cpuMs: ms,
    rpcsPerSecond: (statistics.rpcs / ms) * 1_000,
    speedUp: statistics.virtualMs / ms,
  }
}

/** Of the lab of a test. */
export function loadReferenceFor(name: string): Promise<Submission> {
  return loadReference(testInfos.find((info) => info.name === name)?.lab ?? '')
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1_000
}

function perSecond(count: number, startMs: number): number {
  return (count / (cpuMs() - startMs)) * 1_000
}
