/** Every event that had to do with one index of a group's logs, each with the way to it. */
import type { TraceEvent } from '../sim/trace.ts'
import type { Clock } from './clock.ts'
import { make } from './dom.ts'
import type { MatrixModel } from './matrix-model.ts'
import type { Group } from './processes.ts'
import { formatMs } from './view.ts'

/** An entry in many snapshots and lives is touched often; nobody reads more. */
const LINES_MAX = 200

interface Parts {
  readonly matrix: MatrixModel
  readonly events: readonly TraceEvent[]
  readonly clock: Clock
}

export function makeTouches(
  { matrix, events, clock }: Parts,
  { group, index, server }: { group: Group; index: number; server: string },
): readonly HTMLElement[] {
  const touches = matrix.touches(group, index)
  const lines = touches.slice(0, LINES_MAX).map(({ event, server: who, words }) => {
    const { atMs } = events[event] as TraceEvent
    const link = make('a', { href: `#t=${atMs}` }, formatMs(atMs))
    link.addEventListener('click', (click) => {
      click.preventDefault()
      clock.goToEvent(event)
    })
    const line = make('li', {}, link, ' ', make('b', {}, who), ` ${words}`)
    if (who === server) line.className = 'own'
    return line
  })
  const more = touches.length - lines.length
  const rest = more > 0 ? [make('p', { class: 'mark' }, `and ${more} more`)] : []
  return [make('h2', {}, `Index ${index}`), make('ol', {}, ...lines), ...rest]
}
