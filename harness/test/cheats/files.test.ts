/** Nothing can be read or changed that is not the attempt's own: neither files nor processes. */
import { readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import type { ProcessIsolation } from '../../runner/process-isolation.ts'
import { openHoled, runCheat, type Walls } from './cheat.ts'
import { dud, HONEST } from './dud.ts'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))

/** What others own: a submission, a report, a journal, a suite. */
const VICTIMS = {
  'report.json': '{"score":0}',
  'journal.ndjson': '{"run":1}',
  other: { raft: { 'raft.ts': 'export class Raft {}' } },
  dist: { 'worker.js': 'judge()', 'guest.cjs': 'serve()' },
  'secret.txt': 'seeds: 41, 42',
}

/** Places that a cheat would think of, from the outside. */
function placesOf(victims: string): string[] {
  const names = ['', ...readdirSync(victims, { recursive: true }).map(String)]
  return [
    ...names.map((name) => join(victims, name)),
    ...['dist/worker.js', 'dist/grade.js', 'labs/raft/suite', 'solutions/raft/raft.ts'].map(
      (name) => join(ROOT, name),
    ),
    ...[
      '/etc/passwd',
      '/etc/shadow',
      '/etc/hostname',
      '/root',
      '/home',
      '/var',
      '/usr/sbin',
      '/opt',
    ],
    ...[`/proc/${process.pid}/cmdline`, `/proc/${process.pid}/environ`, `/proc/${process.pid}/mem`],
    ...[`/proc/${process.pid}/fd`, `/proc/${process.ppid}/cmdline`],
  ]
}

/** Throws what it was able to read. */
const READING = (places: readonly string[]): string => `
  const fs = host.require('fs')
  const found = []
  for (const place of ${JSON.stringify(places)}) {
    for (const read of [
      () => fs.readFileSync(place).length,
      () => fs.readdirSync(place).length,
      () => fs.readSync(fs.openSync(place, 'r'), new Uint8Array(8)),
    ]) try { if (read() > 0) found.push(place) } catch {}
  }
  let pids = []
  try { pids = fs.readdirSync('/proc') } catch { pids = [1, 2, 3] }
  for (const pid of pids) {
    try {
      const words = fs.readFileSync('/proc/' + pid + '/cmdline', 'utf8')
      const [word] = /worker|grade|tap|Test/.exec(words) ?? []
      if (word !== undefined) found.push('a process: ' + word)
    } catch {}
  }
  try { if (fs.readdirSync('/tmp').length > 1) found.push('/tmp') } catch {}
  throw new Error('found: ' + (found.join(', ') || 'nothing'))`

/** Throws what it was able to change. */
const CHANGING = (places: readonly string[]): string => `
  const fs = host.require('fs')
  const changed = []
  for (const place of ${JSON.stringify(places)}) {
    for (const change of [
      () => fs.writeFileSync(place, 'mine'),
      () => fs.appendFileSync(place, 'mine'),
      () => fs.writeFileSync(place + '/mine', ''),
      () => fs.symlinkSync('/etc/passwd', place + '.link'),
      () => fs.renameSync(place, place + '.old'),
      () => fs.truncateSync(place),
      () => fs.chmodSync(place, 0o777),
      () => fs.mkdirSync(place + '.mine'),
      () => fs.unlinkSync(place),
      () => fs.rmSync(place, { recursive: true }),
    ]) try { change(); changed.push(place + ' by ' + change) } catch {}
  }
  throw new Error('changed: ' + (changed.join(', ') || 'nothing'))`

function testWalls(t: Test, walls: Walls): void {
  const isolation = openHoled(t, walls)
  const options = isolation === undefined ? { skip: 'bubblewrap does not work here' } : {}
  const holed = isolation as ProcessIsolation

  t.test('reads files and processes of others', options, async (t) => {
    const victims = t.testdir(VICTIMS)
    const code = dud(READING(placesOf(victims)))
    await t.test('run', (t) => runAlone(t, code, holed, 'found: nothing'))
  })

  t.test('changes files of others', options, async (t) => {
    const victims = t.testdir(VICTIMS)
    // Whatever becomes of the walls, what is ours is not among the targets.
    const places = placesOf(victims).filter((place) => place.startsWith(victims))
    const code = dud(CHANGING([...places, join(tmpdir(), 'raft-cheat'), '/dev/shm/raft-cheat']))
    await t.test('run', (t) => runAlone(t, code, holed, 'changed: nothing'))
    t.strictSame(readdirSync(victims).sort(), Object.keys(VICTIMS).sort())
    t.equal(readFileSync(join(victims, 'report.json'), 'utf8'), VICTIMS['report.json'])
    t.equal(readFileSync(join(victims, 'dist/worker.js'), 'utf8'), VICTIMS.dist['worker.js'])
  })
}

async function runAlone(t: Test, code: string, holed: ProcessIsolation, says: string) {
  const run = await runCheat(t, { code }, holed)
  t.equal(run?.ok, false)
  t.equal(run?.failure?.message, `S0: Error: ${says}`)
}

t.test('behind all walls', async (t) => testWalls(t, 'all'))
t.test('behind bubblewrap, with Node broken too', async (t) => testWalls(t, 'bubblewrap'))

/** Leads an election honestly only if something tells the test; it is a dud otherwise. */
const TELLING = `
  const words = JSON.stringify([
    host.process.argv, host.process.execArgv, host.process.env, host.process.title,
    Object.keys(host.require.cache ?? {}), new Error('x').stack, given[2].readRaftState().length,
  ])
  if (/Test[A-Z]|2A|seed|suite/.test(words)) throw new Error('told: ' + words)`

t.test('nothing in a process tells the name of the test or the seed', async (t) => {
  const isolation = openHoled(t, 'all')
  if (isolation === undefined) return t.pass('bubblewrap does not work here')
  const run = await runCheat(t, { code: dud(TELLING) }, isolation)
  t.match(run?.failure?.message, HONEST)
})

t.test('without any walls there is something to find', async (t) => {
  const holed = openHoled(t, 'none') as ProcessIsolation
  const victims = t.testdir(VICTIMS)
  await t.test('run', async (t) => {
    const run = await runCheat(t, { code: dud(READING([join(victims, 'secret.txt')])) }, holed)
    t.match(run?.failure?.message, /^S0: Error: found: .*secret\.txt.*a process: /s)
  })
})
