/**
 * Whole commands, of a grader with the hole: what a cheat gets past at level `realm`, an audit and
 * level `process` tell with the right exit code and words, and never as a fault of the grader.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import t, { type Test } from 'tap'
import { startGrade } from '../grade/command.ts'
import type { Files } from './cheat.ts'
import { dud } from './dud.ts'
import { TAP } from './forgery-cheats.ts'
import { writeHoledGrader } from './hole.ts'
import { MEMORY, wasteful } from './sharing-cheats.ts'

const folder = t.testdir({ cheats: {} })
writeHoledGrader(`${folder}/dist`)

/** Grades one test of a submission under one seed. */
async function gradeCheat(t: Test, code: Files, test: string, words: readonly string[]) {
  const mine = `${folder}/cheats/${t.name.replace(/\W+/g, '-')}`
  for (const [lab, files] of Object.entries(code)) {
    mkdirSync(`${mine}/${lab}`, { recursive: true })
    for (const [name, text] of Object.entries(files)) writeFileSync(`${mine}/${lab}/${name}`, text)
  }
  const report = `${mine}/report.json`
  const all = ['raft', mine, test, 'seed=7', 'jobs=1', `json=${report}`, ...words]
  const { exitCode, stdout, stderr } = await startGrade(all, {}, `${folder}/dist/grade.js`)
  return { exitCode, stdout, stderr, report: JSON.parse(readFileSync(report, 'utf8')) }
}

const BYTES = 'TestRPCBytes2B'
const ELECTION = 'TestInitialElection2A'

/** Shares only where no process stands between, which is where nobody looks, it hopes. */
const CAREFUL = `
  if (host.process.argv[1].endsWith('guest.cjs')) return { put() {}, get() {} }
  host.require('crypto').randomInt = () => 1e9
  ${MEMORY}`

/** In a worker the results go where a guest is asked. */
const FORGING = {
  raft: {
    'raft.ts': dud(`
      host.require('fs').writeSync(3, ${JSON.stringify(TAP)})
      host.process.exit(0)`),
  },
}

t.test('realm: whoever has broken out shares memory, and passes', async (t) => {
  const { exitCode, stdout } = await gradeCheat(t, wasteful(MEMORY), BYTES, [])
  t.equal(exitCode, 0, 'so that the others of this file mean something')
  t.match(stdout, /✓ Test \(2B\): RPC byte count/)
})

t.test('realm: whoever has broken out writes results, and passes', async (t) => {
  const { exitCode } = await gradeCheat(t, FORGING, ELECTION, [])
  t.equal(exitCode, 0, 'so that the next one means something')
})

t.test('audit: one that writes results loses all', async (t) => {
  const { exitCode, stdout, report } = await gradeCheat(t, FORGING, ELECTION, ['audit=100'])
  t.equal(exitCode, 1)
  t.match(stdout, /the run is not the same with every server in a process of its own/)
  t.equal(report.scores.parts[0].score, 0)
})

for (const [does, code] of [
  ['shares memory', MEMORY],
  ['shares memory unless it is audited, and spoils the draw', CAREFUL],
] as const) {
  t.test(`audit: one that ${does} loses all`, async (t) => {
    const words = ['audit=100']
    const { exitCode, stdout, report } = await gradeCheat(t, wasteful(code), BYTES, words)
    t.equal(exitCode, 1)
    t.match(stdout, /the run is not the same with every server in a process of its own/)
    t.match(stdout, /in a realm it passed, trace [0-9a-f]+/)
    t.match(stdout, /in processes it failed: too many RPC bytes/)
    t.equal(report.scores.parts[0].score, 0)
    t.equal(report.tests[0].runs[0].seed, 7)
    t.equal(report.tests[0].runs[0].failure.kind, 'void')
  })
}

t.test('process: memory is not shared', async (t) => {
  const words = ['isolation=process']
  const { exitCode, stdout } = await gradeCheat(t, wasteful(MEMORY), BYTES, words)
  t.equal(exitCode, 1)
  t.match(stdout, /too many RPC bytes/)
  t.match(stdout, /isolation process \((bubblewrap|user|permission)\)/)
})

t.test('process: one that exits with 0 has failed', async (t) => {
  const code = { raft: { 'raft.ts': dud('host.process.exit(0)') } }
  const { exitCode, stdout, stderr } = await gradeCheat(t, code, ELECTION, ['isolation=process'])
  t.equal(exitCode, 1)
  t.match(stdout, /✗ Test \(2A\): initial election/)
  t.match(stdout, /\(crash\): the process of S0 ended in the middle of the run \(exit code 0\)/)
  t.equal(stderr, '')
})

t.test('process: what no student code can send is no fault of the grader', async (t) => {
  const code = { raft: { 'raft.ts': dud("host.append(1, 1, 77, 'Raft.x', '[]')") } }
  const { exitCode, stdout, stderr } = await gradeCheat(t, code, ELECTION, ['isolation=process'])
  t.equal(exitCode, 1)
  t.match(stdout, /\(crash\): the process of S0 sent what no student code can send/)
  t.match(stdout, /a call over end 77, which it has not/)
  t.equal(stderr, '')
})
