/**
 * A correct Raft that holds on to its leader: a server stands for election only after a pre-vote
 * (Raft thesis §9.6), nobody votes while a leader was heard of within the shortest election timeout
 * (§4.2.3), and a leader that hears no majority for the longest one steps down (§6.2).
 *
 * A leader begins its term with an entry of its own (Raft §8). The service never sees it, and does
 * not miss it: it knows an entry by a number that own entries do not count in, since lab 2 counts
 * commands from index 1. That they count is an option, the last argument of the constructor: the
 * services of lab 4 give a fifth one. With `ownCount = false` changed to true, they count in lab 3.
 */
import type { ApplyMsg, Channel, ClientEnd, Persister } from '#lab'
import { Log } from './log.ts'
import type {
  AppendArgs,
  AppendReply,
  Asking,
  Follower,
  Leading,
  Role,
  SnapshotArgs,
  SnapshotReply,
  VoteArgs,
  VoteReply,
} from './rpc.ts'

const HEARTBEAT_MS = 100
const ELECTION_MS_MIN = 300
const ELECTION_MS_MAX = 600
/** Commands that come within this time share a message. */
const GATHER_MS = 1
const NOBODY = -1

export class Raft {
  private readonly peers: ClientEnd[]
  private readonly me: number
  private readonly persister: Persister
  private readonly applyCh: Channel<ApplyMsg>
  private readonly doOwnCount: boolean

  private readonly log = new Log()
  private term = 0
  private votedFor = NOBODY
  private role: Role = { kind: 'follower' }
  private commitIndex: number
  private lastApplied: number

  private leaderHeardAtMs = -Infinity
  private electionTimer: ReturnType<typeof setTimeout> | undefined
  private gatherTimer: ReturnType<typeof setTimeout> | undefined
  private isApplying = false
  private isKilled = false

  constructor(
    peers: ClientEnd[],
    me: number,
    persister: Persister,
    applyCh: Channel<ApplyMsg>,
    ownCount: unknown = false,
  ) {
    this.peers = peers
    this.me = me
    this.persister = persister
    this.applyCh = applyCh
    this.doOwnCount = ownCount !== false
    const saved = this.log.restore(persister)
    if (saved !== undefined) {
      this.term = saved.term
      this.votedFor = saved.votedFor
    }
    this.commitIndex = this.log.edgeIndex
    this.lastApplied = this.log.edgeIndex
    this.armElection()
  }

  // What the service calls

  getState(): { term: number; isLeader: boolean } {
    return { term: this.term, isLeader: this.role.kind === 'leader' }
  }

  start(command: unknown): { index: number; term: number; isLeader: boolean } {
    const { term } = this
    if (this.role.kind !== 'leader') return { index: -1, term, isLeader: false }
    const number = this.log.lastNumber + 1
    this.log.append({ term, command, isOwn: false, number })
    this.persist()
    this.gather()
    return { index: number, term, isLeader: true }
  }

  snapshot(number: number, snapshot: Uint8Array): void {
    const index = this.log.indexOf(number)
    const term = this.log.termAt(index)
    const isOld = index <= this.log.edgeIndex || index > this.lastApplied
    if (this.isKilled || isOld || term === undefined) return
    this.log.compact(index, term, snapshot)
    this.persist()
  }

  kill(): void {
    this.isKilled = true
    this.setRole({ kind: 'follower' })
    clearTimeout(this.electionTimer)
    clearTimeout(this.gatherTimer)
  }

  // Elections

  /** RPC: would this server vote for the caller in that term? Changes nothing here. */
  preVote(args: VoteArgs): VoteReply {
    const voteGranted = !this.hasLeader() && args.term > this.term && this.isUpToDate(args)
    return { term: this.term, voteGranted: voteGranted && !this.isKilled }
  }

  /** RPC: Raft Fig. 2, RequestVote; unheard while there is a leader (Raft thesis §4.2.3). */
  requestVote(args: VoteArgs): VoteReply {
    if (this.isKilled || this.hasLeader()) return { term: this.term, voteGranted: false }
    if (args.term > this.term) this.follow(args.term)
    const isFree = this.votedFor === NOBODY || this.votedFor === args.candidateId
    const voteGranted = args.term === this.term && isFree && this.isUpToDate(args)
    if (voteGranted) {
      this.votedFor = args.candidateId
      this.persist()
      this.setRole({ kind: 'follower' })
      this.armElection()
    }
    return { term: this.term, voteGranted }
  }

  private hasLeader(): boolean {
    return this.role.kind === 'leader' || Date.now() - this.leaderHeardAtMs < ELECTION_MS_MIN
  }

  private isUpToDate({ lastLogIndex, lastLogTerm }: VoteArgs): boolean {
    if (lastLogTerm !== this.log.lastTerm) return lastLogTerm > this.log.lastTerm
    return lastLogIndex >= this.log.lastIndex
  }

  private armElection(): void {
    clearTimeout(this.electionTimer)
    if (this.isKilled) return
    const delayMs = ELECTION_MS_MIN + Math.random() * (ELECTION_MS_MAX - ELECTION_MS_MIN)
    this.electionTimer = setTimeout(() => this.ask('Raft.preVote', this.term + 1), delayMs)
  }

