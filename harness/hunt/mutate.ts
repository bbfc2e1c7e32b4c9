/** Changes a scenario a little: what it has reached is a place to go on from. */
import { labOf, type Scenario, type Step, sizesOf } from '../scenario/scenario.ts'
import type { Stream } from '../sim/chance.ts'
import { type Draft, drawPiece, hasSnapshots, pickWeighted, type Weights } from './draw.ts'
import { Draw } from './drawing.ts'

const STEPS_MAX = 80
const SPAN_MAX = 6
const CHANGES_MAX = 3
const PAUSES_MS = [0, 1, 5, 20, 60, 150, 300, 600, 1_000, 3_000]

type Change = (steps: readonly Step[], stream: Stream) => readonly Step[]

/** One to three changes of a scenario; `other` is one to take steps from. */
export function mutate(stream: Stream, parent: Draft, other: Draft, weights: Weights): Draft {
  let { scenario, pieces } = parent
  for (let left = stream.between(1, CHANGES_MAX); left > 0; left--) {
    const kind = stream.pick(KINDS)
    if (kind === 'piece') {
      const name = pickWeighted(stream, weights)
      const piece = drawPiece(name, stream, scenario)
      scenario = withSteps(scenario, insert(scenario.steps, piece, stream))
      pieces = [...pieces, name]
    } else if (kind === 'splice') {
      scenario = withSteps(scenario, splice(scenario.steps, other.scenario, scenario, stream))
    } else if (kind === 'setting') scenario = changeSetting(scenario, stream)
    else scenario = withSteps(scenario, CHANGES[kind](scenario.steps, stream))
  }
  return { scenario, pieces }
}

const CHANGES = {
  drop: (steps, stream) => {
    const [from, to] = span(steps, stream)
    return [...steps.slice(0, from), ...steps.slice(to)]
  },
  repeat: (steps, stream) => insert(steps, steps.slice(...span(steps, stream)), stream),
  move: (steps, stream) => {
    const [from, to] = span(steps, stream)
    return insert([...steps.slice(0, from), ...steps.slice(to)], steps.slice(from, to), stream)
  },
  pause: (steps, stream) => {
    const at = stream.below(Math.max(1, steps.length))
    const thenMs = stream.pick(PAUSES_MS)
    return steps.map((step, number) => (number === at ? { ...step, thenMs } : step))
  },
} as const satisfies Record<string, Change>

const KINDS = [
  'piece',
  'piece',
  'piece',
  'splice',
  'setting',
  'drop',
  'repeat',
  'move',
  'pause',
  'pause',
] as const

function withSteps(scenario: Scenario, steps: readonly Step[]): Scenario {
  return { ...scenario, steps: steps.slice(0, STEPS_MAX) }
}

function span(steps: readonly Step[], stream: Stream): [from: number, to: number] {
  const from = stream.below(Math.max(1, steps.length))
  return [from, from + stream.between(1, SPAN_MAX)]
}

function insert(steps: readonly Step[], more: readonly Step[], stream: Stream): readonly Step[] {
  const at = stream.below(steps.length + 1)
  return [...steps.slice(0, at), ...more, ...steps.slice(at)]
}

/** The beginning of one and the end of another, of the same part. */
function splice(
  steps: readonly Step[],
  other: Scenario,
  { part }: Scenario,
  stream: Stream,
): readonly Step[] {
  if (other.part !== part) return steps
  const head = steps.slice(0, stream.below(steps.length + 1))
  return [...head, ...other.steps.slice(stream.below(other.steps.length + 1))]
}

function changeSetting(scenario: Scenario, stream: Stream): Scenario {
  const { servers, part } = scenario
  if (stream.isHit(0.6)) return { ...scenario, seed: new Draw(stream, servers).seed() }
  if (hasSnapshots(part) && stream.isHit(0.5)) {
    return { ...scenario, takesSnapshots: !scenario.takesSnapshots }
  }
  return { ...scenario, servers: stream.pick(sizesOf(labOf(part))) }
}
