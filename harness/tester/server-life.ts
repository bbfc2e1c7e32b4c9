/**
 * One life of a server, from start to crash: its process, and what getState() says in it, looked at
 * after every event that touched the process. What becomes of applyCh and of saves differs:
 * `raft-server.ts` is a Raft under a service of the tester's, `service-server.ts` a service of the
 * submission.
 */
import type { Name } from '../labrpc/name.ts'
import type { End } from '../labrpc/observers.ts'
import type { SavedState } from '../labrpc/persister.ts'
import type { Life, SaidTerm } from './life.ts'
import { Process, type ProcessHooks } from './process.ts'
import type { RaftMonitors } from './raft-monitors.ts'
import type { World } from './world.ts'

/** What the group gives a new life. */
export interface LifeStart {
  readonly server: number
  /** 1 for the first start. */
  readonly life: number
  /** How output names the server: `S2`, `G100.S2`. */
  readonly name: string
  readonly monitors: RaftMonitors
  /** What the life before has saved; this one saves into it. */
  readonly saved: SavedState
  /** Tells the listeners of a save, which has taken effect. */
  readonly onSave: (raftState: Uint8Array, snapshot: Uint8Array) => void
  /** Tells the listeners that term or leadership have changed. */
  readonly onState: (term: number, isLeader: boolean) => void
  /** A further end of this life, which reaches that server at once. */
  readonly makeEnd: (to: Name) => End
}

export abstract class ServerLife implements Life {
  readonly server: number
  readonly life: number
  readonly name: string
  readonly loadedBytes: number
  readonly process: Process
  term = -1
  isLeader = false
  firstSaid?: SaidTerm
  protected readonly world: World
  protected readonly monitors: RaftMonitors
  protected readonly saved: SavedState
  readonly #start: LifeStart

  /** Makes the process, in which nothing runs yet. */
  constructor(world: World, start: LifeStart, hooks: ProcessHooks) {
    this.world = world
    this.monitors = start.monitors
    this.saved = start.saved
    this.server = start.server
    this.life = start.life
    this.name = start.name
    this.loadedBytes = start.saved.raftStateSize
    this.#start = start
    this.process = new Process(world, start.name, { ...hooks, afterTurn: () => this.look() })
  }

  /** The last index applied in this life; undefined while it is unknown. */
  abstract readonly lastApplied: number | undefined

  /** What it knows from before this life, or from others, it knows from a snapshot. */
  abstract readonly isFromSnapshot: boolean

  /** Constructs the student's instance from what was saved. The ends must be in place. */
  abstract boot(): void

  /** Makes a save take effect. */
  protected keep(raftState: Uint8Array, snapshot: Uint8Array): void {
    this.saved.save(raftState, snapshot)
    this.#start.onSave(raftState, snapshot)
  }

  /** Asks getState() now, feeding the monitors. Undefined when student code failed. */
  look(): { term: number; isLeader: boolean } | undefined {
    const state = this.process.realm.probe()
    if (state === undefined || this.world.isClosing) return state
    const { term, isLeader } = state
    if (term === this.term && isLeader === this.isLeader) return state
    this.firstSaid ??= { term, atMs: this.world.sim.nowMs }
    this.term = term
    this.isLeader = isLeader
    this.world.trace.mix(2 * term + (isLeader ? 1 : 0))
    const words = (): string => `term ${term}, ${isLeader ? 'LEADER' : 'not leader'}`
    this.world.note('state', this.name, words, { term, isLeader })
    this.monitors.observeState(this, term, isLeader)
    this.#start.onState(term, isLeader)
    return state
  }

  /** `term 3, not leader, applied up to index 7` */
  describe(): string {
    const { term, isLeader, lastApplied } = this
    const applied = lastApplied === undefined ? '' : `, applied up to index ${lastApplied}`
    return `term ${term}, ${isLeader ? 'leader' : 'not leader'}${applied}`
  }
}
