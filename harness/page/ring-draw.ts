/** Draws the rings: servers, the ways between them, clients and messages. */
import { type Colours, pick } from './colours.ts'
import { describeGroup, shortName } from './processes.ts'
import type { Layout, Spot } from './ring-layout.ts'
import type { Journey } from './ring-messages.ts'
import type { RingNow, ServerNow } from './ring-model.ts'
import type { Message } from './story-model.ts'

export interface Dot extends Spot {
  readonly message: Message
  readonly journey: Journey
  readonly colour: string
  /** Less than 1 for what steps back. */
  readonly strength: number
}

export interface RingScene {
  readonly paper: CanvasRenderingContext2D
  readonly layout: Layout
  readonly now: RingNow
  readonly nowMs: number
  readonly colours: Colours
  /** 1, or less for what steps back. */
  readonly strengthOf: (name: string) => number
}

const FONT = 'system-ui, sans-serif'
const TURN = 2 * Math.PI
/** What stands back: down and cut off. */
const FAINT = { down: 0.45, cutOff: 0.6 }
const DOT_PX = 5
/** Below that a circle has room for one line only. */
const ROOMY_PX = 19

export function drawRings(scene: RingScene): void {
  const { paper, layout, colours } = scene
  paper.textBaseline = 'middle'
  drawWays(scene)
  for (const { name, label } of layout.rings) {
    paper.font = `bold 12px ${FONT}`
    paper.textAlign = 'left'
    paper.fillStyle = colours.faint
    paper.fillText(describeGroup(name), label.x, label.y, label.widthPx)
  }
  for (const server of scene.now.servers.values()) drawServer(scene, server)
  for (const [name, spot] of layout.spots) {
    if (!scene.now.servers.has(name)) drawClient(scene, name, spot)
  }
  paper.globalAlpha = 1
}

/** A line where both ways between two servers are open, a broken one where only one is. */
function drawWays({ paper, layout, now, colours }: RingScene): void {
  paper.strokeStyle = colours.line
  paper.lineWidth = 1
  for (const pair of layout.pairs) {
    const [one, other] = pair.map((name) => now.servers.get(name)) as [ServerNow, ServerNow]
    const open = Number(one.up.has(other.name)) + Number(other.up.has(one.name))
    if (open === 0 || !one.isAlive || !other.isAlive) continue
    const [from, to] = pair.map((name) => layout.spots.get(name)) as [Spot, Spot]
    paper.setLineDash(open === 2 ? [] : [2, 5])
    paper.beginPath()
    paper.moveTo(from.x, from.y)
    paper.lineTo(to.x, to.y)
    paper.stroke()
  }
  paper.setLineDash([])
}

function drawServer(scene: RingScene, server: ServerNow): void {
  const { paper, layout, colours } = scene
  const spot = layout.spots.get(server.name) as Spot
  const { radius } = layout
  const { isAlive, isCutOff, role, term } = server
  const stands = isAlive ? (isCutOff ? FAINT.cutOff : 1) : FAINT.down
  const strength = stands * scene.strengthOf(server.name)
  const colour = pick(colours.series, term ?? 0)
  circle(paper, spot, radius)
  paper.globalAlpha = 1
  paper.fillStyle = colours.ground
  paper.fill()
  paper.globalAlpha = strength * (role === 'leader' ? 1 : 0.2)
  paper.fillStyle = term === undefined || !isAlive ? colours.shade : colour
  paper.fill()
  paper.globalAlpha = strength
  paper.strokeStyle = isAlive && term !== undefined ? colour : colours.faint
  paper.lineWidth = role === 'candidate' ? 3 : 2
  paper.setLineDash(!isAlive ? [2, 4] : role === 'candidate' ? [6, 4] : [])
  paper.stroke()
  paper.setLineDash([])
  if (isAlive) drawTimer(scene, server, spot)
  drawWords(scene, server, spot)
}

