/** What a page shows below the diagram of labs 3 and 4; a run that has none of it has no panel. */
import { makeClerks } from './clerks.ts'
import { ClerksPanel } from './clerks-panel.ts'
import type { Clock } from './clock.ts'
import type { Theme } from './colours.ts'
import type { PageRun } from './run.ts'
import { makeShards } from './shards.ts'
import { ShardsPanel } from './shards-panel.ts'
import type { View } from './view.ts'

export interface Panel {
  readonly element: HTMLElement
  draw(): void
}

export interface PanelParts {
  readonly clock: Clock
  readonly view: View
  readonly theme: Theme
}

export function makePanels(run: PageRun, { clock, view, theme }: PanelParts): readonly Panel[] {
  const { events, history, failedAtMs } = run
  const parts = { clock, view, theme, failedAtMs }
  const clerks = makeClerks(events, history, clock.scale.endMs)
  const shards = makeShards(events, clock.scale.endMs)
  return [
    ...(clerks.operations.length === 0 ? [] : [new ClerksPanel({ clerks, ...parts }, history)]),
    ...(shards.configurations.length === 0 ? [] : [new ShardsPanel({ shards, ...parts })]),
  ]
}
