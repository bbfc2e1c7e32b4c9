/**
 * How long the linearizability checker takes, beside Porcupine in Go on histories of the same size.
 *
 * The histories come from a simulated store that is linearizable by construction: clients without
 * pauses, each operation taking effect at a random instant between its call and its return. Called
 * by `main.ts`; prints nothing.
 */

import { Bench } from 'tinybench'
import { checkLinearizable } from '../linearizability/checker.ts'
import { kvModel, kvSearchModel } from '../linearizability/models/kv.ts'
import type { KvInput, KvOperation } from '../linearizability/models/kv-operation.ts'

/** One line of the table. */
export interface LinearizabilityRow {
  readonly name: string
  readonly operations: number
  /** Median time of one check, an explanation included where the history is illegal. */
  readonly ms: number
  /**
   * Porcupine on a history of this size, from the project's baseline; none where it has no such.
   */
  readonly goMs: number | undefined
  /** What the row must stay under. */
  readonly msMax: number | undefined
  /** The search alone, without the shortcut for unique tokens; undefined if it gave up. */
  readonly searchMs: number | undefined
}

interface Workload {
  readonly clients: number
  readonly operations: number
  readonly keys: number
  /** Go milliseconds per check, legal and with one read made wrong. */
  readonly goMs: readonly [number, number]
  readonly msMax: readonly [number, number]
}

/** Go figures: Porcupine on this project's 2-core reference machine, measured once. */
const WORKLOADS: readonly Workload[] = [
  { clients: 1, operations: 60, keys: 10, goMs: [0.128, 0.067], msMax: [0.128, 0.067] },
  { clients: 10, operations: 340, keys: 10, goMs: [1.058, 0.846], msMax: [1.058, 0.846] },
  { clients: 50, operations: 1_700, keys: 10, goMs: [344, 34.1], msMax: [34.4, 34.1] },
  { clients: 10, operations: 340, keys: 1, goMs: [1_893, 2_042], msMax: [200, 200] },
]

/** Ours: enough for every history above, and little enough to give up in a second or two. */
const LIMITS = { stepsMax: 1_000_000 }

/** Measures every workload, legal and illegal. Takes a few seconds. */
export async function linearizabilityBench(): Promise<LinearizabilityRow[]> {
  const rows: LinearizabilityRow[] = []
  for (const workload of WORKLOADS) {
    const legal = makeHistory(workload, 1)
    rows.push(await measure(workload, legal, 'ok'))
    rows.push(await measure(workload, withStaleRead(legal), 'illegal'))
  }
  return rows
}

async function measure(
  workload: Workload,
  history: readonly KvOperation[],
  expected: 'ok' | 'illegal',
): Promise<LinearizabilityRow> {
  const { result } = checkLinearizable(kvModel, history, LIMITS)
  if (result !== expected) throw new Error(`the bench expected ${expected} and got ${result}`)
  const searched = checkLinearizable(kvSearchModel, history, LIMITS).result
  const column = expected === 'ok' ? 0 : 1
  const bench = new Bench({ time: 300, warmupTime: 100, iterations: 1, warmupIterations: 1 })
  bench.add('all', () => void checkLinearizable(kvModel, history, LIMITS))
  if (searched === expected) {
    bench.add('search', () => void checkLinearizable(kvSearchModel, history, LIMITS))
  }
  await bench.run()
  const clients = `${workload.clients} client${workload.clients === 1 ? '' : 's'}`
  const keys = `${workload.keys} key${workload.keys === 1 ? '' : 's'}`
  return {
    name: `${clients}, ${keys}, ${column === 0 ? 'legal' : 'one stale read'}`,
    operations: history.length,
    ms: medianMs(bench, 'all') ?? Number.NaN,
    goMs: workload.goMs[column],
    msMax: workload.msMax[column],
    searchMs: medianMs(bench, 'search'),
  }
}

function medianMs(bench: Bench, name: string): number | undefined {
  const result = bench.getTask(name)?.result
  return result !== undefined && 'latency' in result ? result.latency.p50 : undefined
}

/** A call, the instant an operation takes effect, or a return. */
interface Moment {
  readonly at: number
  readonly kind: 'call' | 'effect' | 'return'
  readonly index: number
}

/** A legal history; half gets, 5 % puts, the rest appends, each of a token of its own. */
function makeHistory(workload: Workload, seed: number): KvOperation[] {
  const draw = makeDraw(seed)
  const inputs: KvInput[] = []
  const clients: string[] = []
  const moments: Moment[] = []
  const now = new Array<number>(workload.clients).fill(0)
  for (let index = 0; index < workload.operations; index += 1) {
    const client = index % workload.clients
    const called = now[client] ?? 0
    const returned = called + draw() + 0.001
    now[client] = returned
    inputs.push(makeInput(workload.keys, `x ${client} ${index} y`, draw))
    clients.push(`C${client}`)
    moments.push({ at: called, kind: 'call', index }, { at: returned, kind: 'return', index })
    moments.push({ at: called + draw() * (returned - called), kind: 'effect', index })
  }
  return play(
    inputs,
    clients,
    moments.sort((a, b) => a.at - b.at),
  )
}

function makeInput(keys: number, token: string, draw: () => number): KvInput {
  const key = `k${Math.floor(draw() * keys)}`
  const kind = draw()
  if (kind < 0.5) return { op: 'get', key }
  return { op: kind < 0.55 ? 'put' : 'append', key, value: token }
}

/** Stamps and results, from the moments in order. */
function play(
  inputs: readonly KvInput[],
  clients: readonly string[],
  moments: Moment[],
): KvOperation[] {
  const store = new Map<string, string>()
  const outputs = new Array<string | undefined>(inputs.length)
  const stamps = inputs.map(() => ({ callStamp: 0, returnStamp: 0 }))
  moments.forEach(({ kind, index }, stamp) => {
    const input = inputs[index] as KvInput
    const operation = stamps[index] as { callStamp: number; returnStamp: number }
    if (kind === 'call') operation.callStamp = stamp
    else if (kind === 'return') operation.returnStamp = stamp
    else if (input.op === 'get') outputs[index] = store.get(input.key) ?? ''
    else
      store.set(input.key, (input.op === 'put' ? '' : (store.get(input.key) ?? '')) + input.value)
  })
  return inputs.map((input, index) => ({
    client: clients[index] as string,
    input,
    output: outputs[index],
    ...(stamps[index] as { callStamp: number; returnStamp: number }),
  }))
}

/** Lets the read with the longest value miss the last quarter of it. */
function withStaleRead(history: readonly KvOperation[]): KvOperation[] {
  const lengthOf = (operation: KvOperation): number => operation.output?.length ?? 0
  const longest = history.reduce((a, b) => (lengthOf(b) > lengthOf(a) ? b : a))
  const tokens = (longest.output ?? '').split(/(?<=y)/)
  const output = tokens.slice(0, Math.floor(tokens.length * 0.75)).join('')
  return history.map((operation) => (operation === longest ? { ...operation, output } : operation))
}

/** Numbers from 0 to 1 from a seed: a linear congruential generator is enough for a workload. */
function makeDraw(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}
