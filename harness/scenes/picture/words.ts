/** What stands below the lanes: what colours and signs mean, and the steps in words. Pure. */
import { MARKS } from '../../page/marks.ts'
import { CAPTION_LINE_PX, type Layout } from './layout.ts'
import { methodsOf } from './messages.ts'
import { SERIES } from './style.ts'
import { element, label } from './svg.ts'

export function drawLegend(layout: Layout): string {
  const { shown, legendY, hasLogs } = layout
  const used = new Set(shown.messages.map(({ svcMeth }) => svcMeth))
  const parts: string[] = []
  let x = 8
  const word = (text: string): void => {
    parts.push(label({ x, y: legendY + 12, class: 'n f' }, text))
    x += text.length * 6 + 14
  }
  for (const [at, method] of methodsOf(layout).entries()) {
    if (!used.has(method)) continue
    const dash = { x, y: legendY + 6, width: 14, height: 3, class: `t${at % SERIES}` }
    parts.push(element('rect', dash))
    x += 19
    word(method.slice(method.lastIndexOf('.') + 1))
  }
  const signs = new Set(shown.model.marks.map(({ kind }) => kind))
  for (const [kind, { sign, words }] of MARKS) {
    if (kind !== 'save' && signs.has(kind)) word(`${sign} ${words}`)
  }
  if (shown.messages.some(({ why }) => why !== undefined)) word('broken: lost')
  if (layout.events.some(({ kind }) => kind === 'config'))
    word('below a group: which of the ten shards it owns')
  if (hasLogs) word('below a lane: its log, a cell per entry with its term; framed: applied')
  return parts.join('')
}

export function drawCaptions({ captions, captionsY }: Layout): string {
  let y = captionsY
  return captions
    .map(({ number, lines }) => {
      const badge =
        element('circle', { cx: 17, cy: y + 8.5, r: 8, class: 'a' }) +
        label({ x: 17, y: y + 12.5, class: 'n w c' }, String(number))
      const words = lines.map((line, at) => {
        return label({ x: 34, y: y + 13 + at * CAPTION_LINE_PX, class: 'd' }, line)
      })
      y += lines.length * CAPTION_LINE_PX
      return badge + words.join('')
    })
    .join('')
}
