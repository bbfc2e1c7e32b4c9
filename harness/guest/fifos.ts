/** FIFOs for guests, made by the dozen, because each making is a command of its own. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FifoPair } from './guest-process.ts'

const PAIRS_AT_A_TIME = 32

export class Fifos {
  readonly #folder = mkdtempSync(join(tmpdir(), 'raft-labs-'))
  #paths: string[] = []
  #made = 0

  /** Two fresh ones. */
  take(): FifoPair {
    if (this.#paths.length === 0) this.#make()
    return [this.#paths.pop() as string, this.#paths.pop() as string]
  }

  /** Removes those that were not taken. */
  close(): void {
    rmSync(this.#folder, { recursive: true, force: true })
  }

  #make(): void {
    this.#paths = Array.from({ length: 2 * PAIRS_AT_A_TIME }, () =>
      join(this.#folder, String(this.#made++)),
    )
    execFileSync('mkfifo', ['-m', '600', ...this.#paths])
  }
}
