/**
 * What a group replicates: its configuration, the shards it has, those it waits for and those it
 * has still to hand over. Every replica applies the same commands in the same order, so all of them
 * change from one configuration to the next at the same place in the log.
 */
import { decode, encode } from '#lab'
import type { Machine } from '../replica/replica.ts'
import { type Config, makeFirstConfig } from '../shardctrler/common.ts'
import {
  type InstallArgs,
  key2shard,
  type Operation,
  type Reply,
  type ShardCopy,
} from './common.ts'
import { Shard } from './shard.ts'

/** What stands in a group's log. */
export type Command =
  | Operation
  /** The next configuration. */
  | { kind: 'configure'; config: Config }
  /** Shards that another group has handed over. */
  | ({ kind: 'install' } & InstallArgs)
  /** Shards that another group holds for good, so that no copy is needed here. */
  | { kind: 'forget'; num: number; gid: number }
  /** Changes nothing: a new leader commits with it what stands before it (Raft §5.4.2). */
  | { kind: 'nudge'; term: number }

/** Shards on their way to another group: given up here, and kept until they have arrived there. */
export interface Handover {
  /** The configuration that gives them to the other group. */
  readonly num: number
  readonly gid: number
  readonly servers: readonly string[]
  readonly shards: ShardCopy[]
}

interface Saved {
  config: Config
  holders: number[]
  shards: ShardCopy[]
  awaited: number[]
  handovers: Handover[]
}

const OK: Reply = { err: 'OK', value: '' }

export class ShardStore implements Machine<Command, Reply> {
  config: Config = makeFirstConfig()
  /** What is to be handed over, oldest first. */
  handovers: Handover[] = []
  private readonly gid: number
  /** Which group has each shard: its owner, or while it has none, the last one; 0 for neither. */
  private holders: number[] = makeFirstConfig().shards
  /** What is here, by number of the shard. Of these, the group serves those it owns. */
  private shards = new Map<number, Shard>()
  /** What belongs here since this configuration, and has not arrived yet. */
  private awaited = new Set<number>()

  constructor(gid: number) {
    this.gid = gid
  }

  // ---- Questions ----

  /** Does the group serve this key now? */
  serves(key: string): boolean {
    return this.shardServing(key) !== undefined
  }

  /** Have all shards of this configuration arrived? Not before that may the next one be taken. */
  get isSettled(): boolean {
    return this.awaited.size === 0
  }

  /** Have these shards arrived? True for ever once they have. */
  hasReceived({ num, shards }: InstallArgs): boolean {
    if (num !== this.config.num) return num < this.config.num
    return shards.every(({ shard }) => !this.awaited.has(shard))
  }

  // ---- Commands ----

  apply(command: Command): Reply {
    switch (command.kind) {
      case 'configure':
        return this.configure(command.config)
      case 'install':
        return this.install(command)
      case 'forget':
        return this.forget(command.num, command.gid)
      case 'nudge':
        return OK
      default:
        // Here and not when it was proposed: a configuration may have come in between.
        return this.shardServing(command.key)?.run(command) ?? { err: 'ErrWrongGroup', value: '' }
    }
  }

  identify(command: Command): string {
    switch (command.kind) {
      case 'configure':
        return `configure ${command.config.num}`
      case 'install':
        return `install ${command.num} ${command.shards.map(({ shard }) => shard)}`
      case 'forget':
        return `forget ${command.num} ${command.gid}`
      case 'nudge':
        return `nudge ${command.term}`
      default:
        return `${command.clientId}/${command.requestId}`
    }
  }

  private configure(config: Config): Reply {
    // One by one, each once: a leader may propose what an earlier one has proposed already.
    if (config.num !== this.config.num + 1 || !this.isSettled) return OK
    this.config = config
    for (const [shard, owner] of config.shards.entries()) this.reassign(shard, owner)
    return OK
  }

  private reassign(shard: number, owner: number): void {
    const holder = this.holders[shard]
    // A shard of nobody stays where it was, until it is somebody's again.
    if (owner === 0 || owner === holder) return
    this.holders[shard] = owner
    if (holder === this.gid) this.giveUp(shard, owner)
    else if (owner === this.gid && holder === 0) this.shards.set(shard, Shard.empty(shard))
    else if (owner === this.gid) this.awaited.add(shard)
  }

  private giveUp(shard: number, gid: number): void {
    const copy = this.shards.get(shard)?.copy()
    if (copy === undefined) return
    this.shards.delete(shard)
    const { num, groups } = this.config
    const known = this.handovers.find((handover) => handover.num === num && handover.gid === gid)
    if (known !== undefined) known.shards.push(copy)
    else this.handovers.push({ num, gid, servers: groups[gid] ?? [], shards: [copy] })
  }

  private install({ num, shards }: InstallArgs): Reply {
    for (const copy of shards) {
      // Anything else has come before, by another way, and has changed since.
      if (num !== this.config.num || !this.awaited.delete(copy.shard)) continue
      this.shards.set(copy.shard, new Shard(copy))
    }
    return OK
  }

  private forget(num: number, gid: number): Reply {
    this.handovers = this.handovers.filter((known) => known.num !== num || known.gid !== gid)
    return OK
  }

  private shardServing(key: string): Shard | undefined {
    const shard = key2shard(key)
    return this.config.shards[shard] === this.gid ? this.shards.get(shard) : undefined
  }

  // ---- Snapshots ----

  encode(): Uint8Array {
    const { config, holders, handovers } = this
    const shards = [...this.shards.values()].map((shard) => shard.copy())
    const saved: Saved = { config, holders, shards, awaited: [...this.awaited], handovers }
    return encode(saved)
  }

  restore(bytes: Uint8Array): void {
    const saved = decode<Saved>(bytes)
    this.config = saved.config
    this.holders = saved.holders
    this.shards = new Map(saved.shards.map((copy) => [copy.shard, new Shard(copy)]))
    this.awaited = new Set(saved.awaited)
    this.handovers = saved.handovers
  }
}
