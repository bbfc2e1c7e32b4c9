/**
 * Hands what is committed to the service, in order, each index once (Raft Fig. 2, All Servers,
 * first rule).
 *
 * The service may take its time, and may call snapshot() while it handles a message. So commitTo()
 * only moves an index, and one loop does all the sending; nothing else on this server ever waits
 * for it.
 */
import type { ApplyMsg, Channel } from '#lab'
import type { PersistentState } from './state.ts'

export class Applier {
  commitIndex: number
  /** The last index the service was given, or is being given now. */
  lastApplied: number
  private readonly state: PersistentState
  private readonly applyCh: Channel<ApplyMsg>
  /** The leader has sent a snapshot that the service does not know yet. */
  private isSnapshotDue = false
  private isStopped = false
  private wake: () => void = () => {}

  constructor(state: PersistentState, applyCh: Channel<ApplyMsg>) {
    this.state = state
    this.applyCh = applyCh
    // After a restart the service has read the snapshot itself; applying goes on behind it.
    this.commitIndex = state.log.lastIncludedIndex
    this.lastApplied = state.log.lastIncludedIndex
    void this.run()
  }

  /** Commits the log up to an index. Never moves back. */
  commitTo(index: number): void {
    if (index <= this.commitIndex) return
    this.commitIndex = index
    this.wake()
  }

  /** Commits a snapshot that the leader has sent and that is in the state by now. */
  commitSnapshot(): void {
    this.isSnapshotDue = true
    this.commitTo(this.state.log.lastIncludedIndex)
  }

  stop(): void {
    this.isStopped = true
    this.wake()
  }

  private async run(): Promise<void> {
    while (!this.isStopped) {
      const message = this.takeNext()
      if (message !== undefined) await this.applyCh.send(message)
      else await new Promise<void>((resolve) => (this.wake = resolve))
    }
  }

  /**
   * Looks at the log anew for every message: while the last one waited for the service, a snapshot
   * may have replaced what came next.
   */
  private takeNext(): ApplyMsg | undefined {
    const { log, snapshot } = this.state
    if (this.isSnapshotDue) {
      this.isSnapshotDue = false
      this.lastApplied = log.lastIncludedIndex
      const { lastIncludedTerm: snapshotTerm, lastIncludedIndex: snapshotIndex } = log
      return { kind: 'snapshot', snapshot, snapshotTerm, snapshotIndex }
    }
    if (this.lastApplied >= this.commitIndex) return undefined
    this.lastApplied++
    const commandIndex = this.lastApplied
    return { kind: 'command', command: log.commandAt(commandIndex), commandIndex }
  }
}
