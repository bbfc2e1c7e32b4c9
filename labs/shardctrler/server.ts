/**
 * Lab 4: one server of the shard controller. This is a file you write; labs/shardctrler/README.md
 * says what part 4A asks for.
 *
 * The names below are fixed, because the tester and your clerk call them. Everything else is yours:
 * fields, helpers, further files in this folder (import them as './rebalance.ts'). From the
 * framework you may import '#lab', and from Node nothing.
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
import {
  type ChangeReply,
  type Config,
  type JoinArgs,
  type LeaveArgs,
  type MoveArgs,
  makeFirstConfig,
  type QueryArgs,
  type QueryReply,
} from './common.ts'

export class ShardCtrler {
  /** The tester registers its RPC handlers beside those of this class, and asks who leads. */
  readonly rf: Raft
  /** Where Raft delivers what is committed. */
  private readonly applyCh: Channel<ApplyMsg> = makeChannel()
  /** All configurations, by number. Old ones stay as they are. */
  private configs: Config[] = [makeFirstConfig()]
  private isKilled = false

  // 4A: what is known of each client's requests, and the requests that wait here.

  /**
   * Starts the server and returns quickly. `servers[me]` leads to this server itself. After a
   * restart, `persister` holds what Raft saved; snapshots are not needed here.
   */
  constructor(servers: ClientEnd[], me: number, persister: Persister) {
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

  /** Answers `call<ChangeReply>('ShardCtrler.join', args)` of a clerk. */
  async join(args: JoinArgs): Promise<ChangeReply> {
    debug('ctrler', 'join', args.servers)
    throw new Error(
      "4A: ShardCtrler.join() is not written yet: hand it to this.rf.start(); answer 'ErrWrongLeader' if this server does not lead, else wait until the command is applied (labs/shardctrler/README.md, part 4A)",
    )
  }

  /** Answers `call<ChangeReply>('ShardCtrler.leave', args)` of a clerk. */
  async leave(args: LeaveArgs): Promise<ChangeReply> {
    debug('ctrler', 'leave', args.gids)
    throw new Error(
      "4A: ShardCtrler.leave() is not written yet: hand it to this.rf.start(); answer 'ErrWrongLeader' if this server does not lead, else wait until the command is applied (labs/shardctrler/README.md, part 4A)",
    )
  }

  /** Answers `call<ChangeReply>('ShardCtrler.move', args)` of a clerk. */
  async move(args: MoveArgs): Promise<ChangeReply> {
    debug('ctrler', 'move', args.shard, args.gid)
    throw new Error(
      "4A: ShardCtrler.move() is not written yet: hand it to this.rf.start(); answer 'ErrWrongLeader' if this server does not lead, else wait until the command is applied (labs/shardctrler/README.md, part 4A)",
    )
  }

  /** Answers `call<QueryReply>('ShardCtrler.query', args)` of a clerk. */
  async query(args: QueryArgs): Promise<QueryReply> {
    debug('ctrler', 'query', args.num, 'of', this.configs.length)
    throw new Error(
      "4A: ShardCtrler.query() is not written yet: hand it to this.rf.start(); answer 'ErrWrongLeader' if this server does not lead, else wait until the command is applied and answer with the configuration (labs/shardctrler/README.md, part 4A)",
    )
  }

  /** Takes what Raft delivers, one message after the other, in log order. */
  private async applier(): Promise<void> {
    for await (const message of this.applyCh) {
      if (this.isKilled) return
      if (message.kind === 'command') this.apply(message.commandIndex, message.command)
    }
  }

  /** Carries out a committed command, on every server the same, and wakes who waits for it. */
  private apply(index: number, command: unknown): void {
    debug('ctrler', 'apply', index, command)
    throw new Error(
      '4A: ShardCtrler.apply() is not written yet: carry out the command unless its client has had it carried out before, adding a new configuration for every change, then answer the request that waits for this index (labs/shardctrler/README.md, part 4A)',
    )
  }
}
