/** Raft as it is laid out since 2025: in raft1, with raftapi, and a Persister of tester1. */
import t from 'tap'
import { BundleError } from '../../realm/bundle.ts'
import { buildLabs, languageOf } from '../../runner/build-labs.ts'
import { makePlan, runShort } from '../hostile/submission.ts'
import { goFiles, skip } from './fixture.ts'

const ELECTION = 'TestInitialElection2A'

/** The fixture's Raft in the new layout, beside testers that would not build here. */
function newFiles(): Record<string, Record<string, string> | string> {
  const { raft } = goFiles({
    imports: ['6.5840/raftapi'],
    atStart: '\ttester.Annotate("life", "begins", tester.Randstring(3))',
  })
  const text = (raft as Record<string, string>)['raft.go'] ?? ''
  const newer = text
    .replace('import (', 'import (\n\ttester "6.5840/tester1"')
    .replace(/type ApplyMsg struct \{[\s\S]*?\n\}\n/, '')
    .replaceAll('ApplyMsg', 'raftapi.ApplyMsg')
    .replace('*Persister', '*tester.Persister')
    .replace(') *Raft {\n\trf :=', ') raftapi.Raft {\n\trf :=')
  return {
    'go.mod': 'module 6.5840\n\ngo 1.15\n',
    raft1: {
      'raft.go': newer,
      'server.go': 'package raft\n\nimport tester "6.5840/tester1"\n\nvar _ tester.Tgid\n',
    },
    raftapi: { 'raftapi.go': API },
    tester1: { 'config.go': 'package tester\n\ntype Persister struct{}\n\ntype Tgid int\n' },
  }
}

const API = `package raftapi

type Raft interface {
\tStart(command interface{}) (int, int, bool)
\tGetState() (int, bool)
\tSnapshot(index int, snapshot []byte)
\tKill()
}

type ApplyMsg struct {
\tCommandValid bool
\tCommand      interface{}
\tCommandIndex int
}
`

t.test('a Raft of 2025 is graded, and the report says what its parts are', { skip }, async (t) => {
  const plan = makePlan(t.testdir(newFiles()), [ELECTION, 'TestFewestMoves4A'])
  const builds = await buildLabs(plan)
  t.equal(builds.raft instanceof BundleError ? builds.raft.message : 'built', 'built')
  t.match(languageOf(builds), {
    language: /labs of 2025$/,
    languageNote: /^labs of 2025, since raft1\/ is there: its 3A to 3D are 2A to 2D here/,
  })
  const { shardctrler } = builds
  t.match(shardctrler instanceof BundleError && shardctrler.message, /'npm run grade raft' grades/)
  const [result] = await runShort(makePlan(plan.folder, [ELECTION]))
  t.strictSame(
    result?.runs.map(({ failure }) => failure?.message),
    [undefined],
  )
})

/** The same as it is since 2026: every server a process, which is ended and has no Kill(). */
function newestFiles(): Record<string, Record<string, string> | string> {
  const { raft1, ...others } = newFiles()
  const { 'raft.go': raft = '' } = raft1 as Record<string, string>
  const processes = 'package tester\n\nimport "6.5840/tester1/sockrpc"\n'
  return {
    ...others,
    raft1: {
      'raft.go': raft.replace(/^func \(rf \*Raft\) Kill\(\).*$/m, ''),
      'proxy.go':
        'package raft\n\nimport tester "6.5840/tester1"\n\ntype Rfproxy struct{ dc *tester.DaemonClnt }\n',
    },
    raftapi: { 'raftapi.go': API.replace('\tKill()\n', '') },
    tester1: { 'daemonsrv.go': processes, 'persister.go': 'package tester\n' },
  }
}

t.test('a Raft of 2026 has no Kill(): its process ends, as there', { skip }, async (t) => {
  const folder = t.testdir(newestFiles())
  const builds = await buildLabs(makePlan(folder, [ELECTION]))
  t.equal(builds.raft instanceof BundleError ? builds.raft.message : 'built', 'built')
  t.match(languageOf(builds).languageNote, /^labs of 2026 or later, since tester1\/daemonsrv.go is/)
  const [result] = await runShort(makePlan(folder, [ELECTION]))
  t.match(result?.runs, [{ ok: true, warnings: [] }])
})
