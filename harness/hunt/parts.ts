/** What may happen in a part: who is at 2B has written nothing yet that survives a crash. */
import { HUNT_PARTS, type HuntPart, type Step } from '../scenario/scenario.ts'

const SINCE: Partial<Record<Step['do'], HuntPart>> = {
  commands: '2B',
  crash: '2C',
  'crash-at': '2C',
  start: '2C',
  restart: '2C',
  snapshot: '2D',
}

export function isAllowed({ do: kind }: Step, part: HuntPart): boolean {
  return HUNT_PARTS.indexOf(SINCE[kind] ?? '2A') <= HUNT_PARTS.indexOf(part)
}
