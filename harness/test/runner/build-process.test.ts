/** Tests of harness/runner/build-process.ts: what a submission can do to whoever builds it. */
import { execFileSync } from 'node:child_process'
import t, { type Test } from 'tap'
import { BundleError } from '../../realm/bundle.ts'
import { bundleLab } from '../../runner/build-labs.ts'
import { BuildProcess } from '../../runner/build-process.ts'
import { makePlan } from '../hostile/submission.ts'

/** A folder whose `raft/raft.ts` is this text. */
function submission(t: Test, text: string): string {
  return t.testdir({ raft: { 'raft.ts': text } })
}

/** What a submission is told. */
async function told(builder: BuildProcess, folder: string): Promise<string> {
  const { raft } = await builder.build(makePlan(folder, ['TestInitialElection2A']))
  return raft instanceof BundleError ? raft.message : raft === undefined ? 'nothing' : 'built'
}

/** A builder for which some folders are too much: it ends over one, and stays with another. */
const FRAGILE = `process.on('message', ({ folder }) => {
  if (folder === 'deadly') process.exit(1)
  if (folder !== 'endless') process.send({ bundles: { raft: { code: '', map: '', digest: '' } } })
})`

t.test('what brings the builder down costs only itself', async (t) => {
  const builder = new BuildProcess(30_000, `${t.testdir({ 'builder.mjs': FRAGILE })}/builder.mjs`)
  t.teardown(() => builder.end())
  t.match(await told(builder, 'deadly'), /brings the builder down/)
  t.match(await told(builder, 'solutions'), /^built$/)
})

t.test('what keeps the builder busy is given up, with a builder of its own', async (t) => {
  const builder = new BuildProcess(2_000, `${t.testdir({ 'builder.mjs': FRAGILE })}/builder.mjs`)
  t.teardown(() => builder.end())
  t.match(await told(builder, 'endless'), /did not come back within 2 s/)
  t.match(await told(builder, 'solutions'), /^built$/)
})

t.test('a bundler that ends over a submission builds the next one', async (t) => {
  const endBundler = (_: string, text: string): string => {
    execFileSync('pkill', ['-KILL', '-P', String(process.pid), '-f', 'esbuild'])
    return text
  }
  const solutions = { folder: 'solutions' }
  await t.rejects(bundleLab('raft', solutions, endBundler), {
    name: 'BundleError',
    message: /brings the bundler down/,
  })
  t.ok((await bundleLab('raft', solutions)).code)
})

t.test(
  'a pipe in place of a file is not waited for',
  { skip: process.platform === 'win32' },
  async (t) => {
    const builder = new BuildProcess()
    t.teardown(() => builder.end())
    const folder = submission(t, "import './pipe.ts'\nexport class Raft {}")
    execFileSync('mkfifo', [`${folder}/raft/pipe.ts`])
    t.match(await told(builder, folder), /there is no file raft\/pipe\.ts/)
    execFileSync('rm', [`${folder}/raft/raft.ts`])
    execFileSync('mkfifo', [`${folder}/raft/raft.ts`])
    t.match(await told(builder, folder), /raft\/raft\.ts is no file of text/)
  },
)

t.test('a file of a size that nobody writes is not read', async (t) => {
  const builder = new BuildProcess()
  t.teardown(() => builder.end())
  const large = submission(t, `export class Raft {}\n//${'x'.repeat(1_100_000)}`)
  t.match(await told(builder, large), /raft\/raft\.ts has 1075 kB; a source file may have 1024 kB/)
})
