/** What lies over bars and bands in lanes: the failure, the clock, and the names of the lanes. */
import type { AxisScene } from './draw-lanes.ts'
import { LABEL_PX } from './geometry.ts'

/** Of a lane's name, as many as have room. */
const NAME_LETTERS = 9

export interface Frame extends Omit<AxisScene, 'scale'> {
  readonly failedAtMs: number | undefined
  readonly lanes: readonly string[]
}

export function drawFrame({ paper, geometry, colours, failedAtMs, lanes }: Frame): void {
  const { height } = geometry
  if (failedAtMs !== undefined) {
    paper.fillStyle = colours.failure
    paper.fillRect(geometry.x(failedAtMs) - 1, 18, 2, height)
  }
  paper.fillStyle = colours.accent
  paper.fillRect(geometry.clockX - 0.5, 18, 1.5, height)
  paper.fillStyle = colours.ground
  paper.fillRect(0, 0, LABEL_PX, height)
  paper.fillStyle = colours.text
  paper.font = 'bold 12px system-ui, sans-serif'
  paper.textAlign = 'left'
  paper.textBaseline = 'middle'
  for (const lane of lanes) {
    paper.fillText(lane.slice(0, NAME_LETTERS), 8, geometry.y(lane) as number)
  }
}
