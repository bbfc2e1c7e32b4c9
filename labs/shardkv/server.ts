/**
 * Lab 4: one server of a group of the sharded store. This is a file you write;
 * labs/shardkv/README.md says what part 4B asks for.
 *
 * The names below are fixed, because the tester and your clerk call them. Everything else is yours:
 * fields, RPCs between groups, further files in this folder (import them as './shard.ts'). From the
 * framework you may import '#lab', and from Node nothing.
 */
import {
  type ApplyMsg,
  type Channel,
  type ClientEnd,
  debug,
  makeChannel,
  type Persister,
  sleep,
} from '#lab'
import { Raft } from '../raft/raft.ts'
import { Clerk as CtrlerClerk } from '../shardctrler/client.ts'
import { type Config, makeFirstConfig } from '../shardctrler/common.ts'
import type { GetArgs, GetReply, PutAppendArgs, PutAppendReply } from './common.ts'

/** How often to ask the controller for the next configuration. */
const CONFIG_POLL_MS = 100

export class ShardKV {
  /** The tester registers its RPC handlers beside those of this class, and asks who leads. */
  readonly rf: Raft
  private readonly persister: Persister
  /** Raft's saved state should not grow much beyond this many bytes. -1: take no snapshots. */
  private readonly maxRaftState: number
  /** The group this server is a member of, as in `config.shards`. */
  private readonly gid: number
  /** Asks the controller for a configuration: `await this.ctrler.query(num)`. */
  private readonly ctrler: CtrlerClerk
  /** Makes an end to a server of any group from its name in `config.groups`. */
  private readonly makeEnd: (serverName: string) => ClientEnd
  /** Where Raft delivers what is committed. */
  private readonly applyCh: Channel<ApplyMsg> = makeChannel()
  /** The configuration the group is in. Changed by a command of the log, and by nothing else. */
  private config: Config = makeFirstConfig()
  private isKilled = false

  // 4B: the shards with their data, what is known of each client's requests, and the requests that
  // wait here.

  /**
   * Starts the server and returns quickly; what takes time goes on beside it. `servers` are the
   * members of this group, `servers[me]` is this server itself, `ctrlers` the shard controllers.
   * After a restart, `persister` holds what was saved last.
   */
  constructor(
    servers: ClientEnd[],
    me: number,
    persister: Persister,
    maxRaftState: number,
    gid: number,
    ctrlers: ClientEnd[],
    makeEnd: (serverName: string) => ClientEnd,
  ) {
    this.persister = persister
    this.maxRaftState = maxRaftState
    this.gid = gid
    this.ctrler = new CtrlerClerk(ctrlers)
    this.makeEnd = makeEnd
    this.readSnapshot()
    this.rf = new Raft(servers, me, persister, this.applyCh)
    // Async functions run beside everything else from their first `await` on.
    void this.applier()
    void this.configPoller()
  }

  /**
   * The server is no longer needed: kill Raft, stop timers, end loops. Must not throw and must not
   * wait.
   */
  kill(): void {
    this.isKilled = true
    this.rf.kill()
  }

  /** Answers `call<GetReply>('ShardKV.get', args)` of a clerk. */
  async get(args: GetArgs): Promise<GetReply> {
    debug('kv', 'get', args.key)
    throw new Error(
      "4B: ShardKV.get() is not written yet: hand the get to this.rf.start() and wait until it is applied; answer 'ErrWrongLeader' if this server does not lead, 'ErrWrongGroup' if the shard was not served when it was applied (labs/shardkv/README.md, part 4B)",
    )
  }

  /** Answers `call<PutAppendReply>('ShardKV.putAppend', args)` of a clerk. */
  async putAppend(args: PutAppendArgs): Promise<PutAppendReply> {
    debug('kv', args.op, args.key, args.value)
    throw new Error(
      "4B: ShardKV.putAppend() is not written yet: hand the operation to this.rf.start() and wait until it is applied; answer 'ErrWrongLeader' if this server does not lead, 'ErrWrongGroup' if the shard was not served when it was applied (labs/shardkv/README.md, part 4B)",
    )
  }

  // 4B: the RPCs of other groups.

  /** Takes what Raft delivers, one message after the other, in log order. */
  private async applier(): Promise<void> {
    for await (const message of this.applyCh) {
      if (this.isKilled) return
      if (message.kind === 'command') this.apply(message.commandIndex, message.command)
      else this.installSnapshot(message.snapshotIndex, message.snapshot)
    }
  }

  /** Carries out a committed command, on every server of the group the same. */
  private apply(index: number, command: unknown): void {
    debug('kv', 'group', this.gid, 'apply', index, command, 'limit', this.maxRaftState)
    throw new Error(
      '4B: ShardKV.apply() is not written yet: carry out an operation if its shard is served now, take the next configuration, or take in a shard, then answer who waits for this index (labs/shardkv/README.md, part 4B)',
    )
  }

  /** A leader has sent a snapshot, because this server was too far behind. */
  private installSnapshot(index: number, snapshot: Uint8Array): void {
    debug('kv', 'snapshot', index, snapshot.length)
    throw new Error(
      '4B: ShardKV.installSnapshot() is not written yet: replace shards, configuration and all else that a snapshot holds by what is in this one (labs/shardkv/README.md, part 4B)',
    )
  }

  /** Takes back the snapshot of an earlier life. Without one, there is nothing to do. */
  private readSnapshot(): void {
    const snapshot = this.persister.readSnapshot()
    if (snapshot.length === 0) return
    // For example:
    //   const saved = decode<SavedState>(snapshot)
    //   this.config = saved.config
  }

  /** Follows the controller, one configuration after the other. */
  private async configPoller(): Promise<void> {
    while (!this.isKilled) {
      // Only on the leader, and only when the last change is complete: ask this.ctrler for
      // configuration this.config.num + 1. If there is one, put it into the log. Then, with
      // this.makeEnd, see to the shards that have to come or go.
      debug('config', this.config.num, this.ctrler, this.makeEnd)

      await sleep(CONFIG_POLL_MS)
    }
  }
}
