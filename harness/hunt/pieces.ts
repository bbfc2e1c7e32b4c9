/** What pieces of scenarios are made of: the steps that occur in many of them. */
import { type Deed, KEYS, type Step, type Who } from '../scenario/scenario.ts'
import type { Draw } from './drawing.ts'

/** Some steps that chance fills in. */
export type Idiom = (draw: Draw) => readonly Step[]

/** A deed, and how long nothing else happens behind it. */
export function then(deed: Deed, thenMs: number): Step {
  return { ...deed, thenMs }
}

/** Several elections' time, or a little. */
export function some(draw: Draw): number {
  return draw.pick([1, 5, 20, 60, 150, 300, 600, 1_000])
}

export function commands(draw: Draw, to: Who, most = 4): Step {
  return then({ do: 'commands', to, count: draw.between(1, most) }, draw.pick([0, 1, 5, 50, 200]))
}

/** Most operations are about the same key: there they meet. */
export function ask(
  draw: Draw,
  clerks: readonly number[],
  op: 'get' | 'put' | 'append',
  most = 2,
): Step {
  const key = draw.isHit(0.7) ? KEYS[0] : draw.pick(KEYS)
  const deed: Deed = { do: 'ask', clerks, op, key, count: draw.between(1, most) }
  return then(deed, draw.pick([0, 1, 5, 20, 50, 200]))
}

export function elect(who: Who, draw: Draw): Step {
  return then({ do: 'elect', who, withinMs: 3_000 }, draw.pick([1, 20, 200]))
}

export const MEND: Deed = { do: 'mend' }
export const RELEASE: Deed = { do: 'release', which: 'all' }

/** A server crashes at a point of its own code. */
export function crashAt(draw: Draw, who: Who, thenMs = draw.pick([0, 1, 20, 200])): Step {
  const points = [
    'before-save',
    'after-save',
    'before-request',
    'before-reply',
    'after-reply',
    'after-reply',
    'after-reply',
  ] as const
  const count = draw.pick([1, 1, 1, 2, 3])
  return then({ do: 'crash-at', who, at: draw.pick(points), count }, thenMs)
}
