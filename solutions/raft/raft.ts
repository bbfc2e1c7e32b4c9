/**
 * One Raft server: election, replication, persistence and snapshots, after Ongaro and Ousterhout,
 * "In Search of an Understandable Consensus Algorithm (Extended Version)". Here are the calls of
 * the service, the elections and the RPC handlers; what a leader does is in leader.ts.
 *
 * Between two `await`s nothing else runs on this server, so every method leaves a consistent state
 * behind when it returns, and what it changed is saved by then.
 */
import { type ApplyMsg, type Channel, type ClientEnd, debug, type Persister } from '#lab'
import { Applier } from './applier.ts'
import { Leader } from './leader.ts'
import type {
  AppendEntriesArgs,
  AppendEntriesReply,
  InstallSnapshotArgs,
  InstallSnapshotReply,
  RequestVoteArgs,
  RequestVoteReply,
} from './rpc.ts'
import { PersistentState } from './state.ts'

/** Ours: longer than the 150 to 300 ms of Raft §5.6, because heartbeats are 100 ms apart. */
const ELECTION_TIMEOUT_MS_MIN = 300
const ELECTION_TIMEOUT_MS_MAX = 500

export class Raft {
  private readonly peers: ClientEnd[]
  private readonly me: number
  private readonly state: PersistentState
  private readonly applier: Applier
  private readonly commitWaitMs: number
  private isCandidate = false
  /** Present while this server leads, in `state.currentTerm`. */
  private leader: Leader | undefined
  private electionDeadlineMs = 0
  private electionTimer: ReturnType<typeof setTimeout> | undefined
  private isKilled = false

  /**
   * `commitWaitMs`: how long followers may be left without a new commitIndex, so that it can travel
   * with the next entries. A service whose clients wait for the leader only loses nothing by it.
   */
  constructor(
    peers: ClientEnd[],
    me: number,
    persister: Persister,
    applyCh: Channel<ApplyMsg>,
    commitWaitMs = 0,
  ) {
    this.peers = peers
    this.me = me
    this.commitWaitMs = commitWaitMs
    this.state = new PersistentState(persister)
    this.applier = new Applier(this.state, applyCh)
    this.resetElectionDeadline()
    this.armElectionTimer()
  }

  // ---- What the service calls ----

  getState(): { term: number; isLeader: boolean } {
    return { term: this.state.currentTerm, isLeader: this.leader !== undefined }
  }

  /** Begins agreement on a command and returns at once. `index` is its place if it ever commits. */
  start(command: unknown): { index: number; term: number; isLeader: boolean } {
    const { log, currentTerm: term } = this.state
    if (this.leader === undefined || this.isKilled) return { index: -1, term, isLeader: false }
    log.append({ term, command })
    this.state.save()
    this.leader.onAppended()
    return { index: log.lastIndex, term, isLeader: true }
  }

  /**
   * The service holds everything up to `index` in `snapshot`: the log before it can go (Raft §7).
   */
  snapshot(index: number, snapshot: Uint8Array): void {
    const term = this.state.log.termAt(index)
    const isOld = index <= this.state.log.lastIncludedIndex
    if (this.isKilled || isOld || index > this.applier.lastApplied || term === undefined) return
    this.state.compactTo(index, term, snapshot)
  }

  kill(): void {
    this.isKilled = true
    clearTimeout(this.electionTimer)
    this.leader?.end()
    this.applier.stop()
  }

  // ---- Leader election (Raft §5.2) ----

  private resetElectionDeadline(): void {
    const spreadMs = Math.random() * (ELECTION_TIMEOUT_MS_MAX - ELECTION_TIMEOUT_MS_MIN)
    this.electionDeadlineMs = Date.now() + ELECTION_TIMEOUT_MS_MIN + Math.floor(spreadMs)
  }

  /**
   * One timer for ever: a heartbeat only moves the deadline, which is looked at when the timer is
   * due.
   */
  private armElectionTimer(): void {
    const waitMs = Math.max(1, this.electionDeadlineMs - Date.now())
    this.electionTimer = setTimeout(() => {
      if (this.leader !== undefined) this.resetElectionDeadline()
      else if (Date.now() >= this.electionDeadlineMs) this.startElection()
      this.armElectionTimer()
    }, waitMs)
  }

