/** Attempts to end the guest, or whoever judges it, as if all were well. */
import type { Cheat } from './cheat.ts'
import { dud, dudAfter, HONEST, IN_OWN_WORLD } from './dud.ts'

const ENDED = /^the process of S\d ended in the middle of the run \(exit code 0\)$/

const PHASES: readonly Cheat[] = [
  {
    does: 'exits with 0 at its top level',
    code: dudAfter('host.process.exit(0)'),
    says: ENDED,
    kind: 'crash',
  },
  {
    does: 'exits with 0 in the constructor',
    code: dud('host.process.exit(0)'),
    says: ENDED,
    kind: 'crash',
  },
  {
    does: 'exits with 0 in a handler',
    code: dud(
      "setTimeout(() => void this.peers[1].call('Raft.requestVote', {}), 9)",
      'requestVote() { host.process.exit(0) }',
    ),
    says: ENDED,
    kind: 'crash',
  },
  {
    does: 'exits with 0 in a timer',
    code: dud('setTimeout(() => host.process.exit(0), 50)'),
    says: ENDED,
    kind: 'crash',
  },
  {
    does: 'exits with 0 in getState()',
    code: dud('', 'getState() { host.process.exit(0) }'),
    says: ENDED,
    kind: 'crash',
  },
  {
    does: 'exits with 0 between two requests',
    code: dud('host.freeLoop(); host.later(() => host.process.exit(0))'),
    says: ENDED,
    kind: 'crash',
  },
]

const CODES = [1, 2, 3, 70].map((code) => ({
  does: `exits with ${code}, a code that means something to us`,
  code: dud(`host.process.exit(${code})`),
  says: new RegExp(`ended in the middle of the run \\(exit code ${code}\\)$`),
  kind: 'crash' as const,
}))

const SIGNALS: readonly Cheat[] = [
  {
    does: 'aborts',
    code: dud('host.process.abort()'),
    says: /^the run used up its memory$|ended in the middle of the run/,
  },
  {
    does: 'kills itself',
    code: dud("host.process.kill(host.process.pid, 'SIGKILL')"),
    says: /^the process of S0 ended in the middle of the run/,
    kind: 'crash',
  },
  {
    does: 'stops itself for ever',
    code: dud("host.process.kill(host.process.pid, 'SIGSTOP')"),
    says: /^a piece of code did not come back for 4\.8 s, and did not work either$/,
    kind: 'hang',
  },
  {
    does: 'closes the pipe that it answers on',
    code: dud("host.require('fs').closeSync(4)"),
    says: /^the process of S0 ended in the middle of the run/,
    kind: 'crash',
  },
  {
    does: 'closes the pipe that it is asked on',
    code: dud("setTimeout(() => host.require('fs').closeSync(3), 20)"),
    says: /^the process of S0 ended in the middle of the run/,
    kind: 'crash',
  },
]

/** Targets of a signal, as the attempt names them; it goes on when it may not send one. */
function killing(targets: string): string {
  return dud(`
    ${IN_OWN_WORLD}
    for (const signal of ['SIGKILL', 'SIGTERM', 'SIGSTOP', 'SIGINT', 'SIGHUP']) {
      for (const target of ${targets}) {
        if (target === host.process.pid) continue
        try { host.process.kill(target, signal) } catch {}
      }
    }`)
}

const JUDGES: readonly Cheat[] = [
  {
    does: 'kills its parent',
    code: killing('[host.process.ppid]'),
    says: /^expected one leader|^the process of S\d ended in the middle of the run/,
  },
  {
    does: 'kills process 1',
    code: killing('[1]'),
    says: /^expected one leader|^the process of S\d ended in the middle of the run/,
  },
  {
    does: 'kills every process whose number it can think of',
    code: killing('Array.from({ length: 40_000 }, (_, at) => at + 1)'),
    says: /^expected one leader|^the process of S\d ended in the middle of the run/,
  },
  {
    does: 'kills its group',
    code: killing('[0]'),
    says: /^the process of S0 ended in the middle of the run/,
    kind: 'crash',
  },
  {
    does: 'kills everybody',
    code: killing('[-1]'),
    says: /^expected one leader|^the process of S\d ended in the middle of the run/,
  },
]

export const exitCheats: readonly Cheat[] = [
  ...PHASES,
  ...CODES,
  ...SIGNALS,
  ...JUDGES,
  { does: 'nothing at all, and fails honestly', code: dud(''), says: HONEST, kind: 'check' },
]
