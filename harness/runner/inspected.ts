/**
 * The process of `inspect`: one run in one process, to which a debugger is attached. The submission
 * names its own files in its source map, so that a breakpoint in a `.ts` line is met. No watchdog,
 * no second thread: as long as it is stopped, nothing goes on, least of all virtual time.
 */
import { readFileSync } from 'node:fs'
import vm from 'node:vm'
import { labTests } from '../../labs/suites.ts'
import { RealmFactory } from '../realm/realm-factory.ts'
import { StackMapper } from '../realm/student-stack.ts'
import { HarnessError } from '../tester/failure.ts'
import { builtFile } from './built-file.ts'
import type { InspectSetup } from './inspect-process.ts'
import { runTest } from './run-test.ts'
import { onStrayErrors } from './stray-errors.ts'
import { writeBailOut, writePoint } from './tap-writer.ts'

/** What the debugger shows at the first stop: by then it knows the submission's files. */
const FIRST_STOP = `// Your code is loaded, and nothing of it has run yet.
// Set breakpoints in your .ts files now, and go on: F5 in VS Code, F8 in Chrome.
debugger
`

function bailOut(error: unknown): never {
  writeBailOut(error instanceof Error ? (error.stack ?? error.message) : String(error))
  process.exit(70)
}

onStrayErrors(bailOut)
// Ctrl-C reaches every process; the parent decides, and has a debugger's process ended at once.
process.on('SIGINT', () => {})

const setup: InspectSetup = JSON.parse(readFileSync(process.stdin.fd, 'utf8'))
const { script, map, seed } = setup
const test = labTests.find(({ name }) => name === setup.test)
if (test === undefined) throw new HarnessError(`no test named ${setup.test}`)
const bootstrap = readFileSync(builtFile('bootstrap.js'), 'utf8')
const factory = new RealmFactory(script.code, script.url, bootstrap)
// A debugger hears of a script when it first runs somewhere: in a context that nobody needs.
factory.make()
vm.runInThisContext(FIRST_STOP, { filename: 'your-code-is-loaded.js' })
const { play } = setup
const run = await runTest(
  test,
  seed,
  { factory, stacks: new StackMapper(map, script.code) },
  play && { play },
)
const { firstFresh } = run
writePoint(run.result.ok, 1, `${test.name} seed=${seed}`, {
  ...run.result,
  ...(firstFresh === undefined ? {} : { firstFresh }),
})
process.exit(0)
