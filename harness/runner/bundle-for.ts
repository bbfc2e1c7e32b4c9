/** Which files and classes of a submission the labs of a plan need. */
import { type Bundle, bundle, type Export } from '../realm/bundle.ts'
import type { Plan } from './events.ts'

const EXPORTS: Record<string, readonly Export[]> = {
  raft: [{ file: 'raft/raft.ts', name: 'Raft' }],
}

/** The submission as one script with all that the chosen tests start. */
export function bundleFor(plan: Plan): Promise<Bundle> {
  const labs = new Set(plan.tests.map(({ lab }) => lab))
  const exports = [...labs].flatMap((lab) => EXPORTS[lab] ?? [])
  return bundle(plan.folder, exports)
}
