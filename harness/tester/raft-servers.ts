/**
 * A group of Raft servers: started, crashed, connected, disconnected and asked, with the monitors
 * underneath. `raft-cluster.ts` adds the checks. Servers are numbered from 0.
 * Source: the lifecycle operations of 6.5840 config.go.
 */
import { SavedState } from '../labrpc/persister.ts'
import { RouteTable } from '../labrpc/route-table.ts'
import { decodeText, encode, encodeText } from '../realm/inside/labgob.ts'
import { CheckFailure, type FailureKind } from './failure.ts'
import { killAll } from './kill-watch.ts'
import { shown } from './monitor-world.ts'
import { limited } from './process.ts'
import type { RaftMonitors } from './raft-monitors.ts'
import { type CrashPoint, RaftLife } from './raft-server.ts'
import { RULE } from './rules.ts'
import { readServiceSnapshot } from './service-snapshot.ts'
import { watchRaft } from './watch-raft.ts'
import type { World } from './world.ts'

export interface RaftClusterOptions {
  readonly servers: number
  /** Lost and delayed messages; 6.5840 labrpc, Reliable(false). */
  readonly isUnreliable?: boolean
  /** The service takes snapshots, as in 2D. */
  readonly takesSnapshots?: boolean
}

export interface Started {
  readonly index: number
  readonly term: number
  readonly isLeader: boolean
}

interface Slot {
  life: RaftLife | undefined
  lives: number
  isConnected: boolean
  saved: SavedState
  /** Ends to each server, of the current life. */
  endNames: string[]
}

export class RaftServers {
  readonly size: number
  monitors: RaftMonitors
  protected readonly world: World
  readonly #options: RaftClusterOptions
  readonly #slots: Slot[]
  #endCount = 0
  #lastCommand = 0
  #snapshotsDelivered = 0
  /** Called after each save took effect. */
  readonly saveListeners = new Set<
    (server: number, raftState: Uint8Array, snapshot: Uint8Array) => void
  >()
  /** Called whenever a server's term or leadership has changed. */
  readonly stateListeners = new Set<(server: number, term: number, isLeader: boolean) => void>()

