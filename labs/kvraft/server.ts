/**
 * Lab 3: one server of the key-value service. This is a file you write; labs/kvraft/README.md says
 * what each part asks for.
 *
 * The names below are fixed, because the tester and your clerk call them. Everything else is yours:
 * fields, helpers, further files in this folder (import them as './store.ts'). From the framework
 * you may import '#lab', and from Node nothing.
 */
import {
  type ApplyMsg,
  type Channel,
  type ClientEnd,
  debug,
  makeChannel,
  type Persister,
} from '#lab'
import { Raft } from '../raft/raft.ts'
import type { GetArgs, GetReply, PutAppendArgs, PutAppendReply } from './common.ts'

export class KVServer {
  /** The tester registers its RPC handlers beside those of this class, and asks who leads. */
  readonly rf: Raft
  /** 3B: its raftStateSize() tells when the log has grown too long. */
  private readonly persister: Persister
  /** 3B: Raft's saved state should not grow much beyond this many bytes. -1: take no snapshots. */
  private readonly maxRaftState: number
  /** Where Raft delivers what is committed. */
  private readonly applyCh: Channel<ApplyMsg> = makeChannel()
  private isKilled = false

  // 3A: the data, what is known of each client's requests, and the requests that wait here.

  /**
   * Starts the server and returns quickly; what takes time goes on beside it. `servers[me]` leads
   * to this server itself. After a restart, `persister` holds what was saved last.
   */
  constructor(servers: ClientEnd[], me: number, persister: Persister, maxRaftState: number) {
    this.persister = persister
    this.maxRaftState = maxRaftState
    this.readSnapshot()
    this.rf = new Raft(servers, me, persister, this.applyCh)
    // An async function runs beside everything else from its first `await` on.
    void this.applier()
  }

  /**
   * The server is no longer needed: kill Raft, stop timers, end loops. Must not throw and must not
   * wait.
   */
  kill(): void {
    this.isKilled = true
    this.rf.kill()
  }

  /**
   * Answers `call<GetReply>('KVServer.get', args)` of a clerk. Other calls are handled while this
   * one waits.
   */
  async get(args: GetArgs): Promise<GetReply> {
    debug('kv', 'get', args.key)
    throw new Error(
      "3A: KVServer.get() is not written yet: hand the get to this.rf.start(); answer 'ErrWrongLeader' if this server does not lead, else wait until the command is applied and answer with the value (labs/kvraft/README.md, part 3A)",
    )
  }

  /** Answers `call<PutAppendReply>('KVServer.putAppend', args)` of a clerk. */
  async putAppend(args: PutAppendArgs): Promise<PutAppendReply> {
    debug('kv', args.op, args.key, args.value)
    throw new Error(
      "3A: KVServer.putAppend() is not written yet: hand the operation to this.rf.start(); answer 'ErrWrongLeader' if this server does not lead, else wait until the command is applied (labs/kvraft/README.md, part 3A)",
    )
  }

  /** Takes what Raft delivers, one message after the other, in log order. */
  private async applier(): Promise<void> {
    for await (const message of this.applyCh) {
      if (this.isKilled) return
      if (message.kind === 'command') this.apply(message.commandIndex, message.command)
      else this.installSnapshot(message.snapshotIndex, message.snapshot)
    }
  }

  /** Carries out a committed command, on every server the same, and wakes who waits for it. */
  private apply(index: number, command: unknown): void {
    debug('kv', 'apply', index, command, 'limit', this.maxRaftState)
    throw new Error(
      '3A: KVServer.apply() is not written yet: carry out the command unless its client has had it carried out before, then answer the request that waits for this index (labs/kvraft/README.md, part 3A)',
    )
  }

  /** A leader has sent a snapshot, because this server was too far behind. */
  private installSnapshot(index: number, snapshot: Uint8Array): void {
    debug('kv', 'snapshot', index, snapshot.length)
    throw new Error(
      '3B: KVServer.installSnapshot() is not written yet: replace the data, and all else that a snapshot holds, by what is in this one (labs/kvraft/README.md, part 3B)',
    )
  }

  /** 3B: takes back the snapshot of an earlier life. Without one, there is nothing to do. */
  private readSnapshot(): void {
    const snapshot = this.persister.readSnapshot()
    if (snapshot.length === 0) return
    // For example:
    //   const saved = decode<SavedState>(snapshot)
    //   this.data = saved.data
  }
}
