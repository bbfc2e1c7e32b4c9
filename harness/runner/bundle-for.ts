/**
 * Which files and classes of a submission the labs of a plan need, and where the layers below come
 * from.
 */
import { type Bundle, bundle, type Export, type Overlay, type Rewrite } from '../realm/bundle.ts'
import { checkCompiles } from './check-compiles.ts'
import type { Plan } from './events.ts'

const EXPORTS: Record<string, readonly Export[]> = {
  raft: [{ file: 'raft/raft.ts', name: 'Raft' }],
  kvraft: [
    { file: 'kvraft/server.ts', name: 'KVServer' },
    { file: 'kvraft/client.ts', name: 'Clerk', as: 'KVClerk' },
  ],
  shardctrler: [
    { file: 'shardctrler/server.ts', name: 'ShardCtrler' },
    { file: 'shardctrler/client.ts', name: 'Clerk', as: 'CtrlerClerk' },
  ],
  shardkv: [
    { file: 'shardkv/server.ts', name: 'ShardKV' },
    { file: 'shardkv/client.ts', name: 'Clerk', as: 'ShardClerk' },
  ],
}

/** What else a lab's tests start. */
const ALSO: Record<string, readonly string[]> = { shardkv: ['shardctrler'] }

/** The submission as one script with all that the chosen tests start. */
export async function bundleFor(
  plan: Pick<Plan, 'tests' | 'folder' | 'on'>,
  rewrite?: Rewrite,
): Promise<Bundle> {
  const graded = new Set(plan.tests.map(({ lab }) => lab))
  const labs = new Set([...graded, ...[...graded].flatMap((lab) => ALSO[lab] ?? [])])
  const exports = [...labs].flatMap((lab) => EXPORTS[lab] ?? [])
  return checkCompiles(await bundle(plan.folder, exports, overlayOf(graded, plan.on), rewrite))
}

/** With `on=FOLDER`, every lab that is not graded itself is taken from there. */
function overlayOf(graded: ReadonlySet<string>, on: string | undefined): Overlay {
  if (on === undefined) return {}
  const below = Object.keys(EXPORTS).filter((lab) => !graded.has(lab))
  return Object.fromEntries(below.map((lab) => [lab, on]))
}
