/**
 * A scene as a picture for the handouts: a space-time diagram whose clock stands still at each step
 * to show the logs, with the steps in words below. A file of its own that follows the reader's
 * light or dark. The same run gives the same bytes. Pure.
 */
import type { Performance } from '../perform.ts'
import { drawBands, drawQuiet, drawTerms } from './bands.ts'
import { layOut } from './layout.ts'
import { drawColumns, drawMarks, drawShards } from './marks.ts'
import { drawMessages, drawOperations } from './messages.ts'
import { select } from './shown.ts'
import { makeStyle } from './style.ts'
import { element, escaped } from './svg.ts'
import { drawCaptions, drawLegend } from './words.ts'

/** `sheet` is the style sheet of the page. */
export function makePicture(performance: Performance, sheet: string): string {
  const { scene } = performance
  const shown = select(performance)
  const layout = layOut(performance, shown)
  const { width, height } = layout
  const svg = element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
    },
    element('title', {}, escaped(scene.title)),
    element('style', {}, makeStyle(sheet)),
    element('rect', { width, height, class: 'g' }),
    drawQuiet(layout),
    drawBands(layout),
    drawMessages(layout),
    drawOperations(layout),
    drawMarks(layout),
    drawTerms(layout),
    drawShards(layout),
    drawColumns(layout),
    drawLegend(layout),
    drawCaptions(layout),
  )
  return `${svg}\n`
}
