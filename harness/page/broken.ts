/**
 * A failure that is no mistake of one moment: what clerks saw has no order. Which events it is
 * about, and where it shows: at the return of the operation that no order explains. Pure.
 */
import type { TraceEvent } from '../sim/trace.ts'
import { type FailedRun, findFailing } from './failing.ts'
import type { BrokenPart, PageHistory } from './history.ts'

export interface FailedHistory extends FailedRun {
  readonly history?: PageHistory
}

/** Undefined where the failure is about something else, whatever the history looks like. */
export function brokenPart({ lines, history }: FailedHistory): BrokenPart | undefined {
  const broken = history?.broken
  const headline = lines.find(({ kind }) => kind === 'headline')?.text ?? ''
  const isMeant = headline.includes('not linearizable') && headline.includes(broken?.part ?? '')
  return isMeant ? broken : undefined
}

/**
 * What the failure names: the ends of all operations of the smallest contradiction, for none of
 * them is more to blame, or what its text speaks of.
 */
export function failingEvents(run: FailedHistory): readonly number[] {
  const broken = brokenPart(run)
  if (broken === undefined) return findFailing(run)
  const ends = broken.core.map(({ operation }) => endOf(run.events, operation))
  return [...new Set([...ends, broken.event])].sort((one, other) => one - other)
}

/** Its return, or its call where it never returned. */
function endOf(events: readonly TraceEvent[], invoke: number): number {
  const { who, operation } = events[invoke] as TraceEvent
  const end = events.findIndex((event, at) => {
    return (
      at > invoke && event.kind === 'return' && event.who === who && event.operation === operation
    )
  })
  return end < 0 ? invoke : end
}
