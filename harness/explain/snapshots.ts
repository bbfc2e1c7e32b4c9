/** What belongs to a snapshot of a server that a failure names: who took it, and where it went. */
import { groupOf } from '../page/processes.ts'
import type { Fact } from './facts.ts'
import type { Focus } from './focus.ts'
import type { Run } from './run.ts'

/** Of a server's changes of snapshot the last ones. */
const CHANGES_MAX = 4
const FIRST_MAX = 3

/** Turns in which a server took a snapshot or saved another one, the last ones. */
export function factsOfSnapshots(run: Run, named: readonly string[]): readonly Fact[] {
  return named.flatMap((who) => {
    const facts: Fact[] = []
    let bytes = 0
    for (const [at, { kind, who: own, snapshotBytes }] of run.events.entries()) {
      if (own !== who) continue
      const isOther = kind === 'save' && Number(snapshotBytes) !== bytes
      if (kind === 'save') bytes = Number(snapshotBytes)
      if (isOther || kind === 'snapshot') facts.push({ turn: run.turnOf(at), weight: 77 })
    }
    return facts.slice(-CHANGES_MAX)
  })
}

/** The first snapshot in each group that the failure is about. */
export function firstSnapshots(run: Run, { groups, isAmount, isSnapshot }: Focus): readonly Fact[] {
  const told = new Set<string>()
  return run.events.flatMap(({ kind, who, snapshotBytes }, at) => {
    if (kind !== 'save' || !(Number(snapshotBytes) > 0)) return []
    const group = groupOf(who)
    if (told.has(group) || told.size >= FIRST_MAX) return []
    if (groups.length > 0 && !groups.includes(group)) return []
    told.add(group)
    return [{ turn: run.turnOf(at), weight: isAmount || isSnapshot ? 85 : 63 }]
  })
}
