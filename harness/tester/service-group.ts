/**
 * A group of servers that each hold a service and a Raft of its own: kvraft, shardctrler, shardkv.
 * Starts, shuts down and partitions them; the monitors of Raft watch beneath. Source: 6.5840
 * config.go of those labs. Servers are numbered from 0 within their group.
 */

import type { Name } from '../labrpc/name.ts'
import { SavedState } from '../labrpc/persister.ts'
import { Entrance, type EntranceOptions } from './entrance.ts'
import { CheckFailure } from './failure.ts'
import { formatBytes } from './format-bytes.ts'
import { formatMs, Process } from './process.ts'
import type { Life, RaftMonitors } from './raft-monitors.ts'
import { RULE } from './rules.ts'
import { watchRaft } from './watch-raft.ts'
import type { World } from './world.ts'

export interface GroupOptions {
  readonly program: 'kvserver' | 'shardctrler' | 'shardkv'
  readonly size: number
  /** How output names a server: `S2`, `G100.S2`. */
  readonly nameOf: (server: number) => string
  /** Under which name it is known on the network. */
  readonly addressOf: (server: number) => Name
  /** Snapshots are wanted above this many bytes of Raft state; -1 for never. */
  readonly maxRaftState?: number
  readonly gid?: number
  /** Addresses of the shard controllers. */
  readonly ctrlers?: readonly Name[]
  readonly requestMs: EntranceOptions['requestMs']
  /** Whether a started server can be reached at once, as in lab 4, or only after connectAll(). */
  readonly isConnectedAtStart: boolean
}

/** One life of a server. */
interface ServiceLife extends Life {
  readonly process: Process
  term: number
  isLeader: boolean
  /** Index applied last; undefined while it is unknown, after a start from a snapshot. */
  lastApplied: number | undefined
}

interface Slot {
  life: ServiceLife | undefined
  lives: number
  saved: SavedState
  /** Ends to the members of the group, of the current life. */
  endNames: Name[]
  /** All ends of the current life. */
  allEnds: Name[]
}

export class ServiceGroup {
  readonly size: number
  readonly monitors: RaftMonitors
  readonly #world: World
  readonly #options: GroupOptions
  readonly #slots: Slot[]
  #endCount = 0
  /** Called after each save took effect. */
  readonly saveListeners = new Set<(server: number, saved: SavedState) => void>()
  /** Called with every command that a server has applied, encoded. */
  readonly applyListeners = new Set<(command: string) => void>()