/** What is left of its timer: the whole circle when it was set, nothing when it is due. */
function drawTimer(
  { paper, layout, colours, nowMs }: RingScene,
  server: ServerNow,
  spot: Spot,
): void {
  const { timer } = server
  if (timer === undefined || timer.dueMs <= timer.setMs) return
  const left = (timer.dueMs - nowMs) / (timer.dueMs - timer.setMs)
  const share = Math.min(1, Math.max(0, left))
  paper.lineWidth = 3
  paper.strokeStyle = colours.line
  paper.beginPath()
  paper.arc(spot.x, spot.y, layout.radius + 5, 0, TURN)
  paper.stroke()
  paper.strokeStyle = colours.text
  paper.beginPath()
  paper.arc(spot.x, spot.y, layout.radius + 5, -TURN / 4, share * TURN - TURN / 4)
  paper.stroke()
}

function drawWords({ paper, layout, colours }: RingScene, server: ServerNow, spot: Spot): void {
  const { radius } = layout
  const { name, isAlive, role, term } = server
  const isRoomy = radius >= ROOMY_PX
  paper.textAlign = 'center'
  paper.fillStyle = role === 'leader' && isAlive ? colours.ground : colours.text
  paper.font = `bold ${isRoomy ? 13 : 11}px ${FONT}`
  const isTold = isAlive && term !== undefined
  paper.fillText(shortName(name), spot.x, isRoomy && isTold ? spot.y - 6 : spot.y)
  if (isRoomy && isTold) {
    paper.font = `${radius > 25 ? 10.5 : 9.5}px ${FONT}`
    paper.fillText(`term ${term}`, spot.x, spot.y + 8)
  }
  paper.fillStyle = colours.text
  paper.font = `${isRoomy ? 11 : 10}px ${FONT}`
  const foot = spot.y + radius + 16
  for (const [at, line] of footOf(server, isRoomy).entries()) {
    paper.fillText(line, spot.x, foot + at * 12)
  }
}

/** Words below a server. A vote for oneself is what a candidate does. */
function footOf(server: ServerNow, isRoomy: boolean): readonly string[] {
  const { name, isAlive, isCutOff, role, term, vote } = server
  if (!isAlive) return ['crashed']
  const lines: string[] = []
  if (role === 'leader') lines.push(isRoomy ? '★ leader' : `★ term ${term}`)
  else if (role === 'candidate') lines.push(isRoomy ? 'candidate' : `stands, ${term}`)
  else if (!isRoomy && term !== undefined) lines.push(`term ${term}`)
  if (role === 'follower' && vote !== undefined && vote !== name) {
    lines.push(`votes ${shortName(vote)}`)
  }
  if (isCutOff) lines.push('cut off')
  return [lines.join(', ')]
}

function drawClient(scene: RingScene, name: string, spot: Spot): void {
  const { paper, colours, layout } = scene
  paper.globalAlpha = scene.strengthOf(name)
  const width = Math.min(layout.clientPx - 4, 40)
  paper.beginPath()
  paper.roundRect(spot.x - width / 2, spot.y - 9, width, 18, 5)
  paper.fillStyle = colours.shade
  paper.fill()
  paper.lineWidth = 1
  paper.strokeStyle = colours.line
  paper.stroke()
  paper.font = `11px ${FONT}`
  paper.textAlign = 'center'
  paper.fillStyle = colours.text
  paper.fillText(name, spot.x, spot.y, width - 4)
}

/** Requests are full, replies hollow; lost ones carry a cross, and all may carry a word. */
export function drawDot(scene: RingScene, dot: Dot, isMarked: boolean): void {
  const { paper, colours } = scene
  const { x, y, colour, journey } = dot
  paper.globalAlpha = journey.strength * dot.strength
  paper.strokeStyle = colour
  paper.fillStyle = journey.isReply ? colours.ground : colour
  paper.lineWidth = 2
  circle(paper, dot, isMarked ? DOT_PX + 2 : DOT_PX - (journey.isReply ? 0.5 : 0))
  paper.fill()
  paper.stroke()
  if (journey.word === undefined) return
  paper.font = `bold 10.5px ${FONT}`
  paper.textAlign = 'left'
  paper.fillStyle = colours.text
  paper.fillText(journey.word === 'lost' ? '✕ lost' : journey.word, x + 9, y)
}

function circle(paper: CanvasRenderingContext2D, { x, y }: Spot, radius: number): void {
  paper.beginPath()
  paper.arc(x, y, radius, 0, TURN)
}
