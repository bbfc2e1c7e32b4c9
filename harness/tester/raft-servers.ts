/**
 * A group of Raft servers under a service of the tester's: connected and disconnected one by one,
 * crashed at points of their own code, handed commands. `raft-cluster.ts` adds the checks.
 * Source: 6.5840 raft config.go.
 */
import { RouteTable } from '../labrpc/route-table.ts'
import { decodeText, encode, encodeText } from '../realm/inside/labgob.ts'
import type { ClusterTimes } from './cluster-times.ts'
import type { CrashPoint } from './crash-trap.ts'
import { CheckFailure, type FailureKind } from './failure.ts'
import { killAll } from './kill-watch.ts'
import { shown } from './monitor-world.ts'
import { limited } from './process.ts'
import { RaftLife } from './raft-server.ts'
import { RULE } from './rules.ts'
import { ServerGroup } from './server-group.ts'
import { readServiceSnapshot } from './service-snapshot.ts'
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

export class RaftServers extends ServerGroup<RaftLife> {
  /** Servers that are linked with each other; one of them may be down. */
  readonly #connected = new Set<number>()
  #lastCommand = 0
  #snapshotsDelivered = 0

  constructor(world: World, options: RaftClusterOptions) {
    const { servers: size, takesSnapshots = false } = options
    super(world, {
      size,
      nameOf: (server) => `S${server}`,
      addressOf: (server) => server,
      isConnectedAtStart: false,
      makeLife: (start) => {
        const onCrashPoint = (): void => this.crash(start.server)
        return new RaftLife(world, start, { size, takesSnapshots, onCrashPoint })
      },
    })
    world.network.isReliable = !(options.isUnreliable ?? false)
    world.network.hasLongDelays = true
    for (const server of this.servers) this.start(server)
    for (const server of this.servers) this.connect(server)
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
  override start(server: number): void {
    this.crash(server)
    super.start(server)
  }

  override crash(server: number): void {
    if (this.isConnected(server)) this.disconnect(server)
    if (!this.isRunning(server)) return
    this.#snapshotsDelivered += this.life(server).snapshotsDelivered
    super.crash(server)
  }

  /**
   * Puts a new group in the place of this one: nothing is saved or known from before, and nobody is
   * connected. For scenes of parts that do not ask for saving yet.
   */
  renew(): void {
    for (const server of this.servers) this.crash(server)
    this.forget()
    for (const server of this.servers) this.start(server)
  }

  /** Crashes a server when it comes to a point of its own code for the count-th time from now. */
  crashAt(server: number, point: CrashPoint): void {
    this.life(server).crashAt(point)
  }

  /** Links a server with every other connected one, both ways. */
  connect(server: number): void {
    this.#connected.add(server)
    this.note(server, 'connect', { action: 'connect' })
    for (const peer of this.servers) if (this.isConnected(peer)) this.link(server, peer, true)
  }

  /** Cuts a server off from everybody. It keeps running. */
  disconnect(server: number): void {
    this.#connected.delete(server)
    this.note(server, 'disconnect', { action: 'disconnect' })
    for (const peer of this.servers) this.link(server, peer, false)
  }

  /** Asks a server to stop, and leaves everything else as it is: what it does from now on shows. */
  kill(server: number): void {
    this.note(server, 'kill', { action: 'kill' })
    this.life(server).process.realm.kill()
  }

  /** Hands a command to a killed server; it may answer what it likes, but must not throw. */
  startKilled(server: number, command: unknown): void {
    this.life(server).process.realm.start(encodeText(command))
  }

  /**
   * Calls snapshot() out of turn, as a service may: only where the server has applied so much.
   * Says whether it has.
   */
  snapshot(server: number, index: number): boolean {
    if (this.life(server).lastApplied < index) return false
    this.callSnapshot(server, index)
    return true
  }

  /** Calls snapshot() as no service does; what the server has not applied is missing in it. */
  callSnapshot(server: number, index: number): void {
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
    return this.#connected.has(server)
  }

  set isUnreliable(isUnreliable: boolean) {
    this.world.network.isReliable = !isUnreliable
    this.note('test', `network ${isUnreliable ? 'unreliable' : 'reliable'}`)
  }

  set hasLongReordering(isOn: boolean) {
    this.world.network.hasLongReordering = isOn
    this.note('test', `long reordering ${isOn ? 'on' : 'off'}`)
  }

  /** Asks every server to stop, and warns of one that goes on. */
  finish(): Promise<void> {
    return killAll(this.world, this.processes)
  }

  /** Commands committed, for the table: the highest index applied. */
  get operations(): number {
    return this.monitors.maxIndex
  }

  /** See {@link Cluster}. */
  times(): ClusterTimes {
    return { elections: this.elections.times(), operations: this.monitors.commits.timesMs }
  }

  // Asking servers

  /** Hands a command to a server. Refused when it is not running. */
  submit(server: number, command: unknown): Started {
    const refused = { index: -1, term: -1, isLeader: false }
    if (!this.isRunning(server)) return refused
    const life = this.life(server)
    const encoded = encodeText(command)
    const started = life.process.realm.start(encoded)
    if (started === undefined) return refused
    const state = life.look()
    if (state === undefined) return refused
    this.#noteStart(life, encoded, started)
    this.monitors.observeStart(life, encoded, started, started.said ?? state)
    return { index: started.index, term: started.term, isLeader: started.isLeader }
  }

  /** A test asks everybody again and again; to be refused is news once in a term. */
  #noteStart(life: RaftLife, command: string, { isLeader, index, term }: Started): void {
    const isKnown = !isLeader && life.refusedTerm === life.term
    life.refusedTerm = isLeader ? -1 : life.term
    if (isKnown) return
    if (!this.world.trace.recording) return
    const shown = limited(command)
    this.world.note(
      'start',
      life.name,
      () => (isLeader ? `start ${shown} -> index ${index}, term ${term}` : 'start refused'),
      { command: shown, isAccepted: isLeader, ...(isLeader ? { index, term } : {}) },
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

  /** Snapshots that came through an applyCh, over all lives. */
  get snapshotsDelivered(): number {
    return this.lives.reduce((sum, life) => sum + life.snapshotsDelivered, this.#snapshotsDelivered)
  }

  /** A command that no other submission of this test has: an integer below 2^53. */
  randomCommand(): number {
    const drawn = this.world.sim.chance.stream('tester/command').below(2 ** 20)
    return ++this.#lastCommand * 2 ** 20 + drawn
  }

  override describeStates(): string[] {
    return super.describeStates().map((line, server) => {
      const isCutOff = this.isRunning(server) && !this.isConnected(server)
      return isCutOff ? `${line}, disconnected` : line
    })
  }

  describe(): string[] {
    return this.describeStates()
  }

  protected override hints(kind: FailureKind): string[] {
    const states = kind === 'timeout' ? this.describeStates() : []
    return [...states, ...super.hints(kind)]
  }

  /** Running and attached. */
  connectedServers(): number[] {
    return this.servers.filter((server) => this.isConnected(server) && this.isRunning(server))
  }
}
