/** Lanes and what lies along them: the axis, lives, cuts, leaderships and marks. */
import type { TraceEvent } from '../sim/trace.ts'
import { type Colours, pick } from './colours.ts'
import type { Emphasis } from './emphasis.ts'
import { type Geometry, LABEL_PX } from './geometry.ts'
import { MARKS } from './marks.ts'
import { firstFrom, type Scale } from './scale.ts'
import type { Band, Mark, Model } from './story-model.ts'
import { formatCount, formatMs, type View } from './view.ts'

export interface Scene {
  readonly paper: CanvasRenderingContext2D
  readonly geometry: Geometry
  readonly model: Model
  readonly view: View
  readonly colours: Colours
  readonly scale: Scale
  readonly nowMs: number
  readonly failedAtMs: number | undefined
  readonly emphasis: Emphasis
  /** Events that the failure names. */
  readonly failing: readonly TraceEvent[]
}

/** A gap of so long is said in words. */
const QUIET_MS = 15
const FONT = '11px system-ui, sans-serif'
const LABEL_GAP_PX = 58
/** Of a lane's name; longer than any that the tests give. */
const NAME_LETTERS = 16

export type AxisScene = Pick<Scene, 'paper' | 'geometry' | 'colours' | 'scale'>

export function drawAxis({ paper, geometry, colours, scale }: AxisScene): void {
  const [from, to] = [geometry.placeAt(LABEL_PX), geometry.placeAt(geometry.width)]
  paper.font = FONT
  paper.textBaseline = 'middle'
  let lastX = Number.NEGATIVE_INFINITY
  for (const { fromMs, toMs } of scale.quietGaps(from, to, QUIET_MS)) {
    const [left, right] = [geometry.x(fromMs), geometry.x(toMs)]
    paper.fillStyle = colours.shade
    paper.fillRect(left, 22, right - left, geometry.height)
    if (right - left > 48) {
      paper.fillStyle = colours.faint
      paper.textAlign = 'center'
      paper.fillText(`+${Math.round(toMs - fromMs)} ms`, (left + right) / 2, geometry.height - 8)
    }
    if (right - lastX < LABEL_GAP_PX) continue
    paper.fillStyle = colours.text
    paper.textAlign = 'center'
    paper.fillText(formatCount(Math.round(toMs)), right, 10)
    paper.fillStyle = colours.line
    paper.fillRect(right, 18, 1, 6)
    lastX = right
  }
}

export function drawLanes(scene: Scene): void {
  const { paper, geometry, model, colours } = scene
  paper.lineWidth = 1
  for (const lane of model.lanes) {
    const y = geometry.y(lane) as number
    paper.strokeStyle = colours.line
    paper.setLineDash([1, 5])
    line(scene, LABEL_PX, geometry.width, y)
  }
  paper.setLineDash([])
  paper.lineWidth = 2
  for (const life of model.lives) drawLife(scene, life)
  paper.globalAlpha = 1
  for (const band of model.cutOffs) drawCut(scene, band)
  for (const leader of model.leaderships) drawLeadership(scene, leader, leader.term)
}

/** A life is a line; where it ends before the run does, it crashed. */
function drawLife(scene: Scene, life: Band): void {
  const { paper, geometry, colours, scale } = scene
  const span = spanOf(scene, life)
  if (span === undefined) return
  paper.strokeStyle = colours.faint
  line(scene, span.left, span.right, span.y)
  paper.font = 'bold 15px system-ui, sans-serif'
  paper.textAlign = 'center'
  paper.textBaseline = 'middle'
  if (life.toMs < scale.endMs) {
    paper.fillStyle = colours.failure
    paper.fillText('✕', geometry.x(life.toMs), span.y)
  }
  if (life.fromMs <= 0) return
  paper.beginPath()
  paper.arc(geometry.x(life.fromMs), span.y, 4, 0, 2 * Math.PI)
  paper.fillStyle = colours.ground
  paper.fill()
  paper.stroke()
}

