/**
 * Which edition of the labs a Go checkout is of: told by the folders of each year and by the names
 * of the Persister's methods, and what that edition calls the parts here.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Edition {
  /** `2024`, `2026 or later` */
  readonly name: string
  /** What it was told by: `kvsrv/ is there`. */
  readonly told: string
  /** The folders of Raft and of the Persister: both were moved in 2025. */
  readonly raft: 'raft' | 'raft1'
  readonly persister: 'raft' | 'tester1'
  /** Which of our parts its parts are, where it counts another way; '' where it does not. */
  readonly parts: string
}

const OLD = { raft: 'raft', persister: 'raft', parts: '' } as const

/** `root` is where go.mod is; `module` is what it names: the course's new number since 2023. */
export function editionOf(root: string, module = ''): Edition {
  const has = (path: string): boolean => existsSync(join(root, path))
  if (has('raft1')) {
    // Since 2026 every server is a process of its own.
    const isOfProcesses = has('tester1/daemonsrv.go')
    return {
      name: isOfProcesses ? '2026 or later' : '2025',
      told: isOfProcesses ? 'tester1/daemonsrv.go is there' : 'raft1/ is there',
      raft: 'raft1',
      persister: 'tester1',
      parts: 'its 3A to 3D are 2A to 2D here; its later labs have no part here',
    }
  }
  if (has('kvsrv')) {
    const parts = 'its 3A to 3D are 2A to 2D here, its 4A and 4B 3A and 3B, its 5A and 5B 4A and 4B'
    return { ...OLD, name: '2024', told: 'kvsrv/ is there', parts }
  }
  const persister = join(root, 'raft', 'persister.go')
  const text = existsSync(persister) ? readFileSync(persister, 'utf8') : ''
  if (/\bSaveStateAndSnapshot\b/.test(text) && module !== '6.5840') {
    const told = 'raft/persister.go has SaveStateAndSnapshot'
    return { ...OLD, name: '2022 or earlier', told }
  }
  return { ...OLD, name: '2023', told: 'there is neither kvsrv/ nor raft1/' }
}
