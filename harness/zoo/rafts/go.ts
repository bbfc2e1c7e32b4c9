/** Every kind of fault on the Raft in Go: a mutex, condition variables and sleeping goroutines. */
import type { Base } from '../entry.ts'
import { elections } from './go/elections.ts'
import { kept } from './go/kept.ts'
import { log } from './go/log.ts'
import { persistence } from './go/persistence.ts'
import { snapshots } from './go/snapshots.ts'
import { terms } from './go/terms.ts'

export const go: Base = {
  folder: 'harness/test/go',
  kinds: { ...elections, ...log, ...persistence, ...terms, ...snapshots, ...kept },
}
