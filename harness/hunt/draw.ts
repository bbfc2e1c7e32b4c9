/** Draws scenarios: which steps, in which order, at which servers. One seed, one scenario. */
import {
  type GroupName,
  type HuntLab,
  type HuntPart,
  labOf,
  type Scenario,
  SIZES,
  STORE_GIDS,
  type Step,
  sizesOf,
} from '../scenario/scenario.ts'
import { Chance, type Stream } from '../sim/chance.ts'
import { CTRLER_IDIOMS, CTRLER_SINGLES, ofGroups } from './ctrler-idioms.ts'
import { DARK_IDIOMS, withKey } from './dark-idioms.ts'
import { Draw } from './drawing.ts'
import { IDIOMS } from './idioms.ts'
import { inGroup } from './in-group.ts'
import { KV_IDIOMS, KV_SINGLES } from './kv-idioms.ts'
import { isAllowed } from './parts.ts'
import { ask, type Idiom } from './pieces.ts'
import { SHARD_IDIOMS, SHARD_SINGLES } from './shard-idioms.ts'
import { SINGLES } from './singles.ts'

/** Pieces of a scenario: some make 20 to 50 steps, a run of some 15 virtual seconds. */
const PIECES = { min: 3, max: 12 }
/** Those of a sharded store are longer, and its servers four times as many. */
const SHARD_PIECES = { min: 1, max: 5 }

/** How often a piece is drawn, by its name, beside the others; 1 without more knowledge. */
export type Weights = Readonly<Record<string, number>>

/** A scenario and the names of the pieces that it was made of or changed by. */
export interface Draft {
  readonly scenario: Scenario
  readonly pieces: readonly string[]
}

/** A piece, and how often it is drawn beside others before anything is known. */
interface Piece {
  readonly idiom: Idiom
  readonly usual: number
}

type Pieces = Readonly<Record<string, Piece>>

function piecesOf(idioms: Readonly<Record<string, Idiom>>, usual: number): Pieces {
  return Object.fromEntries(Object.entries(idioms).map(([name, idiom]) => [name, { idiom, usual }]))
}

const RAFT: Pieces = { ...piecesOf(IDIOMS, 2), ...piecesOf(SINGLES, 1) }
const { commands: _, snapshot: __, ...OF_ALL } = RAFT
const { snapshots: ___, ...OF_SERVICE } = KV_IDIOMS

const IN_STORE = Object.fromEntries(
  Object.entries(OF_SERVICE).map(([name, idiom]) => [name, withKey(idiom)]),
)

const PIECES_BY_LAB: Readonly<Record<HuntLab, Pieces>> = {
  raft: RAFT,
  kvraft: { ...OF_ALL, ...piecesOf(KV_IDIOMS, 6), ...piecesOf(KV_SINGLES, 2) },
  shardctrler: {
    ...OF_ALL,
    ...piecesOf(OF_SERVICE, 6),
    ...piecesOf(CTRLER_IDIOMS, 6),
    ...piecesOf(KV_SINGLES, 2),
    ...piecesOf(CTRLER_SINGLES, 2),
  },
  shardkv: {
    ...OF_ALL,
    ...piecesOf(IN_STORE, 3),
    ...piecesOf({ ...SHARD_IDIOMS, ...DARK_IDIOMS }, 10),
    ...piecesOf(KV_SINGLES, 1),
    ...piecesOf(SHARD_SINGLES, 2),
  },
}

/** Names of those that can be drawn. */
export function pieceNames(lab: HuntLab): readonly string[] {
  return Object.keys(PIECES_BY_LAB[lab])
}

/** The chance of one scenario of a hunt. */
export function streamOf(seed: number, run: number): Stream {
  return new Chance(`hunt ${seed}/${run}`).stream('scenario')
}

/** The steps of one piece. */
export function drawPiece(
  name: string,
  stream: Stream,
  { servers, part }: Pick<Scenario, 'servers' | 'part'>,
): readonly Step[] {
  const draw = new Draw(stream, servers)
  const lab = labOf(part)
  const steps = PIECES_BY_LAB[lab][name]?.idiom(draw) ?? []
  const group = lab === 'shardkv' ? draw.pick(GROUPS) : 'K'
  const meant = steps.flatMap((step) => MEANT[lab](step, draw, group))
  return meant.filter((step) => isAllowed(step, part) && isForSomebody(step))
}

