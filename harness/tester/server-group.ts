/**
 * The life-cycle of a group of servers, in lab 2 and under a service alike: started, crashed and
 * started again from what they saved, linked and cut off, asked who leads, with the monitors of
 * Raft beneath. What differs comes as parts. Servers are numbered from 0 within their group.
 * Source: 6.5840 config.go of all labs.
 */
import type { Name } from '../labrpc/name.ts'
import type { NetworkServer } from '../labrpc/network.ts'
import type { End } from '../labrpc/observers.ts'
import { SavedState } from '../labrpc/persister.ts'
import { ElectionClock } from './election-clock.ts'
import { CheckFailure, type FailureKind } from './failure.ts'
import type { Process } from './process.ts'
import type { RaftMonitors } from './raft-monitors.ts'
import type { LifeStart, ServerLife } from './server-life.ts'
import { watchRaft } from './watch-raft.ts'
import type { World } from './world.ts'

/** In what groups differ. */
export interface GroupParts<L extends ServerLife> {
  readonly size: number
  /** How output names a server: `S2`, `G100.S2`. */
  readonly nameOf: (server: number) => string
  /** Under which name it is known on the network. */
  readonly addressOf: (server: number) => Name
  /** Whether a started server reaches the others at once, or only after it was linked with them. */
  readonly isConnectedAtStart: boolean
  /** Servers outside the group that each of it asks as a clerk does; always reachable. */
  readonly clerkAddresses?: readonly Name[]
  /** Makes a process and what deals with its applyCh and its saves; called at each start. */
  readonly makeLife: (start: LifeStart) => L
  /** Where RPCs reach a new life; the process itself unless told otherwise. */
  readonly makeEntrance?: (process: Process) => NetworkServer
}

interface Slot<L> {
  life: L | undefined
  lives: number
  saved: SavedState
  /** Ends to the members of the group, of the current life. */
  peerEnds: Name[]
  /** All ends of the current life. */
  allEnds: Name[]
}

export class ServerGroup<L extends ServerLife> {
  readonly size: number
  monitors: RaftMonitors
  /** Called after each save took effect. */
  readonly saveListeners = new Set<
    (server: number, raftState: Uint8Array, snapshot: Uint8Array) => void
  >()
  /** Called whenever a server's term or leadership has changed. */
  readonly stateListeners = new Set<(server: number, term: number, isLeader: boolean) => void>()
  /** For the figures of the run; nothing is judged by it. */
  readonly elections: ElectionClock
  protected readonly world: World
  readonly #parts: GroupParts<L>
  readonly #slots: Slot<L>[]
  #endCount = 0

