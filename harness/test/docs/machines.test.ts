/**
 * The definitions in docs/machines for engines that start shards: what they make the engine run is
 * run here for every index, with an npm that only notes its words.
 */
import { basename, join, resolve } from 'node:path'
import t, { type Test } from 'tap'
import { parse, parseAllDocuments } from 'yaml'
import type { Command, GradeCommand, MergeCommand } from '../../report/command.ts'
import { readText } from '../tidy/source.ts'
import { FakeMachine } from './fake-tools.ts'

const FOLDER = 'docs/machines'
const SETTINGS = { PARTS: '2A 2B', RUNS: '20', SEED: '7' }

type Call = readonly [words: readonly string[], env: Record<string, string>]

interface Engine {
  readonly file: string
  /** What the engine runs for one shard, counted from 0; all of them at once in one call. */
  shards(of: number): readonly Call[]
  /** What joins the reports, where shards do not do it themselves. */
  merge?(): Call
}

const ENGINES: readonly Engine[] = [
  {
    file: 'parallel.sh',
    shards: (of) => [[[script('parallel.sh'), 'amy', '.'], { ...SETTINGS, SHARDS: String(of) }]],
  },
  {
    file: 'slurm.sh',
    shards: (of) =>
      indices(of).map((index) => [[script('slurm.sh'), 'amy', '.'], slurm(index, of)]),
    merge: () => [['sh', '-c', mergeInComment('slurm.sh').replaceAll('out/', '')], {}],
  },
  {
    file: 'github.yml',
    shards: (of) => indices(of).map((index) => github('shard', `${index + 1}`, `${of}`)),
    merge: () => github('merge', '', ''),
  },
  {
    file: 'gitlab.yml',
    shards: (of) => indices(of).map((index) => gitlab('shard', `${index + 1}`, `${of}`)),
    merge: () => gitlab('merge', '', ''),
  },
  {
    file: 'kubernetes.yaml',
    shards: (of) => indices(of).map((index) => kubernetes(index, of)),
    merge: () => [['sh', '-c', mergeInComment('kubernetes.yaml').replaceAll('/reports/', '')], {}],
  },
]

function indices(of: number): number[] {
  return Array.from({ length: of }, (_, index) => index)
}

function script(name: string): string {
  return resolve(FOLDER, name)
}

function slurm(index: number, of: number): Record<string, string> {
  return { ...SETTINGS, SLURM_ARRAY_TASK_ID: `${index + 1}`, SLURM_ARRAY_TASK_COUNT: `${of}` }
}

/** The last `npm run ... merge ...` that a comment tells to write. */
function mergeInComment(file: string): string {
  const found = [...readText(join(FOLDER, file)).matchAll(/npm run [^'\n]*grade merge [^'\n]+/g)]
  return found.at(-1)?.[0] ?? 'false'
}

interface Step {
  readonly run?: string
  readonly env?: Record<string, string>
}

function github(job: string, shard: string, of: string): Call {
  const workflow = parse(readText(join(FOLDER, 'github.yml')))
  const expressions: Record<string, string> = {
    'inputs.parts': SETTINGS.PARTS,
    'inputs.folder': 'labs',
    'inputs.runs': SETTINGS.RUNS,
    'inputs.seed': SETTINGS.SEED,
    'matrix.shard': shard,
    'strategy.job-total': of,
  }
  const steps = (workflow.jobs[job].steps as Step[]).filter(({ run }) => run !== undefined)
  const given = Object.entries(Object.assign({}, ...steps.map(({ env }) => env ?? {})))
  const env = given.map(([name, value]) => {
    return [name, expressions[/\$\{\{ (.*) \}\}/.exec(String(value))?.[1] ?? ''] ?? 'unknown']
  })
  // Nothing downloads the reports into their folder here.
  const commands = steps.map(({ run }) => run?.replace('shards/*', 'shard-*'))
  return [['sh', '-ec', commands.join('\n')], Object.fromEntries(env)]
}

function gitlab(job: string, index: string, of: string): Call {
  const { [job]: found, variables } = parse(readText(join(FOLDER, 'gitlab.yml')))
  const env = { ...variables, ...SETTINGS, CI_NODE_INDEX: index, CI_NODE_TOTAL: of }
  return [['sh', '-ec', found.script.join('\n')], { ...env, SUBMISSION: 'https://example.edu/amy' }]
}

function kubernetes(index: number, of: number): Call {
  const [job] = parseAllDocuments(readText(join(FOLDER, 'kubernetes.yaml'))).map((one) =>
    one.toJS(),
  )
  const { command } = job.spec.template.spec.containers[0]
  const here = command.map((word: string) => word.replaceAll('/reports/', ''))
  const env = { ...SETTINGS, SUBMISSION: 'amy', SHARDS: `${of}`, JOB_COMPLETION_INDEX: `${index}` }
  return [here, env]
}

