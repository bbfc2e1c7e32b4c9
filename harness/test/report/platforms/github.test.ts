/** Tests of harness/report/platforms/github.ts and its annotations and summary. */
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { ConsoleReporter } from '../../../report/console.ts'
import { JsonReporter } from '../../../report/json.ts'
import { makePalette } from '../../../report/palette.ts'
import { GithubReporter } from '../../../report/platforms/github.ts'
import { codeBlock, makeSummary } from '../../../report/platforms/github-summary.ts'
import { TapReporter } from '../../../report/tap.ts'
import { clean, cleanLines } from '../../../report/text-layout.ts'
import type { Plan, Reporter, TestResult } from '../../../runner/events.ts'
import { backup, basic, election, eventsOf, makePlan, makeRun, Output, split } from '../samples.ts'
import { commandsIn } from './runner-commands.ts'
import { HOSTILE, hostile, hostileResults, mixedPlan, mixedResults, unbuilt } from './standings.ts'

function report(
  plan: Plan,
  results: readonly TestResult[],
  env: Record<string, string> = {},
): string {
  const output = new Output()
  const reporter = new GithubReporter(output, env)
  for (const event of eventsOf(plan, results)) reporter.handle(event)
  return output.text
}

/** A repository with work in a folder of it. */
function repository() {
  const root = t.testdir({ work: { raft: { 'raft.ts': 'x' } }, ours: { raft: { 'raft.ts': 'x' } } })
  return { root, folder: join(root, 'work'), env: { GITHUB_WORKSPACE: root } }
}

t.test('an error on the line of the student, from the top of the repository', async (t) => {
  const { folder, env } = repository()
  const commands = commandsIn(report({ ...mixedPlan, folder }, mixedResults, env))
  t.match(commands, [
    {
      name: 'error',
      properties: { title: 'TestBackup2B', file: 'work/raft/raft.ts', line: '41', col: '7' },
      text: /^TestBackup2B failed at 2,344 virtual ms: S0 and S2 applied different commands at/,
    },
    { name: 'error', properties: { title: 'TestStrandedEntry2B' } },
    { name: 'error', properties: { title: 'TestStrandedEntry2B', line: '41' } },
  ])
  t.equal(commands.length, 3)
  t.match(commands[0]?.text, '\n  again  npm run grade 2B TestBackup2B seed=42\n')
})

t.test('a line that is not in the repository is not named', async (t) => {
  const { root, folder, env } = repository()
  const fileOf = (plan: Partial<Plan>, frame: string) => {
    const failure = { ...split, frames: [frame] }
    const runs = [makeRun(backup, 1, { failure })]
    const text = report(makePlan([backup], plan), [{ test: backup, runs }], env)
    return commandsIn(text)[0]?.properties.file
  }
  t.equal(fileOf({ folder }, 'raft/raft.ts:1:1'), 'work/raft/raft.ts')
  t.equal(fileOf({ folder }, 'raft/other.ts:1:1'), undefined)
  t.equal(fileOf({ folder }, '../ours/raft/raft.ts:1:1'), undefined)
  t.equal(fileOf({ folder: join(root, '..') }, 'raft/raft.ts:1:1'), undefined)
  t.equal(fileOf({ folder: join(root, 'none') }, 'raft/raft.ts:1:1'), undefined)
  const kv = { ...backup, lab: 'kvraft' }
  const on = { folder, on: join(root, 'ours') }
  const runs = [makeRun(kv, 1, { failure: { ...split, frames: ['raft/raft.ts:1:1'] } })]
  const below = report(makePlan([kv], on), [{ test: kv, runs }], env)
  t.equal(
    commandsIn(below)[0]?.properties.file,
    'ours/raft/raft.ts',
    'the layer below is elsewhere',
  )
})

t.test('of what does not build, the place of the fault', async (t) => {
  const { folder, env } = repository()
  const commands = commandsIn(report({ ...unbuilt.plan, folder }, unbuilt.results, env))
  t.match(commands, [
    {
      properties: {
        title: 'TestInitialElection2A, TestBasicAgree2B',
        file: 'work/raft/raft.ts',
        line: '2',
        col: '8',
      },
    },
  ])
  t.equal(commands.length, 1)
})

t.test('failures that are alike are one, ten are shown, and the rest is counted', async (t) => {
  const failing = (messages: readonly string[]) => {
    const plan = makePlan([backup], { runs: messages.length })
    const runs = messages.map((message, seed) => {
      return makeRun(backup, seed, { failure: { ...split, message } })
    })
    return commandsIn(report(plan, [{ test: backup, runs }])).map(({ name }) => name)
  }
  const words = (count: number) => Array.from({ length: count }, (_, i) => 'x'.repeat(i + 1))
  t.strictSame(failing(['index 1', 'index 2']), ['error'])
  t.strictSame(failing(words(10)), Array(10).fill('error'))
  t.strictSame(failing(words(13)), [...Array(10).fill('error'), 'notice'])
  t.strictSame(failing(words(0)), [])
})

