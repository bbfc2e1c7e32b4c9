/**
 * What a group replicates. A shard that belongs here is *served* or still *awaited*; one that has
 * been given up is *kept*, unchanged, until its new owner says that it has it; and for one that has
 * come, *thanks* are due to its last owner. One command leads from each to the next.
 */
import { decode, encode } from '#lab'
import { type Config, makeFirstConfig, NShards } from '../shardctrler/common.ts'
import { type Answer, type Contents, key2shard, type Move, type Operation } from './common.ts'
import type { Machine } from './journal.ts'
import { Shard } from './shard.ts'

export type Command =
  | { readonly kind: 'execute'; readonly operation: Operation }
  | { readonly kind: 'configure'; readonly config: Config }
  /** A shard has come from its last owner. */
  | { readonly kind: 'arrive'; readonly move: Move; readonly contents: Contents }
  /** Its new owner has a shard for good. */
  | { readonly kind: 'drop'; readonly move: Move }
  /** The last owner knows that. */
  | { readonly kind: 'thanked'; readonly move: Move }
  /** The first entry of a leader, which commits those of earlier terms (Raft §5.4.2). */
  | { readonly kind: 'begin' }

/** A group, and the servers it had when it was last heard of. */
interface Home {
  readonly gid: number
  readonly servers: readonly string[]
}

/** A move of a shard to this group, and where it is from. */
export interface Arrival extends Move {
  readonly servers: readonly string[]
}

interface Saved {
  config: Config
  homes: (Home | null)[]
  served: [shard: number, contents: Contents][]
  awaited: Arrival[]
  kept: [move: string, contents: Contents][]
  thanks: Arrival[]
}

const NOTHING: Answer = { kind: 'unknown' }

export class Holdings implements Machine<Command, Answer> {
  config: Config = makeFirstConfig()
  /** Not here yet. */
  awaited: readonly Arrival[] = []
  /** Here, and still kept where it was. */
  thanks: readonly Arrival[] = []
  readonly #gid: number
  /** Which group has each shard, or had it last where none is to have it. */
  #homes: (Home | null)[] = new Array(NShards).fill(null)
  #shards = new Map<number, Shard>()
  #kept = new Map<string, Contents>()

  constructor(gid: number) {
    this.#gid = gid
  }

  serves(key: string): boolean {
    const shard = key2shard(key)
    return this.config.shards[shard] === this.#gid && this.#shards.has(shard)
  }

  /** A shard that was given up. It never changes, so any server may show it. */
  kept(move: Move): Contents | undefined {
    return this.#kept.get(nameOf(move))
  }

  /** Is there nothing left to wait for before the next configuration? */
  get isComplete(): boolean {
    return this.awaited.length === 0
  }

  apply(command: Command): Answer {
    switch (command.kind) {
      case 'execute':
        return this.#execute(command.operation)
      case 'configure':
        return this.#configure(command.config)
      case 'arrive':
        return this.#arrive(command.move, command.contents)
      case 'drop':
        this.#kept.delete(nameOf(command.move))
        return NOTHING
      case 'thanked':
        this.thanks = this.thanks.filter((arrival) => !isSameMove(arrival, command.move))
        return NOTHING
      case 'begin':
        return NOTHING
    }
  }

  #execute(operation: Operation): Answer {
    const shard = this.#shards.get(key2shard(operation.key))
    if (shard === undefined || !this.serves(operation.key)) return { kind: 'elsewhere' }
    return { kind: 'done', value: shard.execute(operation) }
  }

  /** Two leaders may have put in the same one, so only the next one counts. */
  #configure(config: Config): Answer {
    if (config.num !== this.config.num + 1 || !this.isComplete) return NOTHING
    this.config = config
    for (const [shard, gid] of config.shards.entries()) {
      if (gid !== 0) this.#moveTo({ gid, servers: config.groups[gid] ?? [] }, shard)
    }
    return NOTHING
  }

  #moveTo(next: Home, shard: number): void {
    const last = this.#homes[shard] ?? null
    this.#homes[shard] = next
    if (last?.gid === next.gid) return
    const move = { num: this.config.num, shard }
    if (last?.gid === this.#gid) this.#give(move)
    else if (next.gid !== this.#gid) return
    else if (last === null) this.#shards.set(shard, new Shard())
    else this.awaited = [...this.awaited, { ...move, servers: last.servers }]
  }

  #give(move: Move): void {
    const shard = this.#shards.get(move.shard)
    if (shard === undefined) return
    this.#shards.delete(move.shard)
    this.#kept.set(nameOf(move), shard.contents())
  }

  /** It may come twice, and then it has been written to since. */
  #arrive(move: Move, contents: Contents): Answer {
    const arrival = this.awaited.find((awaited) => isSameMove(awaited, move))
    if (arrival === undefined) return NOTHING
    this.awaited = this.awaited.filter((awaited) => awaited !== arrival)
    this.thanks = [...this.thanks, arrival]
    this.#shards.set(move.shard, new Shard(contents))
    return NOTHING
  }

  save(): Uint8Array {
    const saved: Saved = {
      config: this.config,
      homes: this.#homes,
      served: [...this.#shards].map(([number, shard]) => [number, shard.contents()]),
      awaited: [...this.awaited],
      kept: [...this.#kept],
      thanks: [...this.thanks],
    }
    return encode(saved)
  }

  load(snapshot: Uint8Array): void {
    const saved = decode<Saved>(snapshot)
    this.config = saved.config
    this.#homes = saved.homes
    this.#shards = new Map(saved.served.map(([number, held]) => [number, new Shard(held)]))
    this.awaited = saved.awaited
    this.#kept = new Map(saved.kept)
    this.thanks = saved.thanks
  }
}

function nameOf({ num, shard }: Move): string {
  return `${num}.${shard}`
}

function isSameMove(a: Move, b: Move): boolean {
  return a.num === b.num && a.shard === b.shard
}
