/**
 * A state machine replicated by Raft: proposes commands, applies what is committed, tells each
 * proposer what became of its command, and takes snapshots. The controller and the groups of lab 4B
 * are built on it; it knows nothing of either.
 */
import { type ApplyMsg, type Channel, type ClientEnd, makeChannel, type Persister } from '#lab'
import { Raft } from '../raft/raft.ts'

/** What is replicated. All of it must depend on nothing but the commands applied so far. */
export interface Machine<Command, Result> {
  apply(command: Command): Result
  /** Tells a proposer its own command from another one at the same index. */
  identify(command: Command): string
  /** The whole state, for a snapshot. */
  encode(): Uint8Array
  /** Takes a snapshot's state instead of the present one. */
  restore(bytes: Uint8Array): void
}

/** Ours: how long a proposer waits before it is told that nobody knows. */
const WAIT_MS = 1_000
/** Ours: how often those who wait are looked at. */
const SWEEP_MS = 100
/** Ours: commands come in bursts, and one snapshot for all of a burst is enough. */
const BURST_MS = 20
/** Ours: clients wait for the leader only, so the followers may apply a little later. */
const COMMIT_WAIT_MS = 15

interface Waiting<Result> {
  readonly identity: string
  readonly term: number
  readonly sinceMs: number
  resolve(result: Result | undefined): void
}

export class Replica<Command, Result> {
  readonly rf: Raft
  private readonly machine: Machine<Command, Result>
  private readonly persister: Persister
  /** Raft state above that size asks for a snapshot; none is taken if it is negative. */
  private readonly maxRaftState: number
  /** Who waits for the command at an index. */
  private readonly waiting = new Map<number, Waiting<Result>>()
  private sweepTimer: ReturnType<typeof setTimeout> | undefined
  private snapshotTimer: ReturnType<typeof setTimeout> | undefined
  private lastApplied = 0
  private isKilled = false

  constructor(
    servers: ClientEnd[],
    me: number,
    persister: Persister,
    maxRaftState: number,
    machine: Machine<Command, Result>,
  ) {
    this.machine = machine
    this.persister = persister
    this.maxRaftState = maxRaftState
    const snapshot = persister.readSnapshot()
    if (snapshot.length > 0) machine.restore(snapshot)
    const applyCh = makeChannel<ApplyMsg>()
    this.rf = new Raft(servers, me, persister, applyCh, COMMIT_WAIT_MS)
    void this.applyAll(applyCh)
  }

  get isLeader(): boolean {
    return !this.isKilled && this.rf.getState().isLeader
  }

  /**
   * Proposes a command and waits until it is applied. Undefined means that this server does not
   * lead, no longer leads, or has waited too long: the command may have been applied or not, or
   * still be.
   */
  propose(command: Command): Promise<Result | undefined> {
    const { index, term, isLeader } = this.rf.start(command)
    if (!isLeader || this.isKilled) return Promise.resolve(undefined)
    return new Promise((resolve) => {
      this.settle(index, undefined)
      const identity = this.machine.identify(command)
      this.waiting.set(index, { identity, term, sinceMs: Date.now(), resolve })
      this.armSweep()
    })
  }

  kill(): void {
    this.isKilled = true
    this.rf.kill()
    clearTimeout(this.sweepTimer)
    clearTimeout(this.snapshotTimer)
    for (const index of [...this.waiting.keys()]) this.settle(index, undefined)
  }

  private async applyAll(applyCh: Channel<ApplyMsg>): Promise<void> {
    for await (const message of applyCh) {
      if (this.isKilled) return
      if (message.kind === 'snapshot') this.applySnapshot(message.snapshot, message.snapshotIndex)
      else this.applyCommand(message.command as Command, message.commandIndex)
    }
  }

  private applyCommand(command: Command, index: number): void {
    const result = this.machine.apply(command)
    const waiting = this.waiting.get(index)
    // Another leader may have put its own command there.
    const isOurs = waiting !== undefined && waiting.identity === this.machine.identify(command)
    this.settle(index, isOurs ? result : undefined)
    this.lastApplied = index
    this.snapshotSoon()
  }

  private snapshotSoon(): void {
    const { maxRaftState, persister } = this
    if (maxRaftState < 0 || persister.raftStateSize() <= maxRaftState) return
    this.snapshotTimer ??= setTimeout(() => {
      this.snapshotTimer = undefined
      this.rf.snapshot(this.lastApplied, this.machine.encode())
    }, BURST_MS)
  }

  private applySnapshot(snapshot: Uint8Array, index: number): void {
    this.machine.restore(snapshot)
    this.lastApplied = index
    // What became of the commands it covers, nobody can tell any more.
    for (const at of [...this.waiting.keys()]) if (at <= index) this.settle(at, undefined)
  }

  private settle(index: number, result: Result | undefined): void {
    this.waiting.get(index)?.resolve(result)
    this.waiting.delete(index)
  }

  private armSweep(): void {
    this.sweepTimer ??= setTimeout(() => {
      this.sweepTimer = undefined
      this.sweep()
    }, SWEEP_MS)
  }

  /** Lets those go who wait for a command of an older term, or have waited long enough. */
  private sweep(): void {
    const { term } = this.rf.getState()
    const oldestMs = Date.now() - WAIT_MS
    for (const [index, { term: proposedIn, sinceMs }] of [...this.waiting]) {
      if (proposedIn !== term || sinceMs < oldestMs) this.settle(index, undefined)
    }
    if (this.waiting.size > 0) this.armSweep()
  }
}
