/** What a page is given: one run as its trace and its result tell it. Everything is data. */
import type { TraceEvent } from '../sim/trace.ts'
import type { PageHistory } from './history.ts'

/** Lines on top of the page; a field's label is `rule`, `again` and so on. */
export interface PageLine {
  readonly kind: 'headline' | 'detail' | 'field'
  readonly label?: string
  readonly text: string
}

export interface PageRun {
  readonly test: string
  readonly title: string
  readonly seed: number
  readonly ok: boolean
  /** In the order of their lanes. */
  readonly servers: readonly string[]
  readonly lines: readonly PageLine[]
  /** When it failed, in virtual milliseconds. */
  readonly failedAtMs?: number
  readonly events: readonly TraceEvent[]
  /** Of clerks that read and write keys. */
  readonly history?: PageHistory
}

/** As it stands in the page, as JSON: the events packed, deflated and in base64. */
export interface StoredRun extends Omit<PageRun, 'events'> {
  readonly packed: string
}