/** Nobody reaches it, and it reaches nobody. */
function drawCut(scene: Scene, band: Band): void {
  const { paper, geometry, colours } = scene
  const span = spanOf(scene, band)
  if (span === undefined || band.toMs - band.fromMs <= 0) return
  const half = geometry.lanePx(band.who) * 0.36
  paper.save()
  paper.beginPath()
  paper.rect(span.left, span.y - half, span.right - span.left, 2 * half)
  paper.clip()
  paper.strokeStyle = colours.line
  paper.lineWidth = 1
  paper.beginPath()
  const anchor = geometry.x(band.fromMs)
  const first = span.left - ((((span.left - anchor) % 9) + 9) % 9) - 2 * half
  for (let x = first; x < span.right; x += 9) {
    paper.moveTo(x, span.y + half)
    paper.lineTo(x + 2 * half, span.y - half)
  }
  paper.stroke()
  paper.restore()
  if (span.right - span.left < 60) return
  paper.font = FONT
  paper.textAlign = 'left'
  paper.fillStyle = colours.faint
  paper.fillText('cut off', span.left + 6, span.y + half - 7)
}

function drawLeadership(scene: Scene, band: Band, term: number): void {
  const { paper, colours } = scene
  const span = spanOf(scene, band)
  if (span === undefined) return
  const colour = pick(colours.series, term)
  paper.fillStyle = colour
  paper.globalAlpha = 0.3
  paper.fillRect(span.left, span.y - 8, span.right - span.left, 16)
  paper.globalAlpha = 1
  paper.fillRect(span.left, span.y - 8, 3, 16)
  if (span.right - span.left < 50) return
  paper.font = 'bold 11px system-ui, sans-serif'
  paper.textAlign = 'left'
  paper.textBaseline = 'middle'
  writeOn(paper, colours, `leader, term ${term}`, span.left + 8, span.y - 15, colours.text)
}

/** A drawn mark, for the pointer. */
export interface Hit {
  readonly x: number
  readonly y: number
  readonly event: number
}

export function drawMarks(scene: Scene): readonly Hit[] {
  const { paper, geometry, model, colours, view, emphasis } = scene
  const hits: Hit[] = []
  paper.font = FONT
  paper.textAlign = 'center'
  paper.textBaseline = 'middle'
  for (let at = firstFrom(model.markTimes, geometry.fromMs); at < model.marks.length; at++) {
    const { kind, who, atMs, event } = model.marks[at] as Mark
    if (atMs > geometry.toMs) break
    const y = geometry.y(who)
    if (y === undefined) continue
    const sign = MARKS.get(kind)
    const strength = emphasis.ofEvent(event)
    if (sign === undefined || strength === 0) continue
    paper.globalAlpha = strength
    paper.fillStyle = event === view.pointed ? colours.accent : colours.text
    const hit = { x: geometry.x(atMs), y: y + (sign.isBelow ? 13 : -2), event }
    paper.fillText(sign.sign, hit.x, hit.y)
    hits.push(hit)
  }
  paper.globalAlpha = 1
  drawFailing(scene)
  return hits
}

/** The events that the failure names. */
function drawFailing({ paper, geometry, colours, failing }: Scene): void {
  paper.strokeStyle = colours.failure
  paper.lineWidth = 2.5
  for (const { who, atMs } of failing) {
    const y = geometry.y(who)
    if (y === undefined) continue
    paper.beginPath()
    paper.arc(geometry.x(atMs), y, 10, 0, 2 * Math.PI)
    paper.stroke()
  }
}

