/**
 * Lab 4: the clerk of the sharded store. This is a file you write; labs/shardkv/README.md says what
 * part 4B asks for.
 *
 * The names below are fixed, because the tester calls them. Every clerk is a process of its own. It
 * has one operation at a time, and never gives up: it returns when the operation is done.
 */
import { type ClientEnd, debug } from '#lab'
import { Clerk as CtrlerClerk } from '../shardctrler/client.ts'
import { type Config, makeFirstConfig } from '../shardctrler/common.ts'
import { key2shard, type PutAppendArgs } from './common.ts'

export class Clerk {
  /** Asks the controller for the newest configuration: `await this.ctrler.query(-1)`. */
  private readonly ctrler: CtrlerClerk
  /** Makes an end to a server from its name in `config.groups`. Make one for each, and keep it. */
  private readonly makeEnd: (serverName: string) => ClientEnd
  /** The newest configuration this clerk knows. */
  private config: Config = makeFirstConfig()

  // 4B: an id of this clerk (nrand() draws one), and which server of each group led last.

  constructor(ctrlers: ClientEnd[], makeEnd: (serverName: string) => ClientEnd) {
    this.ctrler = new CtrlerClerk(ctrlers)
    this.makeEnd = makeEnd
  }

  /** The value of a key, '' if there is none. */
  async get(key: string): Promise<string> {
    debug('clerk', 'get', key, 'from group', this.groupOf(key), this.ctrler, this.makeEnd)
    // For example:
    //   const servers = this.config.groups[gid] ?? []
    //   const reply = await this.makeEnd(servers[i]).call<GetReply>('ShardKV.get', args)
    throw new Error(
      "4B: Clerk.get() is not written yet: ask the servers of the group that has the key's shard until one answers 'OK'; after 'ErrWrongGroup', or when none of them leads, ask the controller again (labs/shardkv/README.md, part 4B)",
    )
  }

  /** Sets the value of a key. */
  put(key: string, value: string): Promise<void> {
    return this.putAppend('put', key, value)
  }

  /** Appends to the value of a key; a key that does not exist counts as ''. */
  append(key: string, value: string): Promise<void> {
    return this.putAppend('append', key, value)
  }

  private async putAppend(op: PutAppendArgs['op'], key: string, value: string): Promise<void> {
    debug('clerk', op, key, value, 'to group', this.groupOf(key))
    throw new Error(
      "4B: Clerk.putAppend() is not written yet: ask the servers of the group that has the key's shard until one answers 'OK'; after 'ErrWrongGroup', or when none of them leads, ask the controller again (labs/shardkv/README.md, part 4B)",
    )
  }

  /** The gid of the group that serves a key, as far as this clerk knows; 0 for none. */
  private groupOf(key: string): number {
    return this.config.shards[key2shard(key)] ?? 0
  }
}