t.test('the summary is appended, the score is an output of the step', async (t) => {
  const folder = t.testdir({ summary: 'before\n', output: 'status=success\n' })
  const env = {
    GITHUB_STEP_SUMMARY: join(folder, 'summary'),
    GITHUB_OUTPUT: join(folder, 'output'),
  }
  report(mixedPlan, mixedResults, env)
  const summary = readFileSync(env.GITHUB_STEP_SUMMARY, 'utf8')
  t.ok(summary.startsWith('before\n\n| Part | Points | Tests passed |\n|---|---|---|\n'))
  t.match(summary, '| 2B | **60** of 100 | 1 of 3 |')
  t.match(summary, '| ❌ | Test: ops complete fast enough (3A) | 0 of 2 | 0 of 50 |')
  t.match(summary, '<details><summary>Test (2B): stranded entry</summary>\n\n```text\n')
  t.equal(
    readFileSync(env.GITHUB_OUTPUT, 'utf8'),
    'status=success\nscore=210\nmaximum=300\npassed=false\n',
  )
})

t.test('the summary keeps within what GitHub takes, with what is there already', async (t) => {
  const details = Array.from({ length: 16 }, () => 'é'.repeat(600))
  const messages = Array.from({ length: 3 }, (_, i) => 'x'.repeat(i + 1))
  const tests = Array.from({ length: 30 }, (_, i) => ({ ...backup, name: `Test${i}` }))
  const results = tests.map((test) => {
    const runs = messages.map((message, seed) => {
      return makeRun(test, seed, { failure: { ...split, message, details } })
    })
    return { test, runs }
  })
  const plan = makePlan(tests, { runs: 3 })
  for (const size of [0, 500_000, 1_040_000, 2_000_000]) {
    const file = join(t.testdir({ summary: 'x'.repeat(size) }), 'summary')
    report(plan, results, { GITHUB_STEP_SUMMARY: file })
    const { length } = readFileSync(file)
    t.ok(length <= Math.max(size, 1024 * 1024), `${size} became ${length}`)
    t.equal(length > size, size < 1_048_000, 'nothing is written where nothing fits')
  }
})

t.test('a file that cannot be written is said, and costs nothing', async (t) => {
  const folder = t.testdir({})
  mkdirSync(join(folder, 'output'))
  const text = report(makePlan([election]), [{ test: election, runs: [makeRun(election, 1)] }], {
    GITHUB_OUTPUT: join(folder, 'output'),
  })
  t.match(text, /^cannot write to GITHUB_OUTPUT: Error: EISDIR/)
})

t.test('student texts stand in code blocks that they cannot end', async (t) => {
  t.strictSame(codeBlock('a'), ['```text', 'a', '```'])
  t.strictSame(codeBlock('```\n`````'), ['``````text', '```\n`````', '``````'])
  const lines = makeSummary(hostile, 1_000_000).split('\n')
  let fence: string | undefined
  const outside = lines.filter((line) => {
    if (fence === undefined) fence = /^(`{3,})text$/.exec(line)?.[1]
    else if (line.trim() === fence) fence = undefined
    return fence === undefined
  })
  t.equal(fence, undefined)
  t.notMatch(outside.join('\n'), /forged|script|formula/)
  t.equal(outside.filter((line) => line === '</details>').length, 1)
})

t.test('no text of a student is a command, in whatever we print', async (t) => {
  const plan = makePlan([election, basic, backup])
  const printers: readonly ((output: Output) => Reporter)[] = [
    (output) => {
      const screen = { write: (text: string) => output.write(text), isTty: false, now: () => 0 }
      return new ConsoleReporter({ ...screen, columns: undefined }, makePalette(false))
    },
    (output) => {
      const screen = { write: (text: string) => output.write(text), isTty: false, now: () => 0 }
      return new ConsoleReporter({ ...screen, columns: 60 }, makePalette(false))
    },
    (output) => new TapReporter(output),
    (output) => new JsonReporter('-', output, () => 0),
  ]
  for (const make of printers) {
    const output = new Output()
    const reporter = make(output)
    for (const event of eventsOf(plan, hostileResults())) reporter.handle(event)
    t.match(output.text, 'forged')
    t.strictSame(commandsIn(output.text), [])
  }
  const own = commandsIn(report(plan, hostileResults()))
  t.strictSame(
    own.map(({ name }) => name),
    ['error'],
  )
})

t.test('commands are found, and lines that are cleaned hold none', async (t) => {
  t.strictSame(
    commandsIn(HOSTILE.slice(0, 4).join('\n')).map(({ name }) => name),
    ['error', 'add-mask', 'stop-commands', 'error'],
  )
  t.strictSame(commandsIn(HOSTILE.map(clean).join('\n')), [])
  t.strictSame(commandsIn(cleanLines(HOSTILE.join('\n'))), [])
  t.equal(clean('a ## b, ##c and #[d]'), 'a ## b, ##c and #[d]', 'no more is changed than needed')
})

t.test('a JSON report on standard output means the same', async (t) => {
  const file = join(t.testdir(), 'report.json')
  const output = new Output()
  for (const target of [file, '-']) {
    const reporter = new JsonReporter(target, output, () => 0)
    for (const event of eventsOf(makePlan([election, basic, backup]), hostileResults())) {
      reporter.handle(event)
    }
  }
  t.strictSame(JSON.parse(output.text), JSON.parse(readFileSync(file, 'utf8')))
})
