/**
 * One life of a Raft server and the service above it: the applier that reads applyCh, takes a
 * snapshot every tenth index where the part asks for it, and remembers what was applied in this
 * life. Source: 6.5840 config.go, applier and applierSnap.
 */

import { decodeText, encode } from '../realm/inside/labgob.ts'
import { type CrashPoint, CrashTrap } from './crash-trap.ts'
import { type LifeStart, ServerLife } from './server-life.ts'
import { readServiceSnapshot } from './service-snapshot.ts'
import type { World } from './world.ts'

/** 6.5840 config.go: a snapshot is taken after index 9, 19, 29, ... */
export const SNAPSHOT_INTERVAL = 10

/**
 * Ours: how long the service works on one message, in microseconds, so that a Raft meets a slow
 * reader.
 */
const APPLY_US_MAX = 500

export interface RaftLifeOptions {
  /** Servers of the group. */
  readonly size: number
  readonly takesSnapshots: boolean
  /** Called when a crash point was reached; must crash the server. */
  readonly onCrashPoint: () => void
}

export class RaftLife extends ServerLife {
  /**
   * What this life has applied: encoded commands by index, those of a restored snapshot included.
   */
  readonly applied = new Map<number, string>()
  lastApplied = 0
  restoredIndex = 0
  /** The term in which start() was refused last; for the trace. */
  refusedTerm = -1
  /** Snapshots that came through applyCh in this life. */
  snapshotsDelivered = 0
  /** Snapshots given to Raft in this life. */
  snapshotsTaken = 0
  readonly #options: RaftLifeOptions
  readonly #trap: CrashTrap

  constructor(world: World, start: LifeStart, options: RaftLifeOptions) {
    super(world, start, {
      save: (raftState, snapshot) => this.#save(raftState, snapshot),
      applyCommand: (index, command) => this.#later(() => this.#applyCommand(index, command)),
      applySnapshot: (index, term, bytes) =>
        this.#later(() => this.#applySnapshot(index, term, bytes)),
      beforeSend: (leg) =>
        this.#trap.isSprung(leg === 'request' ? 'before-request' : 'before-reply'),
      afterReply: () => this.#trap.isSprung('after-reply'),
    })
    this.#options = options
    this.#trap = new CrashTrap(options.onCrashPoint)
  }

  override get isFromSnapshot(): boolean {
    return this.restoredIndex > 0 || this.snapshotsDelivered > 0
  }

  override boot(): void {
    const { size, takesSnapshots } = this.#options
    const snapshot = this.saved.readSnapshot()
    if (takesSnapshots && snapshot.length > 0) {
      const { index, commands } = readServiceSnapshot(snapshot, (what) => {
        return `${this.name} has saved ${what}`
      })
      this.restoredIndex = index
      this.#restore(index, commands)
    }
    const ends = Array.from({ length: size }, (_, i) => i)
    this.process.realm.boot(
      { program: 'raft', me: this.server, ends },
      { raftState: this.saved.readRaftState(), snapshot },
    )
    this.process.realm.receiveApply()
  }

  /**
   * Crashes the server when it comes to this point for the count-th time from now (1 is the next).
   */
  crashAt(point: CrashPoint): void {
    this.#trap.set(point)
  }

  #save(raftState: Uint8Array, snapshot: Uint8Array): void {
    if (this.#trap.isSprung('before-save')) return
    this.keep(raftState, snapshot)
    this.#trap.isSprung('after-save')
  }

  /** The service takes a little while over each message, then is ready for the next. */
  #later(work: () => void): void {
    const { chance } = this.world.sim
    const place = chance.nextPlace('applier of', this.name)
    const delayMs = chance.stream('tester/applier').between(1, APPLY_US_MAX, place) / 1_000
    this.world.sim.schedule(delayMs, this.process.realm.number, () => {
      if (!this.process.realm.isAlive) return
      work()
      if (this.process.realm.isAlive) this.process.realm.receiveApply()
    })
  }

  #applyCommand(index: number, command: string): void {
    this.process.sawCommand(index, command)
    if (this.world.isClosing) return
    this.monitors.observeApply(this, index, command, this.lastApplied + 1)
    this.applied.set(index, command)
    this.lastApplied = index
    if (this.#options.takesSnapshots && (index + 1) % SNAPSHOT_INTERVAL === 0) {
      this.#takeSnapshot(index)
    }
  }

  #takeSnapshot(index: number): void {
    const commands: unknown[] = [null]
    for (let at = 1; at <= index; at++) commands.push(decodeText(this.applied.get(at) as string))
    this.snapshotsTaken++
    this.world.note('snapshot', this.name, () => `snapshot(${index})`, { index })
    this.process.realm.snapshot(index, encode([index, commands]))
  }

  #applySnapshot(index: number, term: number, bytes: Uint8Array): void {
    this.process.sawSnapshot(index)
    this.world.trace.mixBytes(bytes)
    if (this.world.isClosing) return
    this.snapshotsDelivered++
    const content = readServiceSnapshot(bytes, (what) => {
      return `${this.name} sent ${what} on applyCh`
    })
    this.monitors.observeSnapshot(
      this,
      { index, term, contentIndex: content.index, commands: content.commands },
      this.lastApplied,
    )
    this.#restore(content.index, content.commands)
  }

  #restore(index: number, commands: readonly string[]): void {
    this.applied.clear()
    for (const [at, command] of commands.entries()) this.applied.set(at + 1, command)
    this.lastApplied = index
  }
}