  constructor(world: World, options: GroupOptions) {
    this.#world = world
    this.#options = options
    this.size = options.size
    world.hints.push(() => this.#hints())
    this.#slots = Array.from({ length: this.size }, () => ({
      life: undefined,
      lives: 0,
      saved: new SavedState(),
      endNames: [],
      allEnds: [],
    }))
    this.monitors = watchRaft(world, this.addresses, options.nameOf)
    for (const server of this.servers) this.start(server)
  }

  /** 0 to size - 1. */
  get servers(): number[] {
    return this.#slots.map((_, server) => server)
  }

  /** Network addresses in server order, for the ends of clerks. */
  get addresses(): Name[] {
    return this.servers.map((server) => this.#options.addressOf(server))
  }

  // Lifecycle

  /** Starts a server from what it saved last. */
  start(server: number): void {
    const slot = this.#slot(server)
    if (slot.life !== undefined) throw new Error(`${this.#options.nameOf(server)} is running`)
    slot.lives++
    const life = this.#makeLife(server, slot)
    slot.life = life
    this.#note(server, `start, life ${slot.lives}`)
    this.#connectLife(server, life, slot)
    this.#boot(server, life, slot)
    if (!life.process.realm.isAlive) return
    const { sim, network, openMs } = this.#world
    const { program, requestMs, addressOf } = this.#options
    const owner = life.process.realm.number
    const entrance = new Entrance({
      sim,
      server: life.process,
      owner,
      requestMs,
      openMs: openMs[program],
    })
    network.addServer(addressOf(server), entrance, owner)
  }

  /** Kills a server at once; what it saved last stays. Source: 6.5840 config.go, ShutdownServer. */
  shutdown(server: number): void {
    const slot = this.#slot(server)
    const { life } = slot
    if (life === undefined) return
    const { network } = this.#world
    network.deleteServer(this.#options.addressOf(server))
    slot.life = undefined
    slot.saved = slot.saved.copy()
    this.#world.destroyRealm(life.process.realm)
    for (const name of slot.allEnds) network.deleteEnd(name)
    slot.endNames = []
    slot.allEnds = []
    this.#note(server, 'crash')
  }

  startAll(): void {
    for (const server of this.servers) this.start(server)
  }

  shutdownAll(): void {
    for (const server of this.servers) this.shutdown(server)
  }

  /** All current processes. */
  get processes(): Process[] {
    return this.#slots.flatMap(({ life }) => (life === undefined ? [] : [life.process]))
  }

  isRunning(server: number): boolean {
    return this.#slot(server).life !== undefined
  }

  // Connections

  connectAll(): void {
    this.#note('test', 'connect all')
    for (const server of this.servers) this.#connect(server, this.servers)
  }

  /** Two sides that reach each other no more. Servers in neither are left as they are. */
  partition(side1: readonly number[], side2: readonly number[]): void {
    this.#note('test', `partition [${side1.join(' ')}] | [${side2.join(' ')}]`)
    for (const [side, other] of [
      [side1, side2],
      [side2, side1],
    ] as const) {
      for (const server of side) {
        for (const peer of other) this.#enableBoth(server, peer, false)
        this.#connect(server, side)
      }
    }
  }

  #connect(server: number, peers: readonly number[]): void {
    for (const peer of peers) this.#enableBoth(server, peer, true)
  }

  #enableBoth(server: number, peer: number, isEnabled: boolean): void {
    for (const name of [this.#slot(server).endNames[peer], this.#slot(peer).endNames[server]]) {
      if (name !== undefined) this.#world.network.enable(name, isEnabled)
    }
  }

  // Asking servers

  /** The first running server that says it leads. */
  leader(): number | undefined {
    return this.servers.find((server) => this.isRunning(server) && this.state(server).isLeader)
  }

  /** A server that leads; waits up to 5 s for one. */
  async checkLeader(): Promise<number> {
    const startMs = this.#world.sim.nowMs
    for (let waitedMs = 0; waitedMs < LEADER_WITHIN_MS; waitedMs += 50) {
      const leader = this.leader()
      if (leader !== undefined) return leader
      await this.#world.sim.sleep(50)
    }
    throw new CheckFailure(
      `no running server has said that it leads, at any look from ${formatMs(startMs)} on`,
      { rule: RULE.leaderInTime, details: this.describeStates() },
    )
  }

  state(server: number): { term: number; isLeader: boolean } {
    const { life } = this.#slot(server)
    const name = this.#options.nameOf(server)
    if (life === undefined) throw new Error(`${name} is not running`)
    const state = this.#look(life)
    if (state === undefined) throw new CheckFailure(`${name}: getState() gave no answer`)
    return state
  }

  /** A line per server, for failures. */
  describeStates(): string[] {
    return this.servers.map(
      (server) => `${this.#options.nameOf(server)}  ${this.#describe(server)}`,
    )
  }

  /** All servers in one line, where a failure has many groups to tell of. */
  describeBriefly(): string {
    return this.describeStates().join('; ')
  }

  #describe(server: number): string {
    const { life } = this.#slot(server)
    if (life === undefined) return 'down'
    const { term, isLeader, lastApplied } = life
    const applied = lastApplied === undefined ? '' : `, applied up to index ${lastApplied}`
    return `term ${term}, ${isLeader ? 'leader' : 'not leader'}${applied}`
  }

  /**
   * The last index applied by a running server; undefined while it is unknown, after a start from a
   * snapshot.
   */
  lastApplied(server: number): number | undefined {
    return this.#slot(server).life?.lastApplied
  }

  /** What a server saved last. */
  saved(server: number): SavedState {
    return this.#slot(server).saved
  }

  /** Largest saved Raft state, in bytes. */
  logSize(): number {
    return Math.max(...this.#slots.map(({ saved }) => saved.raftStateSize))
  }

  /** Largest saved snapshot, in bytes. */
  snapshotSize(): number {
    return Math.max(...this.#slots.map(({ saved }) => saved.snapshotSize))
  }

  // Making a life

  #makeLife(server: number, slot: Slot): ServiceLife {
    const process = new Process(this.#world, this.#options.nameOf(server), {
      save: (raftState, snapshot) => {
        const { snapshotSize } = slot.saved
        if (snapshotSize > 0 && snapshot.length === 0) this.#lostSnapshot(server, snapshotSize)
        slot.saved.save(raftState, snapshot)
        for (const listen of this.saveListeners) listen(server, slot.saved)
      },
      sawCommand: (index, command) => this.#sawCommand(life, index, command),
      sawSnapshot: (index) => this.#sawSnapshot(life, index),
      makeEnd: (_number, serverName) => {
        const end = this.#world.network.makeEnd(
          this.#newEndName(server, slot),
          this.#options.addressOf(server),
          process.realm.number,
        )
        this.#world.network.connect(end.name, serverName)
        this.#world.network.enable(end.name, true)
        return end
      },
      afterTurn: () => this.#look(life),
    })
    const life: ServiceLife = {
      server,
      life: slot.lives,
      loadedBytes: slot.saved.raftStateSize,
      process,
      term: -1,
      isLeader: false,
      lastApplied: slot.saved.snapshotSize > 0 ? undefined : 0,
    }
    return life
  }

  #connectLife(server: number, life: ServiceLife, slot: Slot): void {
    const { network } = this.#world
    const addresses = [...this.addresses, ...(this.#options.ctrlers ?? [])]
    addresses.forEach((address, number) => {
      const name = this.#newEndName(server, slot)
      const from = this.#options.addressOf(server)
      const end = network.makeEnd(name, from, life.process.realm.number)
      network.connect(name, address)
      const isPeer = number < this.size
      if (isPeer) life.process.addEnd(number, end)
      else life.process.addClerkEnd(number, end)
      if (isPeer) slot.endNames[number] = name
      network.enable(name, this.#options.isConnectedAtStart || !isPeer)
    })
  }

  #boot(server: number, life: ServiceLife, slot: Slot): void {
    const { program, maxRaftState, gid, ctrlers = [] } = this.#options
    life.process.realm.boot(
      {
        program,
        me: server,
        ends: this.servers,
        ctrlerEnds: ctrlers.map((_, at) => this.size + at),
        ...(maxRaftState === undefined ? {} : { maxRaftState }),
        ...(gid === undefined ? {} : { gid }),
      },
      { raftState: slot.saved.readRaftState(), snapshot: slot.saved.readSnapshot() },
    )
  }

  #newEndName(server: number, slot: Slot): Name {
    const name = `${this.#options.addressOf(server)}-end-${this.#endCount++}`
    slot.allEnds.push(name)
    return name
  }

  // Watching

  #look(life: ServiceLife): { term: number; isLeader: boolean } | undefined {
    const state = life.process.realm.probe()
    if (state === undefined || this.#world.isClosing) return state
    if (state.term === life.term && state.isLeader === life.isLeader) return state
    life.term = state.term
    life.isLeader = state.isLeader
    this.#world.trace.mix(2 * state.term + (state.isLeader ? 1 : 0))
    this.#world.note(
      'state',
      this.#options.nameOf(life.server),
      () => `term ${state.term}, ${state.isLeader ? 'LEADER' : 'not leader'}`,
    )
    this.monitors.observeState(life, state.term, state.isLeader)
    return state
  }

  /** M7: a save replaces both. */
  #lostSnapshot(server: number, size: number): void {
    this.#world.fail(
      new CheckFailure(
        `${this.#options.nameOf(server)} saved its state without the snapshot of ${formatBytes(size)} it had`,
        { rule: RULE.saveBoth },
      ),
    )
  }

  #sawCommand(life: ServiceLife, index: number, command: string): void {
    if (this.#world.isClosing) return
    const expected = life.lastApplied === undefined ? index : life.lastApplied + 1
    if (index > expected) this.monitors.observeLeftOut(life, expected, index - 1)
    this.monitors.observeApply(life, index, command, Math.max(index, expected))
    life.lastApplied = index
    for (const listen of this.applyListeners) listen(command)
  }

  #sawSnapshot(life: ServiceLife, index: number): void {
    if (life.lastApplied !== undefined && index < life.lastApplied) {
      this.#world.fail(
        new CheckFailure(
          `${this.#options.nameOf(life.server)} was handed a snapshot of index ${index} after it had applied index ${life.lastApplied}`,
          { rule: RULE.onlyForward },
        ),
      )
    }
    life.lastApplied = index
  }

  #hints(): string[] {
    return this.processes.flatMap((process) => process.hints())
  }

  #note(server: number | 'test', text: string): void {
    const who = server === 'test' ? 'test' : this.#options.nameOf(server)
    this.#world.note('fault', who, () => text)
  }

  #slot(server: number): Slot {
    return this.#slots[server] as Slot
  }
}

/** A new leader within five seconds, as in lab 2. */
const LEADER_WITHIN_MS = 5_000
