/** What a page is given: one run as its trace and its result tell it. Everything is data. */
import type { TraceEvent } from '../sim/trace.ts'
import type { PageHistory } from './history.ts'

/** Lines on top of the page; a field's label is `rule`, `again` and so on. */
export interface PageLine {
  readonly kind: 'headline' | 'detail' | 'field'
  readonly label?: string
  readonly text: string
}

/** A moment that seems to have led to the failure. */
export interface PageSentence {
  readonly atMs: number
  /** Place of its first event. */
  readonly event: number
  readonly text: string
}

/** When the failure was decided, as far as other runs tell. */
export interface PageWhen {
  /** Ascending: of runs that kept what was chosen before a moment, how many failed so. */
  readonly points: readonly {
    readonly atMs: number
    readonly failed: number
    readonly tries: number
  }[]
  /** What was chosen from then to then decided it. */
  readonly jump?: { readonly fromMs: number; readonly toMs: number }
  /** What other runs tell, a line each. */
  readonly words: readonly string[]
}

/** What has come about at a moment of a scene. */
export interface SceneStep {
  readonly atMs: number
  readonly text: string
}

/** A run that was staged to show something. */
export interface PageScene {
  readonly about: string
  /** Ascending. */
  readonly steps: readonly SceneStep[]
  /** Links to all scenes. */
  readonly menu: readonly {
    readonly title: string
    readonly href: string
    readonly isCurrent: boolean
  }[]
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
  /** Why it failed, in the order of time; empty or missing where nothing is known of it. */
  readonly story?: readonly PageSentence[]
  /** Where other runs were made to explain it. */
  readonly when?: PageWhen
  /** Stands in the place of name and lines. */
  readonly scene?: PageScene
  readonly events: readonly TraceEvent[]
  /** Of clerks that read and write keys. */
  readonly history?: PageHistory
}

/** As it stands in the page, as JSON: the events packed, deflated and in base64. */
export interface StoredRun extends Omit<PageRun, 'events'> {
  readonly packed: string
}
