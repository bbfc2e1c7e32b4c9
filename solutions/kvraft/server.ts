/**
 * One server of the key-value service. A request becomes a command in Raft's log; when the command
 * comes back as applied, the request is answered. Gets too: only the log can tell that this server
 * still leads (Raft §8).
 *
 * What commands do is in store.ts, who waits for them in waiters.ts.
 */
import { type ApplyMsg, type Channel, type ClientEnd, makeChannel, type Persister } from '#lab'
import { Raft } from '../raft/raft.ts'
import type { Command, GetArgs, GetReply, PutAppendArgs, PutAppendReply } from './common.ts'
import { Store } from './store.ts'
import { Waiters } from './waiters.ts'

/** Ours: how often to look whether this server still leads in the term its requests wait for. */
const LEADERSHIP_CHECK_MS = 100
/** Ours: what an entry takes in the log besides its key and value, roughly. */
const ENTRY_BYTES = 100

export class KVServer {
  readonly rf: Raft
  private readonly persister: Persister
  /** From how many bytes on Raft's state calls for a snapshot; -1: never. */
  private readonly maxRaftState: number
  private readonly applyCh: Channel<ApplyMsg> = makeChannel()
  private readonly store = new Store()
  private readonly waiters = new Waiters()
  private readonly leadershipTimer: ReturnType<typeof setInterval>
  /** About how much of the log a snapshot would remove. */
  private appliedBytes = 0
  private isKilled = false

  constructor(servers: ClientEnd[], me: number, persister: Persister, maxRaftState: number) {
    this.persister = persister
    this.maxRaftState = maxRaftState
    // Raft goes on behind the snapshot, so it has to be in the store before the first message.
    this.restore(persister.readSnapshot())
    this.rf = new Raft(servers, me, persister, this.applyCh)
    this.leadershipTimer = setInterval(() => this.checkLeadership(), LEADERSHIP_CHECK_MS)
    void this.applyAll()
  }

  kill(): void {
    this.isKilled = true
    this.rf.kill()
    clearInterval(this.leadershipTimer)
    this.waiters.giveUpExcept(undefined)
  }

  // ---- Requests of clerks ----

  async get({ key, clientId, requestId }: GetArgs): Promise<GetReply> {
    const value = await this.submit({ op: 'get', key, value: '', clientId, requestId })
    return value === undefined ? { err: 'ErrWrongLeader', value: '' } : { err: 'OK', value }
  }

  async putAppend(args: PutAppendArgs): Promise<PutAppendReply> {
    const result = await this.submit(args)
    return { err: result === undefined ? 'ErrWrongLeader' : 'OK' }
  }

  /** The result of a command once it is applied; undefined if this server cannot promise one. */
  private async submit(command: Command): Promise<string | undefined> {
    const { index, term, isLeader } = this.rf.start(command)
    return isLeader ? this.waiters.wait(index, term, command) : undefined
  }

  /**
   * Without this, who waits at a leader that was deposed would wait until another command happens
   * to be applied at the same index.
   */
  private checkLeadership(): void {
    const { term, isLeader } = this.rf.getState()
    this.waiters.giveUpExcept(isLeader ? term : undefined)
  }

  // ---- What Raft delivers ----

  private async applyAll(): Promise<void> {
    for await (const message of this.applyCh) {
      if (this.isKilled) return
      if (message.kind === 'command') {
        this.applyCommand(message.commandIndex, message.command as Command)
      } else {
        this.installSnapshot(message.snapshot, message.snapshotIndex)
      }
    }
  }

  private applyCommand(index: number, command: Command): void {
    if (index <= this.store.lastApplied) return
    const result = this.store.apply(index, command)
    this.waiters.settle(index, command, result)
    this.appliedBytes += ENTRY_BYTES + command.key.length + command.value.length
    if (this.isSnapshotDue()) this.takeSnapshot()
  }

  private installSnapshot(snapshot: Uint8Array, index: number): void {
    if (index <= this.store.lastApplied) return
    this.restore(snapshot)
    this.waiters.giveUpTo(index)
  }

  // ---- Snapshots ----

  /**
   * A long log alone is no reason: as long as its end is not committed, a snapshot does not make it
   * shorter, and taking one with every command would cost far more than it saves.
   */
  private isSnapshotDue(): boolean {
    if (this.maxRaftState < 0 || this.appliedBytes < this.maxRaftState / 2) return false
    return this.persister.raftStateSize() >= this.maxRaftState
  }

  private takeSnapshot(): void {
    this.appliedBytes = 0
    this.rf.snapshot(this.store.lastApplied, this.store.toSnapshot())
  }

  /** Takes a snapshot into the store; an empty one is none. */
  private restore(snapshot: Uint8Array): void {
    this.appliedBytes = 0
    if (snapshot.length > 0) this.store.restore(snapshot)
  }
}
