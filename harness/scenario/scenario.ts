/**
 * A scenario as data: how many servers there are, and what happens to them step by step. Drawn,
 * mutated and shrunk by `harness/hunt`, performed by `perform.ts`; `docs/hunt.md` describes it for
 * whoever reads a file of one.
 */

import type { CrashPoint } from '../tester/crash-trap.ts'
import { SHARD_COUNT } from '../tester/shard-config.ts'

/** Labs that can be hunted in. */
export const HUNT_LABS = ['raft', 'kvraft', 'shardctrler', 'shardkv'] as const

export type HuntLab = (typeof HUNT_LABS)[number]

/**
 * A server of a group by its number; or the leader of the newest term at that moment; or whoever
 * stands so many places behind it, counted in a ring.
 */
export type Place = number | 'leader' | `leader+${number}`

/** A group of a sharded store, by its gid, or the group of its controllers. */
export type GroupName = `G${number}` | 'K'

/** A server of the first group, or of the one that is named. */
export type Who = Place | `${GroupName}.${Place}`

/** A server, or all of a group. */
export type Some = Who | GroupName

/** A client of a service, as output names it. */
export type ClerkName = `C${number}`

/** Who sends or gets messages. */
export type Party = Some | ClerkName

export type Leg = 'request' | 'reply'

/** What is done to messages of one leg between two servers, or a server and a clerk. */
interface OnLink {
  readonly leg: Leg
  readonly from: Party
  readonly to: Party
}

/** Clerks of a service, and names of the keys that they share. */
export const CLERKS = 4
export const KEYS = ['a', 'b', 'c'] as const

/** 6.5840: shards of a configuration, numbered from 0. */
export const SHARDS = SHARD_COUNT
/** Groups that join a shard controller and leave it; each is one clerk's affair. */
export const GIDS = 16
/** Groups of a sharded store, which its admin has join and leave. */
export const STORE_GIDS = [100, 101, 102] as const

/**
 * Who has a group join, leave and get shards: a clerk does one thing after the other, so it knows
 * whether its group is there, whatever the others do.
 */
export function clerkOf(gid: number): number {
  return gid % CLERKS
}

export function isClerk(party: Party): party is ClerkName {
  return typeof party === 'string' && party.startsWith('C')
}

export function isGroup(party: Party): party is GroupName {
  return typeof party === 'string' && /^(K|G\d+)$/.test(party)
}

/** The group that is named, and where in it. */
export function placeOf(who: Who): { readonly group?: GroupName; readonly place: Place } {
  const [, group, text] = /^(K|G\d+)\.(.*)$/.exec(String(who)) ?? []
  if (group === undefined || text === undefined) return { place: who as Place }
  const place = /^\d+$/.test(text) ? Number(text) : (text as Place)
  return { group: group as GroupName, place }
}

/** What happens in a step. */
export type Deed =
  /** That many commands are handed to a server; one that does not lead refuses them. */
  | { readonly do: 'commands'; readonly to: Who; readonly count: number }
  /** Clerks begin so many operations, one after the other each, when they are done with others. */
  | {
      readonly do: 'ask'
      readonly clerks: readonly number[]
      readonly op: 'get' | 'put' | 'append'
      readonly key: (typeof KEYS)[number]
      readonly count: number
    }
  /**
   * Groups join that are not there. Of a controller each is one clerk's affair, who has all of its
   * own join in one step; in a store all of them are the admin's.
   */
  | { readonly do: 'join'; readonly gids: readonly number[] }
  /** Groups leave that are there; the last of a store stays. */
  | { readonly do: 'leave'; readonly gids: readonly number[] }
  /** A group is given a shard, if it is there. */
  | { readonly do: 'move'; readonly shard: number; readonly gid: number }
  /** Clerks ask for the configuration of that number, -1 for the newest, so many times. */
  | {
      readonly do: 'query'
      readonly clerks: readonly number[]
      readonly num: number
      readonly count: number
    }
  /** Some servers cannot reach others: all messages there are lost, and `ways: both`, back too. */
  | {
      readonly do: 'cut'
      readonly from: readonly Party[]
      readonly to: readonly Party[]
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
  | { readonly do: 'slow'; readonly from: Party; readonly to: Party; readonly ms: number }
  | { readonly do: 'crash'; readonly who: readonly Some[] }
  /** The server crashes when it comes to that point of its own code, so many times from now. */
  | ({ readonly do: 'crash-at'; readonly who: Who } & CrashPoint)
  /** Those of them that are down. */
  | { readonly do: 'start'; readonly who: readonly Some[] }
  /** A crash, and a start at once. */
  | { readonly do: 'restart'; readonly who: readonly Some[] }
  /** Until it leads, or for so long at most, nobody else can ask anybody for anything. */
  | { readonly do: 'elect'; readonly who: Who; readonly withinMs: number }
  /** The service takes a snapshot of what it has applied. */
  | { readonly do: 'snapshot'; readonly who: Who }
  /** Losses and delays as on an unreliable network. */
  | { readonly do: 'unreliable'; readonly isOn: boolean }
  /** Two thirds of the replies are held for up to two seconds. */
  | { readonly do: 'reordering'; readonly isOn: boolean }
  /**
   * Waits until there is a leader in every group, every hold has kept a message, or clerks wait for
   * nothing; for so long at most.
   */
  | { readonly do: 'await'; readonly what: Sought; readonly withinMs: number }

export type Sought = 'leader' | 'held' | 'answers'

/** What happens, and for how many virtual ms nothing else does afterwards. */
export type Step = Deed & { readonly thenMs: number }

export interface Scenario {
  readonly lab: HuntLab
  /** Of everything else that chance decides in the run. */
  readonly seed: number
  readonly servers: number
  /** What the code is asked for: before 2C nobody crashes, in 2A there are no commands. */
  readonly part: HuntPart
  /** The service takes snapshots, as in parts 2D, 3B and 4B. */
  readonly takesSnapshots: boolean
  readonly steps: readonly Step[]
}

/** The parts that can be hunted in; in a lab, each has what those before it have. */
export const PARTS_OF = {
  raft: ['2A', '2B', '2C', '2D'],
  kvraft: ['3A', '3B'],
  shardctrler: ['4A'],
  shardkv: ['4B'],
} as const satisfies Record<HuntLab, readonly string[]>

export const HUNT_PARTS = Object.values(PARTS_OF).flat()

export type HuntPart = (typeof PARTS_OF)[HuntLab][number]

export function labOf(part: HuntPart): HuntLab {
  return HUNT_LABS.find((lab) => PARTS_OF[lab].some((own) => own === part)) as HuntLab
}

/** Sizes of a group that are tried. */
export const SIZES = [3, 5, 7] as const

/** A sharded store has four groups. */
export function sizesOf(lab: HuntLab): readonly number[] {
  return lab === 'shardkv' ? SIZES.slice(0, 1) : SIZES
}

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