const isShard = (command: Command): command is GradeCommand => command.kind === 'grade'
const isMerge = (command: Command): command is MergeCommand => command.kind === 'merge'

/** What all calls of an engine made npm do, in one folder. */
async function commandsOf(t: Test, engine: Engine, of: number): Promise<Command[]> {
  const machine = new FakeMachine(t.testdir())
  const made: Command[] = []
  for (const [words, env] of [...engine.shards(of), ...(engine.merge ? [engine.merge()] : [])]) {
    const { exitCode, stderr, commands } = await machine.run(words, env)
    t.equal(exitCode, 0, stderr)
    made.push(...commands)
  }
  return made
}

for (const engine of ENGINES) {
  t.test(`${engine.file}: every shard once, all alike, and a merge of just them`, async (t) => {
    for (const of of [1, 4, 11]) {
      const commands = await commandsOf(t, engine, of)
      const shards = commands.filter(isShard)
      t.strictSame(
        shards.map(({ shard }) => shard?.number).sort((a = 0, b = 0) => a - b),
        indices(of).map((index) => index + 1),
      )
      const [first] = shards
      t.match(first, { seed: 7, runs: 20, folder: /amy|handed-in\/labs/ })
      for (const { shard, json, ...rest } of shards) {
        t.equal(shard?.of, of)
        t.strictSame(rest, restOf(first))
      }
      const [merge, ...others] = commands.filter(isMerge)
      t.strictSame(others, [])
      const reports = shards.map(({ json }) => basename(json ?? '')).sort()
      t.strictSame(merge?.files.map((file) => basename(file)).sort(), reports)
      t.equal(new Set(reports).size, of)
    }
  })
}

function restOf(command: GradeCommand | undefined): Partial<GradeCommand> {
  const { shard: _, json: __, ...rest } = command ?? ({} as GradeCommand)
  return rest
}

t.test('a failed run is no failure of the machine, and a fault is one', async (t) => {
  for (const engine of ENGINES.filter(({ merge }) => merge !== undefined)) {
    const machine = new FakeMachine(t.testdir())
    const [words, env] = engine.shards(1)[0] as Call
    const atOnce = words.map((word) => word.replace(/^npm ci.*$/m, ''))
    const ended = async (code: number) => {
      return (await machine.run(atOnce, { ...env, NPM_EXIT: `${code}` })).exitCode
    }
    t.equal(await ended(1), 0, `${engine.file}: a run failed`)
    t.not(await ended(70), 0, `${engine.file}: a fault of the grader`)
    t.not(await ended(2), 0, `${engine.file}: a wrong command line`)
  }
})

t.test('a definition that counts from 0 or forgets the seed would be found', async (t) => {
  const machine = new FakeMachine(t.testdir())
  const run = (words: string) => machine.run(['sh', '-c', `npm run grade 2A amy ${words}`])
  await t.rejects(run('seed=7 json=a shard=0/4'), { name: 'UsageError', message: /shard=1\/4/ })
  await t.rejects(run('json=a shard=1/4'), { message: /needs the same seed/ })
  t.match((await run('seed=7 json=a shard=1/4')).commands, [{ shard: { number: 1, of: 4 } }])
})

t.test('without a seed nothing is started', async (t) => {
  for (const file of ['parallel.sh', 'slurm.sh']) {
    const machine = new FakeMachine(t.testdir())
    const { exitCode, stderr, commands } = await machine.run([script(file), 'amy', '.'])
    t.not(exitCode, 0)
    t.match(stderr, /SEED: set SEED: all shards need the same/)
    t.strictSame(commands, [])
  }
})

t.test('numbers in the files agree with each other and with the engines', async (t) => {
  const text = (file: string): string => readText(join(FOLDER, file))
  const { jobs } = parse(text('github.yml'))
  t.strictSame(jobs.shard.strategy.matrix.shard, [1, 2, 3, 4])
  t.equal(parse(text('gitlab.yml')).shard.parallel, 4)
  t.match(text('slurm.sh'), '#SBATCH --array=1-4\n')
  const [job] = parseAllDocuments(text('kubernetes.yaml')).map((one) => one.toJS())
  t.match(job.spec, { completionMode: 'Indexed', completions: 4, parallelism: 4 })
  t.match(text('kubernetes.yaml'), '--from-literal=SHARDS=4')
})

t.test('actions are pinned by commit, and permissions are the least', async (t) => {
  const workflow = parse(readText(join(FOLDER, 'github.yml')))
  t.strictSame(workflow.permissions, { contents: 'read' })
  t.strictSame(Object.keys(workflow.on), ['workflow_dispatch'])
  for (const { steps } of Object.values<{ steps: { uses?: string; run?: string }[] }>(
    workflow.jobs,
  )) {
    for (const { uses, run } of steps) {
      if (uses !== undefined) t.match(uses, /^actions\/[\w-]+@[0-9a-f]{40}$/)
      t.notMatch(run ?? '', '${{', 'what others typed is no part of a script')
    }
  }
})
