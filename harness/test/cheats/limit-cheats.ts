/** Attempts to take all there is, or time without end. Limits are short, so that it costs little. */
import type { Cheat } from './cheat.ts'
import { dud, HONEST, IN_OWN_WORLD } from './dud.ts'

const MEMORY =
  /^the run used (more than \d+ MB of|up its) memory$|ended in the middle of the run \(signal SIG(KILL|ABRT|TRAP)\)$/

const TOO_LONG =
  /^a piece of code ran for more than 0\.4 s without coming back: an endless loop, or/
const SILENT = /^a piece of code did not come back for 4\.8 s, and did not work either$/

/** With what the realm does not have: the host's. */
const SLEEP = `
  const { runInThisContext } = host.require('vm')
  runInThisContext('Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)')`

const SLOW = { turnCpuMs: 20_000 }

const MEMORIES: readonly Cheat[] = [
  {
    does: 'fills the heap',
    code: dud('const all = []; for (;;) all.push(new Array(1e5).fill(all.length))'),
    says: MEMORY,
    limits: SLOW,
  },
  {
    does: 'fills the memory beside the heap',
    code: dud('const all = []; for (;;) all.push(Buffer.alloc(8e6, 1))'),
    says: MEMORY,
    limits: SLOW,
  },
  {
    does: 'fills the memory of every process, each within its limit, one a turn',
    code: dud('setTimeout(() => { this.all = Buffer.alloc(250e6, 1) }, 10)'),
    says: /^the run used more than 100 MB of memory$/,
    limits: { ...SLOW, rssBytes: 100 * 2 ** 20 },
  },
  {
    does: 'makes a million timers',
    code: dud('for (let i = 0; i < 1e6; i++) setTimeout(() => {}, 60_000 + i)'),
    says: new RegExp(`${HONEST.source}|${MEMORY.source}|${TOO_LONG.source}`),
  },
  {
    does: 'logs without end',
    code: dud("for (;;) console.log('x'.repeat(1e5))"),
    says: new RegExp(`${HONEST.source}|${MEMORY.source}|${TOO_LONG.source}`),
  },
]

const FLOODS: readonly Cheat[] = [
  {
    does: 'floods its standard output and error',
    code: dud(`
      const { writeSync } = host.require('fs')
      const much = 'x'.repeat(1e6)
      for (let i = 0; i < 200; i++) { writeSync(1, much); writeSync(2, much) }`),
    says: HONEST,
  },
  {
    does: 'answers with a flood',
    code: dud('host.onAnswer((frame) => { for (;;) host.write(frame) })'),
    // All do it; whose second answer is there first, the machine decides.
    says: /^the process of S\d sent what no student code can send$/,
  },
]

const TIMES: readonly Cheat[] = [
  { does: 'never comes back', code: dud('for (;;) {}'), says: TOO_LONG, kind: 'hang' },
  {
    does: 'never comes back in getState()',
    code: dud('', 'getState() { for (;;) {} }'),
    says: TOO_LONG,
    kind: 'hang',
  },
  {
    does: 'sleeps for ever',
    code: dud(SLEEP),
    says: SILENT,
    kind: 'hang',
  },
  {
    does: 'sends half an answer and sleeps',
    code: dud(`
      host.onAnswer((frame) => {
        host.write(frame.subarray(0, 6))
        ${SLEEP}
      })`),
    says: SILENT,
    kind: 'hang',
  },
  {
    does: 'works between two requests, when nobody waits for it',
    code: dud(`
      host.freeLoop()
      const work = () => { for (let i = 0; i < 1e7; i++) Math.sqrt(i); host.later(work) }
      host.later(work)`),
    says: new RegExp(`${HONEST.source}|^the run took more than 2 s of CPU time$`),
    limits: { runCpuMs: 2_000 },
  },
]

const PROCESSES: readonly Cheat[] = [
  {
    does: 'starts processes without end',
    code: dud(`
      ${IN_OWN_WORLD}
      const { spawn } = host.require('child_process')
      const again = 'for (;;) require("child_process").spawn(process.execPath, ["-e", "0"])'
      for (let i = 0; i < 20; i++) {
        try { spawn(host.process.execPath, ['-e', again], { stdio: 'ignore' }) } catch {}
      }`),
    says: HONEST,
  },
  {
    does: 'starts threads without end',
    code: dud(`
      const { Worker } = host.require('worker_threads')
      for (let i = 0; i < 1_000; i++) {
        try { new Worker('for (;;) {}', { eval: true }).on('error', () => {}) } catch {}
      }`),
    says: HONEST,
  },
]

export const limitCheats: readonly Cheat[] = [...MEMORIES, ...FLOODS, ...TIMES, ...PROCESSES]
