/**
 * A key-value server that puts operations into the log by batches. It is of another design than the
 * reference, so that no test takes one way of writing a service for the only right one.
 */
import { type ApplyMsg, type Channel, type ClientEnd, makeChannel, type Persister } from '#lab'
import { Raft } from '../raft/raft.ts'
import { Batches } from './batches.ts'
import type { Batch, Operation, Reply } from './common.ts'
import { State } from './state.ts'

/** How often a server looks whether it still leads. */
const REVIEW_MS = 70

export class KVServer {
  readonly rf: Raft
  readonly #persister: Persister
  readonly #maxRaftState: number
  readonly #state = new State()
  readonly #batches: Batches
  readonly #reviewTimer: ReturnType<typeof setInterval>
  #isKilled = false

  constructor(servers: ClientEnd[], me: number, persister: Persister, maxRaftState: number) {
    this.#persister = persister
    this.#maxRaftState = maxRaftState
    const snapshot = persister.readSnapshot()
    if (snapshot.length > 0) this.#state.load(snapshot)
    const applyCh = makeChannel<ApplyMsg>()
    this.rf = new Raft(servers, me, persister, applyCh)
    this.#batches = new Batches(this.rf)
    this.#reviewTimer = setInterval(() => this.#batches.review(), REVIEW_MS)
    void this.#follow(applyCh)
  }

  /** RPC of a clerk. Gets go through the log like writes: only so is it known who leads. */
  async execute(operation: Operation): Promise<Reply> {
    if (this.#isKilled || !this.rf.getState().isLeader) return { isDone: false }
    const value = await this.#batches.submit(operation)
    return value === undefined ? { isDone: false } : { isDone: true, value }
  }

  kill(): void {
    this.#isKilled = true
    this.rf.kill()
    clearInterval(this.#reviewTimer)
    this.#batches.giveUp()
  }

  async #follow(applyCh: Channel<ApplyMsg>): Promise<void> {
    for await (const message of applyCh) {
      if (this.#isKilled) return
      if (message.kind === 'command') {
        this.#applyBatch(message.commandIndex, message.command as Batch)
      } else {
        this.#install(message.snapshotIndex, message.snapshot)
      }
    }
  }

  #applyBatch(index: number, batch: Batch): void {
    if (index <= this.#state.index) return
    const values = batch.map((operation) => this.#state.apply(operation))
    this.#state.index = index
    this.#snapshotWhenDue(index)
    for (const [at, operation] of batch.entries()) this.#batches.settle(operation, values[at])
    this.#batches.passed(index)
  }

  #install(index: number, snapshot: Uint8Array): void {
    if (index <= this.#state.index) return
    this.#state.load(snapshot)
    this.#batches.passed(index)
  }

  #snapshotWhenDue(index: number): void {
    const isDue = this.#maxRaftState >= 0 && this.#persister.raftStateSize() >= this.#maxRaftState
    if (isDue) this.rf.snapshot(index, this.#state.save())
  }
}
