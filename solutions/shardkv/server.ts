/**
 * One server of a group of the sharded store. Requests, configurations and shards from other groups
 * all go through the group's log; what they do is in shard-store.ts. Here are the RPCs, and what a
 * leader does of itself: it asks for the next configuration, and hands over what has to go.
 */
import { type ClientEnd, type Persister, sleep } from '#lab'
import type { Raft } from '../raft/raft.ts'
import { Replica } from '../replica/replica.ts'
import { Clerk as CtrlerClerk } from '../shardctrler/client.ts'
import type { InstallArgs, InstallReply, Operation, Reply } from './common.ts'
import { Courier } from './courier.ts'
import { type Command, type Handover, ShardStore } from './shard-store.ts'

/** 6.5840 lab 4: about ten times a second. */
const CONFIG_POLL_MS = 100
/** Ours: how often a server looks whether it leads, and what there is to hand over. */
const DUTY_MS = 50

export class ShardKV {
  readonly rf: Raft
  private readonly store: ShardStore
  private readonly replica: Replica<Command, Reply>
  private readonly ctrler: CtrlerClerk
  private readonly courier: Courier
  /** The last term in which this server has led. */
  private termNudged = 0
  private isKilled = false

  constructor(
    servers: ClientEnd[],
    me: number,
    persister: Persister,
    maxRaftState: number,
    gid: number,
    ctrlers: ClientEnd[],
    makeEnd: (serverName: string) => ClientEnd,
  ) {
    this.store = new ShardStore(gid)
    this.replica = new Replica(servers, me, persister, maxRaftState, this.store)
    this.rf = this.replica.rf
    this.ctrler = new CtrlerClerk(ctrlers)
    this.courier = new Courier(makeEnd)
    void this.followConfigs()
    void this.lead()
  }

  kill(): void {
    this.isKilled = true
    this.replica.kill()
    this.courier.kill()
  }

  // ---- RPC handlers ----

  /** RPC of a clerk. */
  async request(operation: Operation): Promise<Reply> {
    if (!this.replica.isLeader) return { err: 'ErrWrongLeader', value: '' }
    // Only to spare the log; what counts is what the store finds when the operation is applied.
    if (!this.store.serves(operation.key)) return { err: 'ErrWrongGroup', value: '' }
    return (await this.replica.propose(operation)) ?? { err: 'ErrWrongLeader', value: '' }
  }

  /** RPC of another group, which may forget the shards when the answer is OK. */
  async install(args: InstallArgs): Promise<InstallReply> {
    const { store, replica } = this
    // What has been applied is committed, so every server may say this.
    if (store.hasReceived(args)) return { err: 'OK' }
    if (!replica.isLeader) return { err: 'ErrWrongLeader' }
    if (args.num > store.config.num) return { err: 'ErrNotReady' }
    const reply = await replica.propose({ kind: 'install', ...args })
    if (reply === undefined) return { err: 'ErrWrongLeader' }
    return { err: store.hasReceived(args) ? 'OK' : 'ErrNotReady' }
  }

  // ---- What a leader does ----

  private async followConfigs(): Promise<void> {
    while (!this.isKilled) {
      const isTaken = await this.takeNextConfig()
      if (isTaken) this.handOverAll()
      else await sleep(this.store.isSettled ? CONFIG_POLL_MS : DUTY_MS)
    }
  }

  private async takeNextConfig(): Promise<boolean> {
    const { store, replica } = this
    if (!replica.isLeader || !store.isSettled) return false
    const num = store.config.num + 1
    const config = await this.ctrler.query(num)
    if (this.isKilled || config.num !== num) return false
    return (await replica.propose({ kind: 'configure', config })) !== undefined
  }

  private async lead(): Promise<void> {
    while (!this.isKilled) {
      const { term, isLeader } = this.rf.getState()
      if (isLeader) {
        this.nudgeOnce(term)
        this.handOverAll()
      }
      await sleep(DUTY_MS)
    }
  }

  /**
   * Once in each term: entries of earlier terms commit only with one of this term, and without
   * requests there might never be one. Then shards that have arrived would be missing for ever.
   */
  private nudgeOnce(term: number): void {
    if (term === this.termNudged) return
    this.termNudged = term
    void this.replica.propose({ kind: 'nudge', term })
  }

  /** Never waits: other groups may be gone, or hand over something to this one at the same time. */
  private handOverAll(): void {
    for (const handover of this.store.handovers) void this.handOver(handover)
  }

  private async handOver(handover: Handover): Promise<void> {
    const hasArrived = await this.courier.deliver(handover)
    if (!hasArrived || this.isKilled) return
    await this.replica.propose({ kind: 'forget', num: handover.num, gid: handover.gid })
  }
}
