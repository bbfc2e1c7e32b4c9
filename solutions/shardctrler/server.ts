/**
 * One server of the shard controller: puts each request into the log, and answers when it is
 * applied. Queries go through the log as well, so an answer reflects everything that was finished
 * before.
 */
import type { ClientEnd, Persister } from '#lab'
import type { Raft } from '../raft/raft.ts'
import { Replica } from '../replica/replica.ts'
import type { Reply, Request } from './common.ts'
import { ConfigHistory } from './config-history.ts'

/** Ours: groups ask for the next configuration all the time, and every question is an entry. */
const MAX_RAFT_STATE = 4_000

export class ShardCtrler {
  readonly rf: Raft
  private readonly replica: Replica<Request, Reply>

  constructor(servers: ClientEnd[], me: number, persister: Persister) {
    this.replica = new Replica(servers, me, persister, MAX_RAFT_STATE, new ConfigHistory())
    this.rf = this.replica.rf
  }

  kill(): void {
    this.replica.kill()
  }

  /** RPC: join, leave, move or query. */
  async request(request: Request): Promise<Reply> {
    return (await this.replica.propose(request)) ?? { err: 'ErrWrongLeader' }
  }
}
