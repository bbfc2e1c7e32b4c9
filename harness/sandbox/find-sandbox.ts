/** Tries the walls of this machine, the strongest first, by starting Node behind them. */
import { execFileSync } from 'node:child_process'
import { confine, type Sandbox } from './sandbox.ts'

const TRY_WITHIN_MS = 20_000

/** The strongest sandbox that holds here. `file` is the guest's; it is not run. */
export function findSandbox(node: string, file: string): Sandbox {
  const hasLimits = works('prlimit', ['--core=0', 'true'])
  const permissionFlag = process.allowedNodeEnvironmentFlags.has('--permission')
    ? '--permission'
    : '--experimental-permission'
  const common = { hasLimits, permissionFlag }
  const isRoot = process.getuid?.() === 0
  const candidates: Sandbox[] = [
    ...(isRoot ? [{ kind: 'bubblewrap', hasOwnUsers: true, ...common } as const] : []),
    { kind: 'bubblewrap', hasOwnUsers: false, ...common },
    ...(isRoot ? [{ kind: 'user', hasOwnUsers: true, ...common } as const] : []),
  ]
  const holds = (sandbox: Sandbox): boolean => {
    const command = confine(sandbox, { node, flags: ['--check'], file }, 0)
    return works(command.file, command.args)
  }
  return candidates.find(holds) ?? { kind: 'permission', hasOwnUsers: false, ...common }
}

/** Started like a worker, by `env`: a test runner would slip its settings even into a bare one. */
function works(file: string, args: readonly string[]): boolean {
  const bare = ['-i', `PATH=${process.env.PATH ?? ''}`]
  try {
    execFileSync('/usr/bin/env', [...bare, file, ...args], {
      stdio: 'ignore',
      timeout: TRY_WITHIN_MS,
    })
    return true
  } catch {
    return false
  }
}