  /** Starts nobody yet. */
  constructor(world: World, parts: GroupParts<L>) {
    this.world = world
    this.#parts = parts
    this.size = parts.size
    this.elections = new ElectionClock(parts.size, () => world.sim.nowMs)
    this.#slots = Array.from({ length: parts.size }, () => ({
      life: undefined,
      lives: 0,
      saved: new SavedState(world.weigh),
      peerEnds: [],
      allEnds: [],
    }))
    this.monitors = this.#watch()
    for (const server of this.servers) {
      world.names.set(parts.addressOf(server), parts.nameOf(server))
    }
    world.hints.push((kind) => this.hints(kind))
  }

  /** 0 to size - 1. */
  get servers(): number[] {
    return this.#slots.map((_, server) => server)
  }

  /** Network addresses in server order, for the ends of clerks. */
  get addresses(): Name[] {
    return this.servers.map((server) => this.#parts.addressOf(server))
  }

  // Lifecycle

  /** Starts a new life of a server, which must be down, from what it saved last. */
  start(server: number): void {
    const slot = this.#slot(server)
    if (slot.life !== undefined) throw new Error(`${this.nameOf(server)} is running`)
    slot.lives++
    const life = this.#parts.makeLife({
      server,
      life: slot.lives,
      name: this.nameOf(server),
      monitors: this.monitors,
      saved: slot.saved,
      onSave: (raftState, snapshot) => {
        for (const listen of this.saveListeners) listen(server, raftState, snapshot)
      },
      onState: (term, isLeader) => {
        this.elections.state(server, isLeader)
        for (const listen of this.stateListeners) listen(server, term, isLeader)
      },
      makeEnd: (to) => this.#makeEnd(server, life, to, true),
    })
    slot.life = life
    this.elections.started(server, this.#parts.isConnectedAtStart)
    this.#makeEnds(server, life)
    this.note(server, `start, life ${slot.lives}`, { action: 'start', life: slot.lives })
    life.boot()
    const { process } = life
    if (!process.realm.isAlive) return
    const entrance = this.#parts.makeEntrance?.(process) ?? process
    this.world.network.addServer(this.#parts.addressOf(server), entrance, process.realm.number)
  }

  /** Kills a server at once. What it saved last stays; nothing else of it can act any more. */
  crash(server: number): void {
    const slot = this.#slot(server)
    const { life } = slot
    if (life === undefined) return
    this.world.network.deleteServer(this.#parts.addressOf(server))
    slot.life = undefined
    this.elections.crashed(server)
    slot.saved = slot.saved.copy()
    this.world.destroyRealm(life.process.realm)
    for (const name of slot.allEnds) this.world.network.deleteEnd(name)
    slot.peerEnds = []
    slot.allEnds = []
    this.note(server, 'crash', { action: 'crash', life: slot.lives })
  }

  /** Of a group that is down: nothing is saved or known from before. */
  protected forget(): void {
    for (const slot of this.#slots) slot.saved = new SavedState(this.world.weigh)
    this.monitors = this.#watch()
  }

  #makeEnds(server: number, life: L): void {
    const slot = this.#slot(server)
    const { isConnectedAtStart, clerkAddresses = [] } = this.#parts
    for (const [peer, address] of this.addresses.entries()) {
      const end = this.#makeEnd(server, life, address, isConnectedAtStart)
      life.process.addEnd(peer, end)
      slot.peerEnds[peer] = end.name
    }
    for (const [at, address] of clerkAddresses.entries()) {
      life.process.addClerkEnd(this.size + at, this.#makeEnd(server, life, address, true))
    }
  }

  #makeEnd(server: number, { process }: L, to: Name, isEnabled: boolean): End {
    const { network } = this.world
    const from = this.#parts.addressOf(server)
    const end = network.makeEnd(`${from}-end-${this.#endCount++}`, from, process.realm.number)
    this.#slot(server).allEnds.push(end.name)
    network.connect(end.name, to)
    if (network.enable(end.name, isEnabled)) this.#noteLink(server, to, isEnabled)
    return end
  }

  /** Lets two servers reach each other, or cuts them off from each other; where they are up. */
  protected link(server: number, peer: number, isLinked: boolean): void {
    for (const [from, to] of [
      [server, peer],
      [peer, server],
    ] as const) {
      const name = this.#slot(from).peerEnds[to]
      if (name === undefined || !this.world.network.enable(name, isLinked)) continue
      this.elections.linked(from, to, isLinked)
      this.#noteLink(from, this.#parts.addressOf(to), isLinked)
    }
  }

  #noteLink(server: number, address: Name, isUp: boolean): void {
    this.world.noteLink(this.nameOf(server), address, isUp)
  }

  // Lives

  isRunning(server: number): boolean {
    return this.#slot(server).life !== undefined
  }

  /** The current life of a running server. */
  life(server: number): L {
    const { life } = this.#slot(server)
    if (life === undefined) throw new Error(`${this.nameOf(server)} is not running`)
    return life
  }

  /** The current lives of those that are running. */
  get lives(): L[] {
    return this.#slots.flatMap(({ life }) => (life === undefined ? [] : [life]))
  }

  /** All current processes. */
  get processes(): Process[] {
    return this.lives.map(({ process }) => process)
  }

  /** What getState() says now. */
  state(server: number): { term: number; isLeader: boolean } {
    const state = this.life(server).look()
    if (state === undefined) {
      throw new CheckFailure(`${this.nameOf(server)}: getState() gave no answer`)
    }
    return state
  }

  // What is saved

  /** What a server saved last. */
  saved(server: number): SavedState {
    return this.#slot(server).saved
  }

  /** Largest saved Raft state of any server, in bytes that count. */
  logSize(): number {
    return Math.max(...this.#slots.map(({ saved }) => saved.counted.raftStateSize))
  }

  // Words

  /** A line per server, for failures. */
  describeStates(): string[] {
    return this.servers.map((server) => {
      const { life } = this.#slot(server)
      return `${this.nameOf(server)}  ${life === undefined ? 'crashed' : life.describe()}`
    })
  }

  protected hints(_kind: FailureKind): string[] {
    return this.processes.flatMap((process) => process.hints())
  }

  protected nameOf(server: number): string {
    return this.#parts.nameOf(server)
  }

  protected note(who: number | 'test', text: string, details?: Record<string, unknown>): void {
    this.world.note('fault', who === 'test' ? who : this.nameOf(who), () => text, details)
  }

  #watch(): RaftMonitors {
    return watchRaft(this.world, this.addresses, this.#parts.nameOf)
  }

  #slot(server: number): Slot<L> {
    return this.#slots[server] as Slot<L>
  }
}
