/**
 * How far a message has come at a moment. Where it was lost is not told; it goes half of its way
 * and fades there. Ways are as long as the bent time says, as everything on the page. Pure.
 */
import type { Scale } from './scale.ts'
import type { Message } from './story-model.ts'

export interface Journey {
  readonly isReply: boolean
  /** From where this leg begins, 0 to 1. */
  readonly share: number
  /** 1, and less while a lost one fades. */
  readonly strength: number
  /** What else there is to say: `held`, `late`, `lost`. */
  readonly word: string | undefined
}

/** Units of the bent time in which a lost message goes its half, and in which it fades. */
const LOST = { share: 0.5, units: 1, fadeUnits: 1 }
/** No network of the labs takes so long on its own account but when it reorders. */
const LATE_MS = 30
const HELD = 'held'

/** Undefined while it is nowhere on the way: not sent, being worked on, arrived or gone. */
export function journeyOf(message: Message, nowMs: number, scale: Scale): Journey | undefined {
  const { callMs, requestMs, answeredMs, endMs, why } = message
  if (nowMs < callMs) return undefined
  if (requestMs === undefined) return lostOn(false, callMs, message, nowMs, scale)
  if (nowMs < requestMs) return along(false, callMs, requestMs, nowMs, scale)
  if (answeredMs === undefined || nowMs < answeredMs) return undefined
  if (why !== undefined) return lostOn(true, answeredMs, message, nowMs, scale)
  if (endMs === undefined || nowMs >= endMs) return undefined
  return along(true, answeredMs, endMs, nowMs, scale)
}

function along(
  isReply: boolean,
  fromMs: number,
  toMs: number,
  nowMs: number,
  scale: Scale,
): Journey {
  const [from, to] = [scale.placeOf(fromMs), scale.placeOf(toMs)]
  const share = to > from ? (scale.placeOf(nowMs) - from) / (to - from) : 1
  return { isReply, share, strength: 1, word: toMs - fromMs > LATE_MS ? 'late' : undefined }
}

function lostOn(
  isReply: boolean,
  fromMs: number,
  { why, endMs }: Message,
  nowMs: number,
  scale: Scale,
): Journey | undefined {
  const units = scale.placeOf(nowMs) - scale.placeOf(fromMs)
  const share = Math.min(1, units / LOST.units) * LOST.share
  if (why?.includes(HELD) === true) {
    const isOver = endMs !== undefined && nowMs >= endMs
    return isOver ? undefined : { isReply, share, strength: 1, word: HELD }
  }
  const strength = 1 - Math.max(0, units - LOST.units) / LOST.fadeUnits
  if (strength <= 0) return undefined
  const isThere = units >= LOST.units && why !== undefined
  return { isReply, share, strength, word: isThere ? 'lost' : undefined }
}
