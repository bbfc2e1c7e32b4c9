/** Tests of harness/report/trace-file.ts. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { makeTraceText, serversOf, writeTraceFile } from '../../report/trace-file.ts'
import { backup, makeRun, split } from './samples.ts'

const subject = { test: 'TestBackup2B', seed: 7, folder: 'labs', servers: ['S0', 'S1'] }
const events = [
  { atMs: 0, kind: 'fault', who: 'test', text: 'started S0' },
  { atMs: 1.5, kind: 'save', who: 'S0', state: new Uint8Array(12), big: 5n, stateBytes: 12 },
]

t.test('a line on what was run, the events, a line on how it ended', async (t) => {
  const run = makeRun(backup, 7, { failure: split })
  const [head, ...rest] = makeTraceText(subject, events, run).trimEnd().split('\n')
  t.equal(
    head,
    '{"schema":"raft-labs/trace","version":1,"test":"TestBackup2B","seed":7,' +
      '"folder":"labs","servers":["S0","S1"]}',
  )
  t.strictSame(rest.slice(0, -1), [
    '{"atMs":0,"kind":"fault","who":"test","text":"started S0"}',
    '{"atMs":1.5,"kind":"save","who":"S0","state":{"bytes":12},"big":"5","stateBytes":12}',
  ])
  t.strictSame(JSON.parse(rest.at(-1) ?? ''), {
    outcome: 'failed',
    failure: split,
    warnings: [],
    notForced: [],
    showedNothing: false,
    statistics: run.statistics,
    traceHash: run.traceHash,
    story: [{ atMs: 1.5, who: 'S0', event: 1, text: 'S0 saves 12 B' }],
  })
})

t.test('it is written to the file, or the command line is wrong', async (t) => {
  const folder = t.testdir({ taken: '' })
  const run = makeRun(backup, 7)
  writeTraceFile(join(folder, 'a', 't.ndjson'), subject, events, run)
  t.equal(readFileSync(join(folder, 'a', 't.ndjson'), 'utf8'), makeTraceText(subject, events, run))
  t.throws(() => writeTraceFile(join(folder, 'taken', 't'), subject, events, run), {
    name: 'UsageError',
  })
})

t.test('servers are found among those at whom something happened', async (t) => {
  const at = (who: string) => ({ atMs: 0, kind: 'timer', who })
  const names = ['S10', 'test', 'S2', 'C1', 'S2', 'G100/S0', 'Setup1']
  t.strictSame(serversOf(names.map(at)), ['G100/S0', 'S2', 'S10'])
})
