/** Messages as slanted arrows: requests, thinner replies, lost ones broken. */
import { pick } from './colours.ts'
import type { Scene } from './draw-lanes.ts'
import { firstFrom } from './scale.ts'
import type { Message } from './story-model.ts'

/** A drawn leg, for the pointer: where it is and whose. */
export interface Leg {
  readonly x1: number
  readonly y1: number
  readonly x2: number
  readonly y2: number
  readonly message: Message
  readonly isReply: boolean
}

/** What is not yet sent. */
const AHEAD = 0.4
/** How far along its way a lost message is drawn, and how steep, in pixels. */
const LOST = { share: 0.45, px: 16 }

export function drawMessages(
  scene: Scene,
  methods: readonly string[],
  current: number | undefined,
): Leg[] {
  const { paper, model, geometry, colours, view, emphasis } = scene
  const legs: Leg[] = []
  const marked = view.pointed ?? current
  const first = firstFrom(model.reachMs, geometry.fromMs)
  for (let at = first; at < model.messages.length; at++) {
    const message = model.messages[at] as Message
    const { callMs, endMs = message.requestMs ?? callMs } = message
    if (callMs > geometry.toMs) break
    if (endMs < geometry.fromMs) continue
    const isMarked = marked !== undefined && message.events.includes(marked)
    const isAhead = callMs > scene.nowMs
    paper.strokeStyle = pick(colours.series, methods.indexOf(message.svcMeth))
    paper.fillStyle = paper.strokeStyle
    for (const leg of legsOf(scene, message)) {
      const strength = emphasis.ofLeg(message, leg.isReply)
      if (strength === 0) continue
      paper.globalAlpha = isMarked ? 1 : Math.min(strength, isAhead ? AHEAD : 1)
      drawLeg(scene, leg, isMarked)
      legs.push(leg)
    }
  }
  paper.globalAlpha = 1
  return legs
}

function legsOf({ geometry }: Scene, message: Message): Leg[] {
  const { from, to, callMs, requestMs, answeredMs, endMs, why } = message
  const [yFrom, yTo] = [geometry.y(from), geometry.y(to)]
  if (yFrom === undefined || yTo === undefined) return []
  const x1 = geometry.x(callMs)
  const legs: Leg[] = []
  if (requestMs !== undefined) {
    legs.push({ x1, y1: yFrom, x2: geometry.x(requestMs), y2: yTo, message, isReply: false })
  } else if (why !== undefined) legs.push(lostLeg(message, x1, yFrom, yTo, false))
  if (answeredMs === undefined) return legs
  const x2 = geometry.x(answeredMs)
  if (why !== undefined) legs.push(lostLeg(message, x2, yTo, yFrom, true))
  else if (endMs !== undefined) {
    legs.push({ x1: x2, y1: yTo, x2: geometry.x(endMs), y2: yFrom, message, isReply: true })
  }
  return legs
}

function lostLeg(message: Message, x1: number, y1: number, to: number, isReply: boolean): Leg {
  return { x1, y1, x2: x1 + LOST.px, y2: y1 + (to - y1) * LOST.share, message, isReply }
}

function drawLeg(scene: Scene, leg: Leg, isMarked: boolean): void {
  const { paper } = scene
  const { x1, y1, x2, y2, message, isReply } = leg
  const isLost = message.why !== undefined && (isReply || message.requestMs === undefined)
  paper.lineWidth = (isReply ? 0.8 : 1.6) + (isMarked ? 1.4 : 0)
  if (isLost) paper.setLineDash([4, 3])
  paper.beginPath()
  paper.moveTo(x1, y1)
  paper.lineTo(x2, y2)
  paper.stroke()
  if (isLost) {
    paper.setLineDash([])
    drawCross(paper, x2, y2)
  } else drawHead(paper, leg, isReply ? 5 : 7)
  drawDot(scene, leg, isLost)
}

function drawCross(paper: CanvasRenderingContext2D, x: number, y: number): void {
  paper.beginPath()
  paper.moveTo(x - 4, y - 4)
  paper.lineTo(x + 4, y + 4)
  paper.moveTo(x + 4, y - 4)
  paper.lineTo(x - 4, y + 4)
  paper.lineWidth = 2
  paper.stroke()
}

function drawHead(paper: CanvasRenderingContext2D, { x1, y1, x2, y2 }: Leg, size: number): void {
  const angle = Math.atan2(y2 - y1, x2 - x1)
  paper.beginPath()
  paper.moveTo(x2, y2)
  paper.lineTo(x2 - size * Math.cos(angle - 0.4), y2 - size * Math.sin(angle - 0.4))
  paper.lineTo(x2 - size * Math.cos(angle + 0.4), y2 - size * Math.sin(angle + 0.4))
  paper.fill()
}

/** Where a message is now, while it is on its way. */
function drawDot({ paper, geometry }: Scene, { x1, y1, x2, y2 }: Leg, isLost: boolean): void {
  const { clockX } = geometry
  if (isLost || clockX <= x1 || clockX >= x2) return
  paper.beginPath()
  paper.arc(clockX, y1 + ((y2 - y1) * (clockX - x1)) / (x2 - x1), 4, 0, 2 * Math.PI)
  paper.fill()
}

/** The leg nearest to a point, if one is close. */
export function nearest(legs: readonly Leg[], x: number, y: number, most: number): Leg | undefined {
  let found: Leg | undefined
  let least = most
  for (const leg of legs) {
    const [dx, dy] = [leg.x2 - leg.x1, leg.y2 - leg.y1]
    const along = ((x - leg.x1) * dx + (y - leg.y1) * dy) / (dx * dx + dy * dy || 1)
    const part = Math.min(1, Math.max(0, along))
    const distance = Math.hypot(x - leg.x1 - part * dx, y - leg.y1 - part * dy)
    if (distance < least) [found, least] = [leg, distance]
  }
  return found
}