  private stand(): void {
    this.term += 1
    this.votedFor = this.me
    this.persist()
    this.ask('Raft.requestVote', this.term)
  }

  private ask(round: Asking['round'], term: number): void {
    const role: Asking = { kind: 'asking', round, grantedBy: new Set([this.me]) }
    this.setRole(role)
    this.armElection()
    const { lastIndex: lastLogIndex, lastTerm: lastLogTerm } = this.log
    const args: VoteArgs = { term, candidateId: this.me, lastLogIndex, lastLogTerm }
    for (const server of this.peers.keys()) {
      if (server !== this.me) void this.askOne(role, server, args)
    }
    this.countVotes(role)
  }

  private async askOne(role: Asking, server: number, args: VoteArgs): Promise<void> {
    const reply = await this.peers[server]?.call<VoteReply>(role.round, args)
    if (reply === undefined || !this.isStill(role, reply.term) || !reply.voteGranted) return
    role.grantedBy.add(server)
    this.countVotes(role)
  }

  private countVotes(role: Asking): void {
    if (!this.isMajority(role.grantedBy.size)) return
    if (role.round === 'Raft.preVote') this.stand()
    else this.lead()
  }

  private lead(): void {
    clearTimeout(this.electionTimer)
    const others = [...this.peers.keys()].filter((server) => server !== this.me)
    const followers = others.map((server) => this.newFollower(server))
    const role: Leading = {
      kind: 'leader',
      followers,
      beat: setInterval(() => this.beat(role), HEARTBEAT_MS),
    }
    this.setRole(role)
    const number = this.log.lastNumber + (this.doOwnCount ? 1 : 0)
    this.log.append({ term: this.term, command: null, isOwn: true, number })
    this.persist()
    for (const follower of followers) this.send(role, follower)
    this.advanceCommit(role)
  }

  private newFollower(server: number): Follower {
    const nextIndex = this.log.lastIndex + 1
    const answeredAtMs = Date.now()
    return { server, nextIndex, matchIndex: 0, commitSent: 0, sentAtMs: undefined, answeredAtMs }
  }

  /** Becomes a follower in this term, which is never older than this server's. */
  private follow(term: number): void {
    if (term > this.term) {
      this.term = term
      this.votedFor = NOBODY
      this.persist()
    }
    if (this.role.kind === 'follower') return
    this.setRole({ kind: 'follower' })
    this.armElection()
  }

  private setRole(role: Role): void {
    if (this.role.kind === 'leader') clearInterval(this.role.beat)
    this.role = role
  }

  /** Whether an answer still concerns the office it was asked in; a newer term ends it. */
  private isStill(role: Role, term: number): boolean {
    if (!this.isKilled && term > this.term) this.follow(term)
    return this.role === role
  }

  private isMajority(count: number): boolean {
    return count * 2 > this.peers.length
  }

  // What a leader does

  private beat(role: Leading): void {
    const now = Date.now()
    const near = role.followers.filter((f) => now - f.answeredAtMs < ELECTION_MS_MAX)
    if (!this.isMajority(near.length + 1)) {
      this.follow(this.term)
      return
    }
    for (const follower of role.followers) {
      const { sentAtMs } = follower
      const isYoung = sentAtMs !== undefined && now - sentAtMs < HEARTBEAT_MS / 2
      if (!isYoung) this.send(role, follower)
    }
  }

  private gather(): void {
    this.gatherTimer ??= setTimeout(() => {
      this.gatherTimer = undefined
      if (this.role.kind !== 'leader') return
      this.advanceCommit(this.role)
      for (const follower of this.role.followers) this.sendNews(this.role, follower)
    }, GATHER_MS)
  }

  private sendNews(role: Leading, follower: Follower): void {
    if (follower.sentAtMs !== undefined) return
    const hasEntries = follower.nextIndex <= this.log.lastIndex
    if (hasEntries || follower.commitSent < this.commitIndex) this.send(role, follower)
  }

  private send(role: Leading, follower: Follower): void {
    follower.sentAtMs = Date.now()
    follower.commitSent = this.commitIndex
    const prevLogIndex = follower.nextIndex - 1
    const prevLogTerm = this.log.termAt(prevLogIndex)
    if (prevLogTerm === undefined) void this.sendSnapshot(role, follower)
    else void this.sendEntries(role, follower, prevLogIndex, prevLogTerm)
  }

  private async sendEntries(
    role: Leading,
    follower: Follower,
    prevLogIndex: number,
    prevLogTerm: number,
  ): Promise<void> {
    const entries = this.log.after(prevLogIndex)
    const { term, commitIndex: leaderCommit } = this
    const args: AppendArgs = { term, prevLogIndex, prevLogTerm, entries, leaderCommit }
    const reply = await this.peers[follower.server]?.call<AppendReply>('Raft.appendEntries', args)
    if (reply === undefined || !this.isStill(role, reply.term)) return
    if (reply.success) this.noteMatch(role, follower, prevLogIndex + entries.length)
    else this.noteRefusal(role, follower, prevLogIndex, reply.hint)
  }

