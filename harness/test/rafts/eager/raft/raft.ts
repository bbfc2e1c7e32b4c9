/**
 * A correct Raft that is in a hurry: commands leave in the same instant, several messages to a
 * follower are under way at once, and commits are announced without waiting for a heartbeat. A vote
 * is held only when a trial vote says it can be won (Raft thesis §9.6). The tests run against it
 * beside the reference solution, so that no check takes one way of writing Raft for the only right
 * one.
 */
import { type ApplyMsg, type Channel, type ClientEnd, type Persister, sleep } from '#lab'
import { Follower } from './follower.ts'
import { Log } from './log.ts'
import { Poll, type VoteArgs, type VoteReply } from './poll.ts'
import { type Entry, readDurable } from './records.ts'

const HEARTBEAT_MS = 100
const ELECTION_MS_MIN = 250
const ELECTION_MS_MAX = 400
const NOBODY = -1

type Role = 'follower' | 'candidate' | 'leader'
type ReplicateArgs = {
  term: number
  prevIndex: number
  prevTerm: number
  entries: Entry[]
  leaderCommit: number
}
/** `last` and `committed` tell a refused leader where to look next. */
type ReplicateReply = { term: number; success: boolean; last: number; committed: number }
type InstallArgs = { term: number; index: number; indexTerm: number; snapshot: Uint8Array }
type InstallReply = { term: number }

export class Raft {
  #peers: ClientEnd[]
  #me: number
  #persister: Persister
  #applyCh: Channel<ApplyMsg>
  #killed = false

  #role: Role = 'follower'
  #term: number
  #votedFor: number
  #log: Log
  #commitIndex: number
  #lastApplied: number

  /** When the leader of this term was last heard of. */
  #heardAt = -Infinity
  #poll: Poll | undefined
  #followers: Follower[] = []
  #electionTimer: ReturnType<typeof setTimeout> | undefined
  #heartbeatTimer: ReturnType<typeof setInterval> | undefined
  #flushPlanned = false
  #applying = false
  /** Ends when the requests that arrived so far have been served. */
  #served: Promise<unknown> = Promise.resolve()

  constructor(peers: ClientEnd[], me: number, persister: Persister, applyCh: Channel<ApplyMsg>) {
    this.#peers = peers
    this.#me = me
    this.#persister = persister
    this.#applyCh = applyCh
    const [term, votedFor, base, baseTerm, entries] = readDurable(persister)
    this.#term = term
    this.#votedFor = votedFor
    this.#log = new Log(base, baseTerm, entries, persister.readSnapshot())
    this.#commitIndex = base
    this.#lastApplied = base
    this.#armElection()
  }

