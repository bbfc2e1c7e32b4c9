/** Logs of servers at a moment, as their saves tell (`inferred` in docs/trace.md). Pure. */
import type { SavedEntry, SavedReading, TraceEvent } from '../sim/trace.ts'

export interface ServerLog {
  /** The last index that a snapshot covers. */
  readonly base: number
  /** Those behind it. */
  readonly entries: readonly SavedEntry[]
}

const EMPTY: ServerLog = { base: 0, entries: [] }

/** By server; who has saved nothing has an empty one. */
export function logsAt(events: readonly TraceEvent[], atMs: number): Map<string, ServerLog> {
  const logs = new Map<string, ServerLog>()
  const taken = new Map<string, number>()
  for (const event of events) {
    if (event.atMs > atMs) break
    const { kind, who } = event
    const { base, entries } = logs.get(who) ?? EMPTY
    if (kind === 'snapshot') taken.set(who, Number(event.index))
    else if (kind === 'apply' && event.isSnapshot === true) {
      logs.set(who, { base: Number(event.index), entries })
    } else if (kind === 'save') {
      const inferred = event.inferred as SavedReading | undefined
      const known = entries.slice(0, inferred?.kept ?? 0)
      logs.set(who, {
        base: taken.get(who) ?? base,
        entries: [...known, ...(inferred?.entries ?? [])],
      })
      taken.delete(who)
    }
  }
  return logs
}

/** The terms of its entries: `1 1 2`. */
export function termsOf({ entries }: ServerLog = EMPTY): string {
  return entries.map(([term]) => term).join(' ')
}