  constructor(world: World, options: RaftClusterOptions) {
    this.world = world
    this.#options = options
    this.size = options.servers
    this.monitors = this.#watch()
    world.network.isReliable = !(options.isUnreliable ?? false)
    world.network.hasLongDelays = true
    world.hints.push((kind) => this.#hints(kind))
    this.#slots = Array.from({ length: this.size }, () => ({
      life: undefined,
      lives: 0,
      isConnected: false,
      saved: new SavedState(),
      endNames: [],
    }))
    for (const server of this.servers) this.start(server)
    for (const server of this.servers) this.connect(server)
  }

  /** 0 to size - 1. */
  get servers(): number[] {
    return this.#slots.map((_, server) => server)
  }

  /** Rules for chosen messages between these servers. */
  get routes(): RouteTable {
    this.world.network.routes ??= new RouteTable()
    return this.world.network.routes
  }

  // Lifecycle

  /**
   * Starts a new life of a server from what it saved last, crashing the one before. Not connected.
   */
  start(server: number): void {
    this.crash(server)
    const slot = this.#slot(server)
    slot.lives++
    const life = new RaftLife(this.world, this.monitors, {
      server,
      life: slot.lives,
      size: this.size,
      takesSnapshots: this.#options.takesSnapshots ?? false,
      saved: slot.saved,
      onCrashPoint: () => this.crash(server),
      onSave: (raftState, snapshot) => {
        for (const listen of this.saveListeners) listen(server, raftState, snapshot)
      },
      onState: (term, isLeader) => {
        for (const listen of this.stateListeners) listen(server, term, isLeader)
      },
    })
    const { network } = this.world
    const owner = life.process.realm.number
    for (const peer of this.servers) {
      const name = `S${server}-S${peer}-${this.#endCount++}`
      slot.endNames[peer] = name
      life.process.addEnd(peer, network.makeEnd(name, server, owner))
      network.connect(name, peer)
    }
    slot.life = life
    this.world.note('fault', `S${server}`, () => `start, life ${slot.lives}`)
    life.boot()
    if (life.process.realm.isAlive) network.addServer(server, life.process, owner)
  }

  /** Kills a server at once. What it saved last stays; nothing else of it can act any more. */
  crash(server: number): void {
    const slot = this.#slot(server)
    if (slot.isConnected) this.disconnect(server)
    const { life } = slot
    if (life === undefined) return
    this.world.network.deleteServer(server)
    this.#snapshotsDelivered += life.snapshotsDelivered
    slot.life = undefined
    slot.saved = slot.saved.copy()
    this.world.destroyRealm(life.process.realm)
    for (const name of slot.endNames) this.world.network.deleteEnd(name)
    slot.endNames = []
    this.world.note('fault', `S${server}`, () => 'crash')
  }

  /**
   * Puts a new group in the place of this one: nothing is saved or known from before, and nobody is
   * connected. For scenes of parts that do not ask for saving yet.
   */
  renew(): void {
    for (const server of this.servers) this.crash(server)
    for (const slot of this.#slots) slot.saved = new SavedState()
    this.monitors = this.#watch()
    for (const server of this.servers) this.start(server)
  }

  /** Crashes a server when it comes to a point of its own code for the count-th time from now. */
  crashAt(server: number, point: CrashPoint): void {
    this.life(server).crashAt(point)
  }

  /** Links a server with every other connected one, both ways. */
  connect(server: number): void {
    this.#slot(server).isConnected = true
    this.world.note('fault', `S${server}`, () => 'connect')
    for (const peer of this.servers) {
      if (this.#slot(peer).isConnected) {
        this.#enable(server, peer, true)
        this.#enable(peer, server, true)
      }
    }
  }

  /** Cuts a server off from everybody. It keeps running. */
  disconnect(server: number): void {
    this.#slot(server).isConnected = false
    this.world.note('fault', `S${server}`, () => 'disconnect')
    for (const peer of this.servers) {
      this.#enable(server, peer, false)
      this.#enable(peer, server, false)
    }
  }

  /** Asks a server to stop, and leaves everything else as it is: what it does from now on shows. */
  kill(server: number): void {
    this.world.note('fault', `S${server}`, () => 'kill')
    this.life(server).process.realm.kill()
  }

  /** Hands a command to a killed server; it may answer what it likes, but must not throw. */
  startKilled(server: number, command: unknown): void {
    this.life(server).process.realm.start(encodeText(command))
  }

  /** Calls snapshot() out of turn; what the server has not applied is missing from the snapshot. */
  snapshot(server: number, index: number): void {
    const { applied, process } = this.life(server)
    const commands = Array.from({ length: index }, (_, at) =>
      decodeText(applied.get(at + 1) ?? 'null'),
    )
    process.realm.snapshot(index, encode([index, [null, ...commands]]))
  }

  /** The index of the snapshot a server has saved; 0 without one. */
  snapshotIndex(server: number): number {
    const snapshot = this.saved(server).readSnapshot()
    if (snapshot.length === 0) return 0
    return readServiceSnapshot(snapshot, (what) => `S${server} has saved ${what}`).index
  }

  /** What a server has done in its current life, or saved in all of them. */
  deeds(server: number): { calls: number; saves: number; applied: number } {
    const { process, lastApplied } = this.life(server)
    return { calls: process.callCount, saves: this.saved(server).saveCount, applied: lastApplied }
  }

  isConnected(server: number): boolean {
    return this.#slot(server).isConnected
  }

  isRunning(server: number): boolean {
    return this.#slot(server).life !== undefined
  }

  /** The current life of a running server. */
  life(server: number): RaftLife {
    const { life } = this.#slot(server)
    if (life === undefined) throw new Error(`S${server} is not running`)
    return life
  }

  set isUnreliable(isUnreliable: boolean) {
    this.world.network.isReliable = !isUnreliable
    this.world.note('fault', 'test', () => `network ${isUnreliable ? 'unreliable' : 'reliable'}`)
  }

  set hasLongReordering(isOn: boolean) {
    this.world.network.hasLongReordering = isOn
    this.world.note('fault', 'test', () => `long reordering ${isOn ? 'on' : 'off'}`)
  }

  /** Asks every server to stop, and warns of one that goes on. */
  finish(): Promise<void> {
    const living = this.#slots.flatMap(({ life }) => (life === undefined ? [] : [life.process]))
    return killAll(this.world, living)
  }

  /** Commands committed, for the table: the highest index applied. */
  get operations(): number {
    return this.monitors.maxIndex
  }

  // Asking servers

  /** What getState() says now. */
  state(server: number): { term: number; isLeader: boolean } {
    const state = this.life(server).look()
    if (state === undefined) throw new CheckFailure(`S${server}: getState() gave no answer`)
    return state
  }

  /** Hands a command to a server. Refused when it is not running. */
  submit(server: number, command: unknown): Started {
    const refused = { index: -1, term: -1, isLeader: false }
    const { life } = this.#slot(server)
    if (life === undefined) return refused
    const encoded = encodeText(command)
    const started = life.process.realm.start(encoded)
    if (started === undefined || this.#slot(server).life !== life) return refused
    const state = life.look()
    if (state === undefined) return refused
    this.#noteStart(life, encoded, started)
    this.monitors.observeStart(life, encoded, started, state)
    return started
  }

  /** A test asks everybody again and again; to be refused is news once in a term. */
  #noteStart(life: RaftLife, command: string, { isLeader, index, term }: Started): void {
    const isKnown = !isLeader && life.refusedTerm === life.term
    life.refusedTerm = isLeader ? -1 : life.term
    if (isKnown) return
    this.world.note('start', `S${life.server}`, () =>
      isLeader ? `start ${limited(command)} -> index ${index}, term ${term}` : 'start refused',
    )
  }

  /** Hands a command to a server that must accept it: one that has just said that it leads. */
  mustSubmit(server: number, command: unknown): Started {
    const started = this.submit(server, command)
    if (started.isLeader) return started
    throw new CheckFailure(
      `S${server} said that it leads, but at the same moment refused start(${shown(encodeText(command))})`,
      { rule: RULE.start, details: this.describeStates() },
    )
  }

  /** Running servers that say they are the leader, connected or not. */
  claimants(): number[] {
    return this.servers.filter((server) => this.isRunning(server) && this.state(server).isLeader)
  }

  // Figures

  /** RPCs handled by a server's current life. */
  rpcCount(server: number): number {
    return this.world.network.countAt(server)
  }

  /** Largest saved Raft state of any server, in bytes. */
  logSize(): number {
    return Math.max(...this.#slots.map(({ saved }) => saved.raftStateSize))
  }

  saved(server: number): SavedState {
    return this.#slot(server).saved
  }

  /** Snapshots that came through an applyCh, over all lives. */
  get snapshotsDelivered(): number {
    const living = this.#slots.reduce((sum, { life }) => sum + (life?.snapshotsDelivered ?? 0), 0)
    return this.#snapshotsDelivered + living
  }

  /** A command that no other submission of this test has: an integer below 2^53. */
  randomCommand(): number {
    const drawn = this.world.sim.chance.stream('tester/command').below(2 ** 20)
    return ++this.#lastCommand * 2 ** 20 + drawn
  }

  /** A line per server, for failures. */
  describeStates(): string[] {
    return this.servers.map((server) => {
      const { life, isConnected } = this.#slot(server)
      if (life === undefined) return `S${server}  crashed`
      const role = life.isLeader ? 'leader' : 'not leader'
      const link = isConnected ? '' : ', disconnected'
      return `S${server}  term ${life.term}, ${role}, applied up to index ${life.lastApplied}${link}`
    })
  }

  describe(): string[] {
    return this.describeStates()
  }

  #hints(kind: FailureKind): string[] {
    const states = kind === 'timeout' ? this.describeStates() : []
    return [...states, ...this.#slots.flatMap(({ life }) => life?.process.hints() ?? [])]
  }

  /** Running and attached. */
  connectedServers(): number[] {
    return this.servers.filter((server) => this.isConnected(server) && this.isRunning(server))
  }

  #watch(): RaftMonitors {
    return watchRaft(this.world, [...Array(this.size).keys()])
  }

  #slot(server: number): Slot {
    return this.#slots[server] as Slot
  }

  #enable(from: number, to: number, isEnabled: boolean): void {
    const name = this.#slot(from).endNames[to]
    if (name !== undefined) this.world.network.enable(name, isEnabled)
  }
}