  getState(): { term: number; isLeader: boolean } {
    return { term: this.#term, isLeader: this.#role === 'leader' }
  }

  start(command: unknown): { index: number; term: number; isLeader: boolean } {
    if (this.#role !== 'leader') return { index: -1, term: this.#term, isLeader: false }
    const index = this.#log.append(this.#term, command)
    this.#persist()
    this.#planFlush()
    return { index, term: this.#term, isLeader: true }
  }

  snapshot(index: number, snapshot: Uint8Array): void {
    if (this.#killed || index > this.#lastApplied || index <= this.#log.base) return
    this.#log.compact(index, this.#log.termAt(index) ?? 0, snapshot)
    this.#persist()
  }

  kill(): void {
    this.#killed = true
    this.#role = 'follower'
    this.#poll?.cancel()
    clearTimeout(this.#electionTimer)
    clearInterval(this.#heartbeatTimer)
  }

  /** RPC: would this server vote for the caller? Changes nothing here. */
  preVote(args: VoteArgs): Promise<VoteReply> {
    return this.#serve(() => {
      const hasLeader = this.#role === 'leader' || Date.now() - this.#heardAt < ELECTION_MS_MIN
      const granted =
        !this.#killed && !hasLeader && args.term > this.#term && this.#isUpToDate(args)
      return { term: this.#term, granted }
    })
  }

  /** RPC: Raft Fig. 2, RequestVote. */
  askVote(args: VoteArgs): Promise<VoteReply> {
    return this.#serve(() => {
      if (this.#killed) return { term: this.#term, granted: false }
      if (args.term > this.#term) this.#follow(args.term)
      const isFree = this.#votedFor === NOBODY || this.#votedFor === args.candidateId
      const granted = args.term === this.#term && isFree && this.#isUpToDate(args)
      if (granted) {
        this.#votedFor = args.candidateId
        this.#poll?.cancel()
        this.#persist()
        this.#armElection()
      }
      return { term: this.#term, granted }
    })
  }

  /** RPC: Raft Fig. 2, AppendEntries. */
  replicate(args: ReplicateArgs): Promise<ReplicateReply> {
    return this.#serve(() => {
      const success = this.#hearLeader(args.term) && this.#takeEntries(args)
      return { term: this.#term, success, last: this.#log.last, committed: this.#commitIndex }
    })
  }

  /** RPC: Raft §7, InstallSnapshot. */
  install(args: InstallArgs): Promise<InstallReply> {
    return this.#serve(() => {
      if (this.#hearLeader(args.term) && args.index > this.#commitIndex) {
        this.#log.compact(args.index, args.indexTerm, args.snapshot)
        this.#persist()
        this.#commitTo(args.index)
      }
      return { term: this.#term }
    })
  }

  /**
   * Serves requests one after another, some a little late. The state is looked at only in `handle`.
   */
  async #serve<Reply>(handle: () => Reply): Promise<Reply> {
    const turn = this.#served.then(dawdle).then(handle)
    this.#served = turn.catch(() => undefined)
    const reply = await turn
    await dawdle()
    return reply
  }

  #hearLeader(term: number): boolean {
    if (this.#killed || term < this.#term) return false
    this.#follow(term)
    this.#heardAt = Date.now()
    this.#armElection()
    return true
  }

  #takeEntries({ prevIndex, prevTerm, entries, leaderCommit }: ReplicateArgs): boolean {
    if (!this.#log.agreesAt(prevIndex, prevTerm)) return false
    if (this.#log.merge(prevIndex, entries)) this.#persist()
    this.#commitTo(Math.min(leaderCommit, prevIndex + entries.length))
    return true
  }

  /** Becomes a follower in this term or stays one; the term is never older than this server's. */
  #follow(term: number): void {
    const wasLeader = this.#role === 'leader'
    this.#role = 'follower'
    this.#poll?.cancel()
    clearInterval(this.#heartbeatTimer)
    if (term > this.#term) {
      this.#term = term
      this.#votedFor = NOBODY
      this.#persist()
    }
    if (wasLeader) this.#armElection()
  }

  #armElection(): void {
    clearTimeout(this.#electionTimer)
    const delayMs = ELECTION_MS_MIN + Math.random() * (ELECTION_MS_MAX - ELECTION_MS_MIN)
    this.#electionTimer = setTimeout(() => this.#onElectionTimeout(), delayMs)
  }

  #onElectionTimeout(): void {
    this.#role = 'follower'
    this.#armElection()
    this.#hold('Raft.preVote', this.#term + 1, () => this.#becomeCandidate())
  }

  #hold(method: 'Raft.preVote' | 'Raft.askVote', term: number, onWon: () => void): void {
    const { last: lastIndex, lastTerm } = this.#log
    this.#poll?.cancel()
    this.#poll = new Poll(this.#peers, method, { term, candidateId: this.#me, lastIndex, lastTerm })
    this.#poll.hold((replyTerm) => {
      if (replyTerm > this.#term) this.#follow(replyTerm)
    }, onWon)
  }

  #becomeCandidate(): void {
    this.#role = 'candidate'
    this.#term += 1
    this.#votedFor = this.#me
    this.#persist()
    this.#armElection()
    this.#hold('Raft.askVote', this.#term, () => this.#becomeLeader())
  }

  #becomeLeader(): void {
    this.#role = 'leader'
    clearTimeout(this.#electionTimer)
    const others = [...this.#peers.keys()].filter((peer) => peer !== this.#me)
    this.#followers = others.map((peer) => new Follower(peer, this.#log.last + 1))
    this.#heartbeatTimer = setInterval(() => this.#beat(), HEARTBEAT_MS)
    this.#beat()
  }

  /**
   * Half a heartbeat without an acknowledgement counts as a loss; younger messages are a heartbeat
   * too.
   */
  #beat(): void {
    for (const follower of this.#followers) {
      follower.giveUpOn(Date.now() - HEARTBEAT_MS / 2)
      if (!follower.hasUnderWay) this.#send(follower)
    }
  }