/** Names, what each server says of itself now, the clock and the failure. */
export function drawOver(scene: Scene): void {
  const { paper, geometry, model, colours, view, nowMs, failedAtMs } = scene
  paper.fillStyle = colours.accent
  paper.fillRect(geometry.clockX - 0.5, 18, 1.5, geometry.height)
  if (failedAtMs !== undefined) drawFailure(scene, failedAtMs)
  paper.fillStyle = colours.ground
  paper.fillRect(0, 0, LABEL_PX, geometry.height)
  paper.textBaseline = 'middle'
  paper.textAlign = 'left'
  for (const lane of model.lanes) {
    const y = geometry.y(lane) as number
    const said = model.said.get(lane) ?? []
    const isRoomy = geometry.lanePx(lane) >= 34 && said.length > 0
    paper.globalAlpha = view.focus === undefined || view.focus === lane ? 1 : 0.4
    paper.font = 'bold 13px system-ui, sans-serif'
    paper.fillStyle = lane === 'test' ? colours.faint : colours.text
    paper.fillText(lane.slice(0, NAME_LETTERS), 8, isRoomy ? y - 7 : y, LABEL_PX - 12)
    if (!isRoomy) continue
    paper.font = FONT
    paper.fillStyle = colours.text
    paper.fillText(describeNow(scene, lane), 8, y + 9)
  }
  paper.globalAlpha = 1
  drawClockLabel(paper, geometry, colours, formatMs(nowMs))
}

/** A broken line, so that the clock is seen to stand at it, and a cross where the test found it. */
function drawFailure({ paper, geometry, colours }: Scene, failedAtMs: number): void {
  const x = geometry.x(failedAtMs)
  paper.strokeStyle = colours.failure
  paper.lineWidth = 3
  paper.setLineDash([5, 5])
  paper.beginPath()
  paper.moveTo(x, 24)
  paper.lineTo(x, geometry.height)
  paper.stroke()
  paper.setLineDash([])
  const y = geometry.y('test')
  if (y === undefined) return
  paper.font = 'bold 16px system-ui, sans-serif'
  paper.textAlign = 'center'
  paper.textBaseline = 'middle'
  writeOn(paper, colours, '✗', x, y, colours.failure)
}

/** Words over lines: the ground shows around the letters. */
function writeOn(
  paper: CanvasRenderingContext2D,
  { ground }: Colours,
  words: string,
  x: number,
  y: number,
  colour: string,
): void {
  paper.strokeStyle = ground
  paper.lineWidth = 4
  paper.lineJoin = 'round'
  paper.strokeText(words, x, y)
  paper.fillStyle = colour
  paper.fillText(words, x, y)
}

function drawClockLabel(
  paper: CanvasRenderingContext2D,
  geometry: Geometry,
  colours: Colours,
  words: string,
): void {
  paper.font = 'bold 12px system-ui, sans-serif'
  const width = paper.measureText(words).width + 14
  paper.fillStyle = colours.accent
  paper.beginPath()
  paper.roundRect(geometry.clockX - width / 2, 1, width, 18, 5)
  paper.fill()
  paper.fillStyle = colours.ground
  paper.textAlign = 'center'
  paper.fillText(words, geometry.clockX, 10.5)
}

function describeNow({ model, nowMs }: Scene, lane: string): string {
  const isAlive = model.lives.some(
    ({ who, fromMs, toMs }) => who === lane && fromMs <= nowMs && nowMs <= toMs,
  )
  if (!isAlive) return 'crashed'
  const said = model.said.get(lane) ?? []
  const now = said.findLast(({ atMs }) => atMs <= nowMs)
  if (now === undefined) return ''
  return `term ${now.term}${now.isLeader ? ' ★' : ''}`
}

/** The part of a band that is in sight. */
function spanOf(
  { paper, geometry, view }: Scene,
  { who, fromMs, toMs }: Band,
): { left: number; right: number; y: number } | undefined {
  const y = geometry.y(who)
  if (y === undefined || toMs < geometry.fromMs || fromMs > geometry.toMs) return undefined
  paper.globalAlpha = view.focus === undefined || view.focus === who ? 1 : 0.35
  const [left, right] = [Math.max(LABEL_PX, geometry.x(fromMs)), geometry.x(toMs)]
  return { left, right: Math.min(right, geometry.width), y }
}

function line({ paper }: Scene, fromX: number, toX: number, y: number): void {
  paper.beginPath()
  paper.moveTo(fromX, y)
  paper.lineTo(toX, y)
  paper.stroke()
}