/** Whose servers a piece of a lab below is about. */
const GROUPS: readonly GroupName[] = [...STORE_GIDS.map((gid) => `G${gid}` as const), 'K']

type Meant = (step: Step, draw: Draw, group: GroupName) => readonly Step[]

/** What a step of a lab below is in this one. */
const MEANT: Readonly<Record<HuntLab, Meant>> = {
  raft: (step) => [step],
  kvraft: (step, draw) => [byClerks(step, draw)],
  shardctrler: (step, draw) => ofGroups(byClerks(step, draw), draw),
  shardkv: (step, draw, group) => [inGroup(byClerks(step, draw), group)],
}

/** A service gets commands from its clerks, who look for the leader themselves. */
function byClerks(step: Step, draw: Draw): Step {
  if (step.do !== 'commands') return step
  return { ...ask(draw, draw.clerks(), draw.op(), Math.min(step.count, 8)), thenMs: step.thenMs }
}

/** In a small group a piece may have nobody left for a step. */
function isForSomebody(step: Step): boolean {
  if (step.do === 'cut') return step.from.length > 0 && step.to.length > 0
  return !('who' in step && Array.isArray(step.who)) || step.who.length > 0
}

/** A scenario without a model. */
export function drawScenario(stream: Stream, part: HuntPart, weights: Weights): Draft {
  const lab = labOf(part)
  const drawn = stream.pick([...SIZES.slice(0, 2), ...SIZES.slice(0, 2), 3, 5, 3, ...SIZES])
  const servers = sizesOf(lab).includes(drawn) ? drawn : SIZES[0]
  const takesSnapshots = stream.isHit(lab === 'raft' ? 0.5 : 0.7) && hasSnapshots(part)
  const seed = new Draw(stream, servers).seed()
  const mine = ownWeights(stream, lab, weights)
  const { min, max } = lab === 'shardkv' ? SHARD_PIECES : PIECES
  const count = stream.between(min, max)
  const pieces: string[] = []
  const steps: Step[] = []
  if (stream.isHit(0.9)) {
    steps.push({ do: 'await', what: 'leader', withinMs: 1_000, thenMs: stream.pick([1, 20, 200]) })
  }
  for (let made = 0; made < count; made++) {
    const name = pickWeighted(stream, mine)
    pieces.push(name)
    steps.push(...drawPiece(name, stream, { servers, part }))
  }
  // What was saved wrongly shows at the latest when everybody has nothing else.
  if (stream.isHit(0.4)) {
    const all = new Draw(stream, servers).everyone()
    const who = lab === 'shardkv' ? GROUPS.slice(0, -1) : all
    const last = { do: 'restart', who, thenMs: 20 } as const
    steps.push(...[last].filter((step) => isAllowed(step, part)))
  }
  const scenario = { lab, seed, servers, part, takesSnapshots, steps } as const
  return { scenario, pieces }
}

/** The part asks for snapshots. */
export function hasSnapshots(part: HuntPart): boolean {
  return part === '2D' || part === '3B' || part === '4B'
}

/**
 * Every scenario leaves some pieces out and has more of others. Source: Groce et al., "Swarm
 * Testing" (2012).
 */
function ownWeights(stream: Stream, lab: HuntLab, weights: Weights): Weights {
  const own = Object.entries(PIECES_BY_LAB[lab]).map(([name, { usual }]) => {
    return [name, stream.pick([0, 1, 1, 4]) * usual * (weights[name] ?? 1)] as const
  })
  return Object.fromEntries(own)
}

export function pickWeighted(stream: Stream, weights: Weights): string {
  const names = Object.keys(weights)
  const sum = names.reduce((total, name) => total + (weights[name] as number), 0)
  let left = (stream.below(1_000_000) / 1_000_000) * sum
  for (const name of names) {
    left -= weights[name] as number
    if (left < 0) return name
  }
  return names[0] as string
}