  /** Commands that arrive before the microtask runs share their messages. */
  #planFlush(): void {
    if (this.#flushPlanned) return
    this.#flushPlanned = true
    queueMicrotask(() => {
      this.#flushPlanned = false
      if (this.#role !== 'leader') return
      this.#advanceCommit()
      for (const follower of this.#followers) if (this.#hasNews(follower)) this.#send(follower)
    })
  }

  /** New entries, or a new commit index that no message with entries is about to bring. */
  #hasNews(follower: Follower): boolean {
    if (!follower.canTake) return false
    if (follower.nextIndex <= this.#log.last) return true
    return !follower.hasUnderWay && follower.toldCommit < this.#commitIndex
  }

  #send(follower: Follower): void {
    follower.toldCommit = this.#commitIndex
    if (follower.nextIndex <= this.#log.base) void this.#sendSnapshot(follower)
    else void this.#sendEntries(follower)
  }

  async #sendEntries(follower: Follower): Promise<void> {
    const prevIndex = follower.nextIndex - 1
    const entries = this.#log.from(follower.nextIndex)
    const args: ReplicateArgs = {
      term: this.#term,
      prevIndex,
      prevTerm: this.#log.termAt(prevIndex) ?? 0,
      entries,
      leaderCommit: this.#commitIndex,
    }
    const last = prevIndex + entries.length
    follower.noteSent(last, Date.now())
    const reply = await this.#peers[follower.peer]?.call<ReplicateReply>('Raft.replicate', args)
    if (reply === undefined || !this.#stillLeads(args.term, reply.term)) return
    if (reply.success) follower.noteMatch(last)
    else if (!follower.noteRefusal(prevIndex, reply.last, reply.committed)) return
    this.#planFlush()
  }

  async #sendSnapshot(follower: Follower): Promise<void> {
    const { base: index, baseTerm: indexTerm, snapshot } = this.#log
    const args: InstallArgs = { term: this.#term, index, indexTerm, snapshot }
    follower.noteSent(index, Date.now())
    const reply = await this.#peers[follower.peer]?.call<InstallReply>('Raft.install', args)
    if (reply === undefined || !this.#stillLeads(args.term, reply.term)) return
    follower.noteMatch(index)
    this.#planFlush()
  }

  #stillLeads(term: number, replyTerm: number): boolean {
    if (!this.#killed && replyTerm > this.#term) this.#follow(replyTerm)
    return this.#role === 'leader' && this.#term === term
  }

  /** Raft §5.4.2: only entries of the leader's own term are committed by counting. */
  #advanceCommit(): void {
    const matches = this.#followers.map((follower) => follower.matchIndex)
    const sorted = [...matches, this.#log.last].sort((a, b) => b - a)
    const held = sorted[Math.floor(this.#peers.length / 2)] ?? 0
    if (this.#log.termAt(held) === this.#term) this.#commitTo(held)
  }

  #commitTo(index: number): void {
    if (index <= this.#commitIndex) return
    this.#commitIndex = index
    if (!this.#applying) void this.#apply()
  }

  async #apply(): Promise<void> {
    this.#applying = true
    for (let msg = this.#nextMsg(); msg !== undefined; msg = this.#nextMsg()) {
      await this.#applyCh.send(msg)
    }
    this.#applying = false
  }

  /**
   * `lastApplied` moves before the send: the service may call `snapshot` while it takes the
   * message.
   */
  #nextMsg(): ApplyMsg | undefined {
    if (this.#killed || this.#lastApplied >= this.#commitIndex) return undefined
    if (this.#lastApplied < this.#log.base) {
      const { base: snapshotIndex, baseTerm: snapshotTerm, snapshot } = this.#log
      this.#lastApplied = snapshotIndex
      return { kind: 'snapshot', snapshot, snapshotTerm, snapshotIndex }
    }
    const commandIndex = ++this.#lastApplied
    return { kind: 'command', command: this.#log.commandAt(commandIndex), commandIndex }
  }

  #isUpToDate({ lastIndex, lastTerm }: VoteArgs): boolean {
    const { last, lastTerm: mine } = this.#log
    return lastTerm === mine ? lastIndex >= last : lastTerm > mine
  }

  #persist(): void {
    this.#log.save(this.#persister, this.#term, this.#votedFor)
  }
}

/** Now and then a millisecond, else only a microtask. */
function dawdle(): Promise<void> {
  return Math.random() < 0.25 ? sleep(1) : Promise.resolve()
}
