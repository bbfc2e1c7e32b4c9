/** The story of a failed run as lines for the terminal; `harness/explain` finds it. */
import { makeStory, type Story } from '../explain/story.ts'
import type { TracedRun } from '../runner/events.ts'
import { clean, count, formatMs, wrap } from './text-layout.ts'
import { serversOf } from './trace-file.ts'

const TIME_WIDTH = 11
/** Where no terminal gives a width, as in a file. */
const COLUMNS_USUAL = 110
const COLUMNS_LEAST = 50

/** Empty where there is none. */
export function storyOf({ failure, trace = [] }: Pick<TracedRun, 'failure' | 'trace'>): Story {
  if (failure === undefined) return { sentences: [], events: trace.length }
  return makeStory(trace, serversOf(trace), failure)
}

/** Heading first; none where the events were lost with the run. */
export function describeStory(
  { sentences, events }: Story,
  columns = COLUMNS_USUAL,
): readonly string[] {
  if (sentences.length === 0) return []
  const width = Math.max(COLUMNS_LEAST, columns) - TIME_WIDTH - 2
  const lines = sentences.flatMap(({ atMs, text }) => {
    return wrap(clean(text), width).map((line, place) => {
      const time = place === 0 ? formatMs(Math.round(atMs * 10) / 10) : ''
      return `${time.padStart(TIME_WIDTH)}  ${place === 0 ? '' : '  '}${line}`
    })
  })
  return [
    `What led to it, as far as the trace shows: ${count(sentences.length, 'moment')} of ${count(events, 'event')}`,
    '',
    ...lines,
  ]
}
