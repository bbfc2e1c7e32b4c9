/**
 * One life of a server of labs 3 and 4, whose service is the submission's own: what its Raft hands
 * to the service is seen on the way, and nothing of it is held up.
 */
import { type CrashPoint, CrashTrap } from './crash-trap.ts'
import { CheckFailure } from './failure.ts'
import { formatBytes } from './format-bytes.ts'
import { RULE } from './rules.ts'
import { type LifeStart, ServerLife } from './server-life.ts'
import type { World } from './world.ts'

export interface ServiceLifeOptions {
  readonly program: 'kvserver' | 'shardctrler' | 'shardkv'
  /** Servers of the group. */
  readonly size: number
  /** Shard controllers that it has ends to, numbered behind those of the group. */
  readonly ctrlers: number
  /** Snapshots are wanted above this many bytes of Raft state; -1 for never. */
  readonly maxRaftState: number | undefined
  readonly gid: number | undefined
  /** Called with every command that it has applied, encoded. */
  readonly onApply: (command: string) => void
  /** Called when a crash point was reached; must crash the server. */
  readonly onCrashPoint: () => void
}

export class ServiceLife extends ServerLife {
  /** Undefined after a start from a snapshot, whose content is the student's. */
  lastApplied: number | undefined
  isFromSnapshot: boolean
  readonly #options: ServiceLifeOptions
  readonly #trap: CrashTrap

  constructor(world: World, start: LifeStart, options: ServiceLifeOptions) {
    super(world, start, {
      save: (raftState, snapshot) => this.#save(raftState, snapshot),
      sawCommand: (index, command) => this.#sawCommand(index, command),
      sawSnapshot: (index) => this.#sawSnapshot(index),
      beforeSend: (leg, svcMeth) => this.#crashes(leg, svcMeth),
      afterReply: () => this.#trap.isSprung('after-reply'),
      ...(options.program === 'shardkv' ? { makeEnd: (_, name) => start.makeEnd(name) } : {}),
    })
    this.#options = options
    this.#trap = new CrashTrap(options.onCrashPoint)
    this.isFromSnapshot = start.saved.snapshotSize > 0
    this.lastApplied = start.saved.snapshotSize > 0 ? undefined : 0
  }

  override boot(): void {
    const { program, size, ctrlers, maxRaftState, gid } = this.#options
    this.process.realm.boot(
      {
        program,
        me: this.server,
        ends: numbers(size),
        ctrlerEnds: numbers(ctrlers).map((at) => size + at),
        ...(maxRaftState === undefined ? {} : { maxRaftState }),
        ...(gid === undefined ? {} : { gid }),
      },
      { raftState: this.saved.readRaftState(), snapshot: this.saved.readSnapshot() },
    )
  }

  /**
   * Crashes the server when it comes to this point for the count-th time from now (1 is the next).
   */
  crashAt(point: CrashPoint): void {
    this.#trap.set(point)
  }

  #crashes(leg: 'request' | 'reply', svcMeth: string): boolean {
    if (leg === 'request') return this.#trap.isSprung('before-request')
    if (!svcMeth.startsWith('Raft.') && this.#trap.isSprung('before-answer')) return true
    return this.#trap.isSprung('before-reply')
  }

  /** M7: a save replaces both. */
  #save(raftState: Uint8Array, snapshot: Uint8Array): void {
    if (this.#trap.isSprung('before-save')) return
    const { snapshotSize } = this.saved
    if (snapshotSize > 0 && snapshot.length === 0) {
      const lost = `the snapshot of ${formatBytes(snapshotSize)} it had`
      this.#fail(`saved its state without ${lost}`, RULE.saveBoth)
    }
    this.keep(raftState, snapshot)
    this.#trap.isSprung('after-save')
  }

  #sawCommand(index: number, command: string): void {
    if (this.world.isClosing) return
    const expected = this.lastApplied === undefined ? index : this.lastApplied + 1
    if (index > expected) this.monitors.observeLeftOut(this, expected, index - 1)
    this.monitors.observeApply(this, index, command, Math.max(index, expected))
    this.lastApplied = index
    this.#options.onApply(command)
  }

  #sawSnapshot(index: number): void {
    const { lastApplied } = this
    if (lastApplied !== undefined && index < lastApplied) {
      const before = `after it had applied index ${lastApplied}`
      this.#fail(`was handed a snapshot of index ${index} ${before}`, RULE.onlyForward)
    }
    this.lastApplied = index
    this.isFromSnapshot = true
  }

  #fail(what: string, rule: string): void {
    this.world.fail(new CheckFailure(`${this.name} ${what}`, { rule }))
  }
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, at) => at)
}
