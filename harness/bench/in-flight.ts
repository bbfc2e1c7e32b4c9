/**
 * How many requests of clients are in flight at one server: a Markdown table of the tests that have
 * several clients and no partitions, behind which requests would pile up. Part of `npm run bench
 * sizes`. A server that does not lead answers at once, so what counts is the leader.
 */
import { labTests } from '../../labs/suites.ts'
import { runTest } from '../runner/run-test.ts'
import type { World } from '../tester/world.ts'
import { loadReferenceFor } from './simulator.ts'

const RUNS = 3

interface Row {
  readonly name: string
  /** Clients of the Go test. Each has one request at a time, and no pause between. */
  readonly clients: number
  /** Whose requests are counted. */
  readonly program: keyof World['openMs']
}

const ROWS: readonly Row[] = [
  { name: 'TestBasic3A', clients: 1, program: 'kvserver' },
  { name: 'TestConcurrent3A', clients: 5, program: 'kvserver' },
  { name: 'TestUnreliable3A', clients: 5, program: 'kvserver' },
  { name: 'TestPersistConcurrent3A', clients: 5, program: 'kvserver' },
  { name: 'TestPersistConcurrentUnreliable3A', clients: 5, program: 'kvserver' },
  { name: 'TestSnapshotRecoverManyClients3B', clients: 20, program: 'kvserver' },
  { name: 'TestSnapshotUnreliable3B', clients: 5, program: 'kvserver' },
  { name: 'TestSnapshotUnreliableRecover3B', clients: 5, program: 'kvserver' },
  { name: 'TestBasic', clients: 10, program: 'shardctrler' },
  { name: 'TestMulti', clients: 10, program: 'shardctrler' },
  { name: 'TestConcurrent1', clients: 10, program: 'shardkv' },
  { name: 'TestConcurrent2', clients: 10, program: 'shardkv' },
  { name: 'TestConcurrent3', clients: 10, program: 'shardkv' },
  { name: 'TestUnreliable2', clients: 10, program: 'shardkv' },
  { name: 'TestUnreliable3', clients: 10, program: 'shardkv' },
]

/** The table, a line each. */
export async function inFlightTable(): Promise<string[]> {
  const lines = ['| Test | clients | mean | 90th percentile | most |', '|---|---|---|---|---|']
  for (const row of ROWS) lines.push(await describeRow(row))
  return lines
}

async function describeRow({ name, clients, program }: Row): Promise<string> {
  const test = labTests.find((known) => known.name === name)
  if (test === undefined) throw new Error(`no test named ${name}`)
  const submission = await loadReferenceFor(name)
  /** By count of requests, from 1 on. */
  const ms: number[] = []
  for (let seed = 1; seed <= RUNS; seed++) {
    const { openMs } = await runTest(test, seed, submission)
    for (const [count, more] of openMs[program].slice(1).entries()) {
      ms[count] = (ms[count] ?? 0) + more
    }
  }
  const cells = [name, clients, mean(ms).toFixed(1), percentile(ms, 0.9), ms.length]
  return `| ${cells.join(' | ')} |`
}

/** Mean count over the time in which there was any. */
function mean(ms: readonly number[]): number {
  return ms.reduce((sum, some, at) => sum + (at + 1) * some, 0) / total(ms)
}

/** At most so many for that share of the time in which there was any. */
function percentile(ms: readonly number[], share: number): number {
  const enough = share * total(ms)
  return 1 + ms.findIndex((_, at) => total(ms.slice(0, at + 1)) >= enough)
}

function total(ms: readonly number[]): number {
  return ms.reduce((sum, some) => sum + some, 0)
}
