/**
 * A scenario as data: how many servers there are, and what happens to them step by step. Drawn,
 * mutated and shrunk by `harness/hunt`, performed by `perform.ts`; `docs/hunt.md` describes it for
 * whoever reads a file of one.
 */
import type { CrashPoint } from '../tester/raft-server.ts'

/**
 * A server by its number; or the leader of the newest term at that moment; or whoever stands so
 * many places behind it, counted in a ring.
 */
export type Who = number | 'leader' | `leader+${number}`

export type Leg = 'request' | 'reply'

/** What is done to messages of one leg between two servers. */
interface OnLink {
  readonly leg: Leg
  readonly from: Who
  readonly to: Who
}

/** What happens in a step. */
export type Deed =
  /** That many commands are handed to a server; one that does not lead refuses them. */
  | { readonly do: 'commands'; readonly to: Who; readonly count: number }
  /** Some servers cannot reach others: all messages there are lost, and `ways: both`, back too. */
  | {
      readonly do: 'cut'
      readonly from: readonly Who[]
      readonly to: readonly Who[]
      readonly ways: 'both' | 'there'
    }
  /** Undoes every cut and every slow link. */
  | { readonly do: 'mend' }
  /** The next so many messages are kept. */
  | (OnLink & { readonly do: 'hold'; readonly count: number })
  /** Messages that are kept go on their way, and no more are kept. */
  | { readonly do: 'release'; readonly which: 'first' | 'last' | 'all' }
  /** The next so many messages are lost. */
  | (OnLink & { readonly do: 'lose'; readonly count: number })
  /** Every message takes that much longer; 0 for no more than usual. */
  | { readonly do: 'slow'; readonly from: Who; readonly to: Who; readonly ms: number }
  | { readonly do: 'crash'; readonly who: readonly Who[] }
  /** The server crashes when it comes to that point of its own code, so many times from now. */
  | ({ readonly do: 'crash-at'; readonly who: Who } & CrashPoint)
  /** Those of them that are down. */
  | { readonly do: 'start'; readonly who: readonly Who[] }
  /** A crash, and a start at once. */
  | { readonly do: 'restart'; readonly who: readonly Who[] }
  /** Until it leads, or for so long at most, nobody else can ask anybody for anything. */
  | { readonly do: 'elect'; readonly who: Who; readonly withinMs: number }
  /** The service takes a snapshot of what it has applied. */
  | { readonly do: 'snapshot'; readonly who: Who }
  /** Losses and delays as on an unreliable network. */
  | { readonly do: 'unreliable'; readonly isOn: boolean }
  /** Two thirds of the replies are held for up to two seconds. */
  | { readonly do: 'reordering'; readonly isOn: boolean }
  /** Waits until there is a leader, or every hold has kept a message; for so long at most. */
  | { readonly do: 'await'; readonly what: 'leader' | 'held'; readonly withinMs: number }

/** What happens, and for how many virtual ms nothing else does afterwards. */
export type Step = Deed & { readonly thenMs: number }

export interface Scenario {
  readonly lab: 'raft'
  /** Of everything else that chance decides in the run. */
  readonly seed: number
  readonly servers: number
  /** What the code is asked for: before 2C nobody crashes, in 2A there are no commands. */
  readonly part: HuntPart
  /** The service takes snapshots, as in part 2D. */
  readonly takesSnapshots: boolean
  readonly steps: readonly Step[]
}

/** The parts that can be hunted in; each has what those before it have. */
export const HUNT_PARTS = ['2A', '2B', '2C', '2D'] as const

export type HuntPart = (typeof HUNT_PARTS)[number]

/** Sizes of a group that are tried. */
export const SIZES = [3, 5, 7] as const

/** One line of what came about: a step as it was carried out, or what the servers did. */
export interface StoryLine {
  readonly atMs: number
  /** The number of the step, from 0; undefined for what servers did. */
  readonly step?: number
  readonly text: string
}

/** What is known of a run beside its verdict. */
export interface Outcome {
  /** Hashes of the abstract states that it has reached, each once. */
  readonly reached: readonly number[]
  readonly story: readonly StoryLine[]
  /** Numbers of the steps that changed nothing. */
  readonly idle: readonly number[]
  /** How many steps were begun. */
  readonly begun: number
}