  private startElection(): void {
    const { state, me } = this
    this.isCandidate = true
    state.adoptTerm(state.currentTerm + 1)
    state.voteFor(me)
    this.resetElectionDeadline()
    debug('elect', 'candidate in term', state.currentTerm)
    const args: RequestVoteArgs = {
      term: state.currentTerm,
      candidateId: me,
      lastLogIndex: state.log.lastIndex,
      lastLogTerm: state.log.lastTerm,
    }
    const voters = new Set([me])
    this.countVotes(voters)
    for (const server of this.peers.keys()) {
      if (server !== me) void this.askForVote(server, args, voters)
    }
  }

  private async askForVote(
    server: number,
    args: RequestVoteArgs,
    voters: Set<number>,
  ): Promise<void> {
    const reply = await this.peers[server]?.call<RequestVoteReply>('Raft.requestVote', args)
    if (this.isKilled || reply === undefined) return
    if (reply.term > this.state.currentTerm) this.becomeFollower(reply.term)
    // A vote counts in the term it was asked for, and in no other.
    const isOpen = this.isCandidate && this.state.currentTerm === args.term
    if (!isOpen || !reply.voteGranted) return
    voters.add(server)
    this.countVotes(voters)
  }

  private countVotes(voters: ReadonlySet<number>): void {
    if (voters.size * 2 <= this.peers.length) return
    debug('elect', 'leader in term', this.state.currentTerm)
    const { peers, me, state, applier, commitWaitMs } = this
    const onHigherTerm = (term: number): void => this.becomeFollower(term)
    this.isCandidate = false
    this.leader = new Leader({ peers, me, state, applier, commitWaitMs, onHigherTerm })
  }

  /**
   * Raft §5.1: a higher term makes a follower of everyone; so does a leader of the same term
   * (§5.2).
   */
  private becomeFollower(term: number): void {
    // A leader's own deadline has long passed: the others shall have their chance first.
    if (this.leader !== undefined) this.resetElectionDeadline()
    this.leader?.end()
    this.leader = undefined
    this.isCandidate = false
    if (term > this.state.currentTerm) this.state.adoptTerm(term)
  }

  // ---- RPC handlers ----

  /** Raft Fig. 2, RequestVote. */
  requestVote(args: RequestVoteArgs): RequestVoteReply {
    const { state } = this
    if (this.isKilled) return { term: state.currentTerm, voteGranted: false }
    if (args.term > state.currentTerm) this.becomeFollower(args.term)
    const isFree = state.votedFor === null || state.votedFor === args.candidateId
    // Raft §5.4.1: no vote for a log that may lack a committed entry.
    const isUpToDate = state.log.isUpToDate(args.lastLogIndex, args.lastLogTerm)
    const voteGranted = args.term === state.currentTerm && isFree && isUpToDate
    if (voteGranted) {
      state.voteFor(args.candidateId)
      this.resetElectionDeadline()
    }
    return { term: state.currentTerm, voteGranted }
  }

  /** Raft Fig. 2, AppendEntries. The numbers are those of its receiver implementation. */
  appendEntries(args: AppendEntriesArgs): AppendEntriesReply {
    const { state, applier } = this
    // 1
    if (!this.acceptLeader(args.term)) return { term: state.currentTerm, success: false }
    // 2
    const conflict = state.log.conflictAt(args.prevLogIndex, args.prevLogTerm)
    if (conflict !== undefined) return { term: state.currentTerm, success: false, conflict }
    // 3 and 4
    if (state.log.merge(args.prevLogIndex, args.entries)) state.save()
    // 5: only what this message has shown to be equal; behind it an old tail may still stand.
    applier.commitTo(Math.min(args.leaderCommit, args.prevLogIndex + args.entries.length))
    return { term: state.currentTerm, success: true }
  }

  /** Raft Fig. 13, InstallSnapshot, with the snapshot in one piece. */
  installSnapshot(args: InstallSnapshotArgs): InstallSnapshotReply {
    const { state, applier } = this
    if (!this.acceptLeader(args.term)) return { term: state.currentTerm }
    // What is committed here is in our own log or snapshot, and the service gets it from there.
    if (args.lastIncludedIndex > applier.commitIndex) {
      debug('snap', 'installed up to index', args.lastIncludedIndex)
      state.compactTo(args.lastIncludedIndex, args.lastIncludedTerm, args.data)
      applier.commitSnapshot()
    }
    return { term: state.currentTerm }
  }

  /** Is the sender the leader of our term, or of a newer one? Then we follow it and keep quiet. */
  private acceptLeader(term: number): boolean {
    if (this.isKilled || term < this.state.currentTerm) return false
    this.becomeFollower(term)
    this.resetElectionDeadline()
    return true
  }
}
