/**
 * What a grader needs so that student code lives in processes of its own: the walls that hold here,
 * the guest's program where every user may read it, and cores to share out.
 */
import { spawnSync } from 'node:child_process'
import { chmodSync, copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { findSandbox } from '../sandbox/find-sandbox.ts'
import { bubblewrap, describeGaps, type Sandbox } from '../sandbox/sandbox.ts'
import { builtFile } from './built-file.ts'
import type { Isolation } from './events.ts'
import type { GuestSetup } from './jobs.ts'

const GUEST_FILE = builtFile('guest.cjs')

/** What is found out or built unless it is given, which tests do. */
export interface IsolationParts {
  /** The guest's program. */
  readonly guest?: string
  readonly sandbox?: Sandbox
}

export class ProcessIsolation {
  readonly sandbox: Sandbox
  readonly #folder: string
  readonly #file: string
  readonly #cores: readonly number[]
  /** Numbers of workers that are there. */
  readonly #workers = new Set<number>()

  /** Tries what this machine offers, which takes some tenths of a second. */
  constructor({ guest = GUEST_FILE, sandbox }: IsolationParts = {}) {
    this.#folder = mkdtempSync(join(tmpdir(), 'raft-labs-guest-'))
    this.#file = join(this.#folder, 'guest.cjs')
    copyFileSync(guest, this.#file)
    chmodSync(this.#file, 0o444)
    chmodSync(this.#folder, 0o755)
    this.sandbox = sandbox ?? findSandbox(process.execPath, this.#file)
    this.#cores = findCores()
  }

  /** For one more worker: a number and a core that the fewest others have. Give it back. */
  acquire(): GuestSetup {
    let worker = 0
    while (this.#workers.has(worker)) worker++
    this.#workers.add(worker)
    const core = this.#cores[worker % Math.max(1, this.#cores.length)]
    const { sandbox } = this
    return { sandbox, file: this.#file, worker, ...(core === undefined ? {} : { core }) }
  }

  release({ worker }: GuestSetup): void {
    this.#workers.delete(worker)
  }

  /** What can stand around a worker without guests: it reads what we have built, and no more. */
  get wallsOfWorkers(): readonly string[] {
    if (this.sandbox.kind !== 'bubblewrap') return []
    return bubblewrap([process.execPath, dirname(GUEST_FILE)], dirname(GUEST_FILE))
  }

  /** For a report. */
  describe(asked: { isolation: Isolation['level']; audit?: number }): Isolation {
    return {
      level: asked.isolation,
      sandbox: this.sandbox.kind,
      doesNotStop: describeGaps(this.sandbox),
      ...(asked.audit === undefined ? {} : { audit: asked.audit }),
    }
  }

  close(): void {
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

/** The cores that this process may use; none where a process cannot be kept on one. */
function findCores(): number[] {
  let status: string
  try {
    status = readFileSync('/proc/self/status', 'utf8')
  } catch {
    return []
  }
  if (spawnSync('taskset', ['--version'], { stdio: 'ignore' }).status !== 0) return []
  const list = /^Cpus_allowed_list:\s*(.*)$/m.exec(status)?.[1] ?? ''
  return list.split(',').flatMap((range) => {
    const [first, last = first] = range.split('-').map(Number)
    if (first === undefined || last === undefined || Number.isNaN(first + last)) return []
    return Array.from({ length: last - first + 1 }, (_, i) => first + i)
  })
}
