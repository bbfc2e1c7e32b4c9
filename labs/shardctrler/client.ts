/**
 * Lab 4: the controller's clerk. This is a file you write; labs/shardctrler/README.md says what
 * part 4A asks for.
 *
 * The names below are fixed, because the tester calls them, and your lab 4B too. A clerk has one
 * request at a time, and never gives up: it returns when the request has been carried out.
 */
import { type ClientEnd, debug } from '#lab'
import type { Config, JoinArgs, LeaveArgs, MoveArgs, QueryArgs } from './common.ts'

export class Clerk {
  /** One end per server, in an order of their own. */
  private readonly servers: ClientEnd[]

  // 4A: an id of this clerk (nrand() draws one), and which server led when it was asked last.

  constructor(servers: ClientEnd[]) {
    this.servers = servers
  }

  /** The configuration with that number; the newest for -1, or if there is none yet. */
  async query(num: number): Promise<Config> {
    const args: QueryArgs = { num }
    debug('ctrler', 'query', args, 'of', this.servers.length, 'servers')
    // For example:
    //   const reply = await this.servers[i]?.call<QueryReply>('ShardCtrler.query', args)
    throw new Error(
      "4A: Clerk.query() is not written yet: send ShardCtrler.query to one server after the other until one answers 'OK', then return its configuration (labs/shardctrler/README.md, part 4A)",
    )
  }

  /** Adds groups: the names of their servers, by gid. */
  join(servers: Record<number, string[]>): Promise<void> {
    return this.change('ShardCtrler.join', { servers })
  }

  /** Removes groups. */
  leave(gids: number[]): Promise<void> {
    return this.change('ShardCtrler.leave', { gids })
  }

  /** Gives one shard to a group. */
  move(shard: number, gid: number): Promise<void> {
    return this.change('ShardCtrler.move', { shard, gid })
  }

  private async change(svcMeth: string, args: JoinArgs | LeaveArgs | MoveArgs): Promise<void> {
    debug('ctrler', svcMeth, args)
    throw new Error(
      `4A: Clerk.change() is not written yet: send ${svcMeth} to one server after the other until one answers 'OK' (labs/shardctrler/README.md, part 4A)`,
    )
  }
}
