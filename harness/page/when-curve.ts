/**
 * When the failure was decided, under the slider: how many of the runs that kept what was chosen up
 * to a moment failed so, as a curve over the same time as the slider's, and what decided it.
 */
import { make } from './dom.ts'
import type { PageWhen } from './run.ts'
import type { Scale } from './scale.ts'
import { formatMs } from './view.ts'

export function makeWhenCurve(when: PageWhen, scale: Scale, endMs: number): HTMLElement {
  const words = describe(when)
  const { jump } = when
  const marks =
    jump === undefined ? [] : [bar(scale, 'jump', jump.fromMs, Math.max(jump.toMs, jump.fromMs), 1)]
  const steps = stepsOf(when, endMs).map(({ fromMs, toMs, share }) => {
    return bar(scale, 'step', fromMs, toMs, share)
  })
  return make(
    'div',
    { class: 'when', role: 'img', 'aria-label': words, title: words },
    ...steps,
    ...marks,
  )
}

function describe({ jump, points }: PageWhen): string {
  const [first] = points
  const anew = first === undefined ? '' : `, ${first.failed} of ${first.tries} with all drawn anew`
  const where =
    jump === undefined
      ? 'no moment stands out'
      : `decided from ${formatMs(jump.fromMs)} to ${formatMs(jump.toMs)}`
  return `How often it fails so when what chance chose up to a moment is kept: ${where}${anew}`
}

interface Step {
  readonly fromMs: number
  readonly toMs: number
  readonly share: number
}

/** Each point holds for all that is kept from the one before it on. */
function stepsOf({ points }: PageWhen, endMs: number): readonly Step[] {
  let fromMs = 0
  const steps = points.map(({ atMs, failed, tries }) => {
    const step = { fromMs, toMs: atMs, share: failed / Math.max(tries, 1) }
    fromMs = atMs
    return step
  })
  return [...steps, { fromMs, toMs: endMs, share: 1 }].filter((step) => step.toMs > step.fromMs)
}

function bar(scale: Scale, kind: string, fromMs: number, toMs: number, share: number): HTMLElement {
  const length = Math.max(scale.length, 1e-9)
  const percent = (part: number): string => `${(100 * part).toFixed(2)}%`
  const left = scale.placeOf(fromMs) / length
  const width = scale.placeOf(toMs) / length - left
  const style = `left:${percent(left)};width:${percent(width)};height:${percent(share)}`
  return make('i', { class: kind, style })
}
