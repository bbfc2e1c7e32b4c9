/**
 * One term of office: sends the log to the followers and decides what is committed (Raft §5.3,
 * §5.4.2).
 *
 * raft.ts makes one on winning an election and ends it when the term is over; from then on its
 * timers are gone and replies that still arrive are ignored. It never changes the term, the vote or
 * the log.
 */
import type { ClientEnd } from '#lab'
import type { Applier } from './applier.ts'
import { Progress } from './progress.ts'
import type {
  AppendEntriesArgs,
  AppendEntriesReply,
  InstallSnapshotArgs,
  InstallSnapshotReply,
} from './rpc.ts'
import type { PersistentState } from './state.ts'

/** 6.5840 lab 2: at most ten heartbeats per second. */
const HEARTBEAT_MS = 100
/** Ours: commands that come this close together share one AppendEntries per follower. */
const GATHER_MS = 1
/** Ours: so soon after an AppendEntries a heartbeat is left out; it could overtake it. */
const QUIET_MS = 25

export interface Office {
  readonly peers: readonly ClientEnd[]
  readonly me: number
  readonly state: PersistentState
  readonly applier: Applier
  /** How long a commitIndex may wait for entries to travel with. */
  readonly commitWaitMs: number
  /** Called when a reply shows a higher term, which ends this one. */
  onHigherTerm(term: number): void
}

export class Leader {
  private readonly office: Office
  private readonly term: number
  private readonly followers: Progress[]
  private readonly heartbeatTimer: ReturnType<typeof setInterval>
  private gatherTimer: ReturnType<typeof setTimeout> | undefined
  private commitTimer: ReturnType<typeof setTimeout> | undefined
  private isOver = false

  constructor(office: Office) {
    this.office = office
    this.term = office.state.currentTerm
    const others = [...office.peers.keys()].filter((server) => server !== office.me)
    this.followers = others.map((server) => new Progress(server, office.state.log.lastIndex + 1))
    this.heartbeatTimer = setInterval(() => this.sendHeartbeats(), HEARTBEAT_MS)
    this.sendHeartbeats()
  }

  end(): void {
    this.isOver = true
    clearInterval(this.heartbeatTimer)
    clearTimeout(this.gatherTimer)
    clearTimeout(this.commitTimer)
  }

  /**
   * New entries are in the log and saved. They leave in a moment, together with what else comes.
   */
  onAppended(): void {
    this.advanceCommitIndex()
    this.sendNewsSoon()
  }

  private sendHeartbeats(): void {
    for (const follower of this.followers) {
      if (Date.now() - follower.sentAtMs >= QUIET_MS) this.sendTo(follower)
    }
  }

  private sendNewsSoon(): void {
    this.gatherTimer ??= setTimeout(() => {
      this.gatherTimer = undefined
      this.sendNews()
    }, GATHER_MS)
  }

  private sendCommitSoon(): void {
    const { commitWaitMs } = this.office
    if (commitWaitMs === 0) {
      this.sendNewsSoon()
      return
    }
    this.commitTimer ??= setTimeout(() => {
      this.commitTimer = undefined
      this.sendNews()
    }, commitWaitMs)
  }

  private sendNews(): void {
    const { state, applier } = this.office
    for (const follower of this.followers) {
      const hasNews =
        follower.lacksEntries(state.log.lastIndex) || follower.lacksCommit(applier.commitIndex)
      if (hasNews) this.sendTo(follower)
    }
  }

  /** Never waits for an earlier call: to a dead server a call may take 7 s to fail. */
  private sendTo(follower: Progress): void {
    follower.sentAtMs = Date.now()
    const prevLogIndex = follower.nextIndex - 1
    const prevLogTerm = this.office.state.log.termAt(prevLogIndex)
    // Raft §7: what the follower needs next is no longer in the log.
    if (prevLogTerm === undefined) void this.sendSnapshot(follower)
    else void this.sendEntries(follower, prevLogIndex, prevLogTerm)
  }

  private async sendEntries(
    follower: Progress,
    prevLogIndex: number,
    prevLogTerm: number,
  ): Promise<void> {
    const { state, applier, me } = this.office
    const args: AppendEntriesArgs = {
      term: this.term,
      leaderId: me,
      prevLogIndex,
      prevLogTerm,
      entries: follower.isProbing ? [] : state.log.after(prevLogIndex),
      leaderCommit: applier.commitIndex,
    }
    const lastSent = prevLogIndex + args.entries.length
    const { round } = follower
    follower.nextIndex = lastSent + 1
    follower.commitSent = args.leaderCommit
    const end = this.office.peers[follower.server]
    const reply = await end?.call<AppendEntriesReply>('Raft.appendEntries', args)
    if (!this.accepts(reply)) return
    if (reply.success) this.onAcknowledged(follower, lastSent)
    else if (round === follower.round) this.onRejected(follower, prevLogIndex, reply)
  }

  private async sendSnapshot(follower: Progress): Promise<void> {
    const { state, me } = this.office
    const { lastIncludedIndex, lastIncludedTerm } = state.log
    const args: InstallSnapshotArgs = {
      term: this.term,
      leaderId: me,
      lastIncludedIndex,
      lastIncludedTerm,
      data: state.snapshot,
    }
    follower.probeFrom(lastIncludedIndex + 1)
    const end = this.office.peers[follower.server]
    const reply = await end?.call<InstallSnapshotReply>('Raft.installSnapshot', args)
    if (this.accepts(reply)) this.onAcknowledged(follower, lastIncludedIndex)
  }

  /** Does a reply still matter? A higher term in it ends this one (Raft §5.1). */
  private accepts<Reply extends { term: number }>(reply: Reply | undefined): reply is Reply {
    if (this.isOver || reply === undefined) return false
    if (reply.term > this.term) this.office.onHigherTerm(reply.term)
    return !this.isOver
  }

  private onAcknowledged(follower: Progress, index: number): void {
    const { state, applier } = this.office
    follower.acknowledge(index)
    this.advanceCommitIndex()
    if (follower.lacksEntries(state.log.lastIndex)) this.sendNewsSoon()
    else if (follower.lacksCommit(applier.commitIndex)) this.sendCommitSoon()
  }

  /** Raft §5.3: on an inconsistency, go back and try again; by whole terms, not entry by entry. */
  private onRejected(follower: Progress, prevLogIndex: number, reply: AppendEntriesReply): void {
    if (prevLogIndex <= follower.matchIndex || reply.conflict === undefined) return
    const nextIndex = this.office.state.log.nextIndexAfter(reply.conflict)
    follower.probeFrom(Math.min(nextIndex, prevLogIndex))
    this.sendTo(follower)
  }

  /** Raft Fig. 2, Leaders, last rule. */
  private advanceCommitIndex(): void {
    const { state, applier } = this.office
    if (applier.commitIndex === state.log.lastIndex) return
    const matched = this.followers.map((follower) => follower.matchIndex)
    matched.push(state.log.lastIndex)
    matched.sort((a, b) => b - a)
    // In falling order, the middle one is what a majority has.
    const index = matched[Math.floor(matched.length / 2)] ?? 0
    // Raft §5.4.2 and Fig. 8: an entry of an earlier term is committed only by one of this term
    // behind it.
    if (index <= applier.commitIndex || state.log.termAt(index) !== this.term) return
    applier.commitTo(index)
    this.sendCommitSoon()
  }
}