  private async sendSnapshot(role: Leading, follower: Follower): Promise<void> {
    const { edgeIndex: lastIncludedIndex, edgeTerm: lastIncludedTerm, snapshot: data } = this.log
    const args: SnapshotArgs = {
      term: this.term,
      lastIncludedIndex,
      lastIncludedTerm,
      lastIncludedNumber: this.log.edgeNumber,
      data,
    }
    const end = this.peers[follower.server]
    const reply = await end?.call<SnapshotReply>('Raft.installSnapshot', args)
    if (reply === undefined || !this.isStill(role, reply.term)) return
    this.noteMatch(role, follower, lastIncludedIndex)
  }

  private noteMatch(role: Leading, follower: Follower, index: number): void {
    follower.answeredAtMs = Date.now()
    follower.sentAtMs = undefined
    follower.matchIndex = Math.max(follower.matchIndex, index)
    follower.nextIndex = Math.max(follower.nextIndex, follower.matchIndex + 1)
    this.advanceCommit(role)
    this.gather()
  }

  private noteRefusal(
    role: Leading,
    follower: Follower,
    prevLogIndex: number,
    hint: AppendReply['hint'],
  ): void {
    follower.answeredAtMs = Date.now()
    // Only a refusal of the present guess says anything; an older one was overtaken.
    if (prevLogIndex !== follower.nextIndex - 1 || prevLogIndex <= follower.matchIndex) return
    const isSwallowed = hint.index < this.log.edgeIndex
    const agreed = isSwallowed ? hint.index : this.log.lastNotNewer(hint.index, hint.term).index
    follower.nextIndex = Math.max(follower.matchIndex, Math.min(agreed, prevLogIndex - 1)) + 1
    this.send(role, follower)
  }

  /** Raft §5.4.2: only an entry of the leader's own term is committed by counting. */
  private advanceCommit(role: Leading): void {
    const held = role.followers.map((follower) => follower.matchIndex)
    held.push(this.log.lastIndex)
    held.sort((a, b) => b - a)
    const index = held[Math.floor(held.length / 2)] ?? 0
    if (this.log.termAt(index) !== this.term || index <= this.commitIndex) return
    this.commitTo(index)
    this.gather()
  }

  // What a follower does

  /** RPC: Raft Fig. 2, AppendEntries. */
  appendEntries(args: AppendArgs): AppendReply {
    const { prevLogIndex, prevLogTerm, entries } = args
    const hint = { index: 0, term: 0 }
    if (!this.hearLeader(args.term)) return { term: this.term, success: false, hint }
    // What the snapshot covers is committed, so every leader has it.
    const agrees =
      prevLogIndex < this.log.edgeIndex || this.log.termAt(prevLogIndex) === prevLogTerm
    if (!agrees) {
      const found = this.log.lastNotNewer(prevLogIndex, prevLogTerm)
      return { term: this.term, success: false, hint: found }
    }
    if (this.log.take(prevLogIndex, entries)) this.persist()
    this.commitTo(Math.min(args.leaderCommit, prevLogIndex + entries.length))
    return { term: this.term, success: true, hint }
  }

  /** RPC: Raft §7, InstallSnapshot. */
  installSnapshot(args: SnapshotArgs): SnapshotReply {
    const { lastIncludedIndex, lastIncludedTerm, lastIncludedNumber, data } = args
    if (this.hearLeader(args.term) && lastIncludedIndex > this.commitIndex) {
      this.log.compact(lastIncludedIndex, lastIncludedTerm, data, lastIncludedNumber)
      this.persist()
      this.commitTo(lastIncludedIndex)
    }
    return { term: this.term }
  }

  private hearLeader(term: number): boolean {
    if (this.isKilled || term < this.term) return false
    this.follow(term)
    this.leaderHeardAtMs = Date.now()
    this.armElection()
    return true
  }

  private commitTo(index: number): void {
    if (index <= this.commitIndex) return
    this.commitIndex = index
    if (!this.isApplying) void this.applyAll()
  }

  private async applyAll(): Promise<void> {
    this.isApplying = true
    while (!this.isKilled && this.lastApplied < this.commitIndex) {
      const message = this.nextMessage()
      if (message !== undefined) await this.applyCh.send(message)
    }
    this.isApplying = false
  }

  /** What is next for the service; undefined for an own entry. Counts as applied from here on. */
  private nextMessage(): ApplyMsg | undefined {
    if (this.lastApplied < this.log.edgeIndex) {
      const { edgeNumber: snapshotIndex, edgeTerm: snapshotTerm, snapshot } = this.log
      this.lastApplied = this.log.edgeIndex
      return { kind: 'snapshot', snapshot, snapshotTerm, snapshotIndex }
    }
    const entry = this.log.at(++this.lastApplied)
    if (entry === undefined || entry.isOwn) return undefined
    return { kind: 'command', command: entry.command, commandIndex: entry.number }
  }

  private persist(): void {
    this.log.save(this.persister, this.term, this.votedFor)
  }
}
