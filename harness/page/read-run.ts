/** The run of a page, from the text that stands in it. */
import { inflateSync } from 'fflate'
import { unpackEvents } from './packed/events.ts'
import type { PageRun, StoredRun } from './run.ts'

/** Throws when the text is not whole. */
export function readRun(text: string): PageRun {
  const { packed, ...run } = JSON.parse(text) as StoredRun
  const letters = atob(packed)
  const bytes = Uint8Array.from({ length: letters.length }, (_, at) => letters.charCodeAt(at))
  return { ...run, events: unpackEvents(inflateSync(bytes)) }
}
