/**
 * The walls around a guest: which of them this machine offers, and how a command is started behind
 * them. Everything is done by well-known commands that replace themselves with the next one:
 * taskset (one core), prlimit (limits), setpriv (another user), bubblewrap (a world of its own).
 */
import { dirname } from 'node:path'

/** From the strongest to the weakest. */
export type SandboxKind = 'bubblewrap' | 'user' | 'permission'

export interface Sandbox {
  readonly kind: SandboxKind
  /** Guests run as users of their own, who own nothing. */
  readonly hasOwnUsers: boolean
  /** prlimit is there. */
  readonly hasLimits: boolean
  /** Node's flag for its permission model; undefined to do without, as if that were broken. */
  readonly permissionFlag: string | undefined
}

/** What code that has broken out of Node could still do, a clause each. */
export function describeGaps({ kind, hasOwnUsers, hasLimits }: Sandbox): string[] {
  const gaps = {
    bubblewrap: [],
    user: ['use the network', 'read what every user of this machine may read'],
    permission: [
      'use the network',
      'end the grader with a signal',
      'read and write what the grader itself may, if it is native code',
    ],
  }[kind]
  const processes = hasOwnUsers && hasLimits ? [] : ['start processes without end']
  const memory = hasLimits ? [] : ['use up memory']
  return [...gaps, ...processes, ...memory]
}

/** What is started behind the walls: Node with one file. */
export interface Confined {
  readonly node: string
  readonly flags: readonly string[]
  readonly file: string
  readonly args?: readonly string[]
  /** It starts threads, which Node's permission model would not let it. */
  readonly hasThreads?: boolean
}

/** First of the users that guests run as; nobody else should be one of them. */
const FIRST_USER = 61_000
const USERS = 4_000

/** Ours. A guest needs some dozen threads, and users may be shared with another grader. */
const LIMITS = ['--core=0', '--fsize=0', '--nofile=64', `--data=${2 ** 30}`, '--nproc=256'] as const

/** The command line that starts a guest; `number` tells it from others that live. */
export function confine(
  sandbox: Sandbox,
  { node, flags, file, args = [], hasThreads = false }: Confined,
  number: number,
): { file: string; args: string[] } {
  const { permissionFlag } = sandbox
  const isOpen = hasThreads || permissionFlag === undefined
  const permission = isOpen ? [] : [permissionFlag, `--allow-fs-read=${file}`]
  const inside = [node, ...flags, ...permission, file, ...args]
  const words = [
    ...(sandbox.hasLimits ? ['prlimit', ...limitsOf(sandbox)] : []),
    ...(sandbox.hasOwnUsers ? otherUser(number) : []),
    ...(sandbox.kind === 'bubblewrap' ? bubblewrap([node, file], dirname(file)) : []),
    ...inside,
  ]
  return { file: words[0] as string, args: words.slice(1) }
}

/** How many processes there may be is counted over all of a user's: only one with no others. */
function limitsOf({ hasOwnUsers }: Sandbox): readonly string[] {
  return LIMITS.filter((limit) => hasOwnUsers || !limit.startsWith('--nproc'))
}

function otherUser(number: number): string[] {
  const user = FIRST_USER + (number % USERS)
  const ids = [`--reuid=${user}`, `--regid=${user}`, '--clear-groups']
  return ['setpriv', ...ids, '--no-new-privs', '--pdeathsig=KILL', '--']
}

/** Where the libraries of a program are. */
const SYSTEM = ['/lib', '/lib64', '/usr/lib', '/usr/lib64', '/etc/ld.so.cache'] as const

/** No network, no other process, nothing to write to, nothing to read but what is named. */
export function bubblewrap(readable: readonly string[], folder: string): string[] {
  return [
    'bwrap',
    ...['--unshare-all', '--die-with-parent', '--new-session'],
    ...['--cap-drop', 'ALL'],
    ...[...SYSTEM, ...readable].flatMap((path) => ['--ro-bind-try', path, path]),
    ...['--proc', '/proc', '--dev', '/dev', '--remount-ro', '/dev', '--remount-ro', '/'],
    ...['--chdir', folder],
    '--',
  ]
}
