/**
 * `npm run bench`: prints the throughput of simulator and network, and the checker beside Go's.
 * `npm run bench sizes` prints the workload of every test beside Go's instead;
 * `npm run bench reference` writes the reference's figures for the plots of `report=`.
 */
import { tuneV8 } from '../realm/tune-v8.ts'
import { inFlightTable } from './in-flight.ts'
import { linearizabilityBench } from './linearizability.ts'
import { measureReference } from './reference.ts'
import { eventsPerSecond, rpcsPerSecond, testRows } from './simulator.ts'
import { sizesTable } from './sizes.ts'

const TESTS = [
  'TestInitialElection2A',
  'TestBasicAgree2B',
  'TestBackup2B',
  'TestFigure8Unreliable2C',
  'TestSnapshotInstall2D',
  'TestConcurrent3A',
]
const RUNS = 9

tuneV8()

const [, , what, ...parts] = process.argv
if (what === 'sizes') await sizes()
else if (what === 'reference')
  await measureReference(parts, (line) => process.stdout.write(`${line}\n`))
else await benchmark()

async function sizes(): Promise<void> {
  for (const table of [await sizesTable(), await inFlightTable()]) {
    process.stdout.write(`${table.join('\n')}\n\n`)
  }
}

async function benchmark(): Promise<void> {
  process.stdout.write(`simulator, on one core
  events          ${thousands(await eventsPerSecond())} per second
  RPCs            ${thousands(await rpcsPerSecond())} per second, between host objects

whole tests on the reference solution
  ${'test'.padEnd(28)}${'CPU ms'.padStart(9)}${'RPCs/s'.padStart(11)}${'virtual/CPU'.padStart(13)}
`)
  for (const { name, cpuMs, rpcsPerSecond: rpcs, speedUp } of await testRows(TESTS, RUNS)) {
    const figures = [cpuMs.toFixed(1).padStart(9), thousands(rpcs).padStart(11)]
    process.stdout.write(
      `  ${name.padEnd(28)}${figures.join('')}${speedUp.toFixed(0).padStart(12)}x\n`,
    )
  }
  process.stdout.write(`
linearizability, ms per check (median)
  ${'history'.padEnd(52)}${'ours'.padStart(10)}${'Go'.padStart(10)}\n`)
  for (const { name, ms, goMs } of await linearizabilityBench()) {
    const go = goMs === undefined ? '-' : goMs.toFixed(3)
    process.stdout.write(`  ${name.padEnd(52)}${ms.toFixed(3).padStart(10)}${go.padStart(10)}\n`)
  }
}

function thousands(count: number): string {
  return Math.round(count).toLocaleString('en-US')
}
