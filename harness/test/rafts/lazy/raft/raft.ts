/**
 * A correct Raft that is in no hurry: one polling loop sends heartbeats and holds elections,
 * another delivers what is committed, and `start` never sends. The tests run against it beside the
 * reference solution, so that no check takes one way of writing Raft for the only right one.
 */
import { type ApplyMsg, type Channel, type ClientEnd, type Persister, sleep } from '#lab'
import {
  electionDeadline,
  firstOfTerm,
  type HeartbeatArgs,
  type HeartbeatReply,
  isAheadOf,
  lastOfTerm,
  NO_TERM,
  NOBODY,
  replacePrefix,
  restore,
  type State,
  save,
  slotAt,
  storeSlots,
  type TransferArgs,
  type TransferReply,
  tail,
  termAt,
  type VoteArgs,
  type VoteReply,
} from './state.ts'

/** At most ten rounds of messages a second, heartbeats and requests for votes alike. */
const ROUND_MS = 100
const DELIVERY_POLL_MS = 10

export class Raft {
  private readonly peers: ClientEnd[]
  private readonly me: number
  private readonly persister: Persister
  private readonly applyCh: Channel<ApplyMsg>
  private readonly state: State
  private dead = false

  constructor(peers: ClientEnd[], me: number, persister: Persister, applyCh: Channel<ApplyMsg>) {
    this.peers = peers
    this.me = me
    this.persister = persister
    this.applyCh = applyCh
    this.state = restore(persister)
    void this.tickLoop()
    void this.deliveryLoop()
  }

  getState(): { term: number; isLeader: boolean } {
    return { term: this.state.term, isLeader: this.leads() }
  }

  start(command: unknown): { index: number; term: number; isLeader: boolean } {
    const s = this.state
    if (!this.leads()) return { index: -1, term: s.term, isLeader: false }
    const index = tail(s) + 1
    s.log.push({ index, term: s.term, command })
    this.persist()
    return { index, term: s.term, isLeader: true }
  }

  /**
   * Only what the service has been given can be in its snapshot; anything else is not from this
   * life.
   */
  snapshot(index: number, bytes: Uint8Array): void {
    const s = this.state
    if (this.dead || index <= s.snapshot.index || index > s.delivered) return
    replacePrefix(s, index, termAt(s, index), bytes)
    this.persist()
  }

  kill(): void {
    this.dead = true
  }

  /** RPC: a candidate asks for this server's vote. Raft Fig. 2, RequestVote. */
  vote(args: VoteArgs): VoteReply {
    const s = this.state
    if (this.dead) return { term: s.term, granted: false }
    if (args.term > s.term) this.follow(args.term)
    const free = s.ballot === NOBODY || s.ballot === args.candidate
    const granted = args.term === s.term && free && !isAheadOf(s, args.tailIndex, args.tailTerm)
    if (granted) {
      s.ballot = args.candidate
      s.deadline = electionDeadline()
      this.persist()
    }
    return { term: s.term, granted }
  }

  /**
   * RPC: the leader's heartbeat with all slots this server may lack. Raft Fig. 2, AppendEntries.
   */
  heartbeat(args: HeartbeatArgs): HeartbeatReply {
    const s = this.state
    if (this.dead || args.term < s.term) return this.clash(NO_TERM, 0)
    this.follow(args.term)
    s.deadline = electionDeadline()
    if (args.anchorIndex > tail(s)) return this.clash(NO_TERM, tail(s) + 1)
    // A slot under the snapshot is committed, so it agrees with every later leader.
    if (args.anchorIndex >= s.snapshot.index) {
      const term = termAt(s, args.anchorIndex)
      if (term !== args.anchorTerm) return this.clash(term, firstOfTerm(s, args.anchorIndex))
    }
    if (storeSlots(s, args.slots)) this.persist()
    s.commit = Math.max(s.commit, Math.min(args.commit, args.anchorIndex + args.slots.length))
    return { term: s.term, accepted: true, clashTerm: NO_TERM, clashIndex: 0 }
  }

  /**
   * RPC: the leader's snapshot, when the slots this server lacks are gone. Raft §7,
   * InstallSnapshot.
   */
  transferSnapshot(args: TransferArgs): TransferReply {
    const s = this.state
    if (this.dead || args.term < s.term) return { term: s.term }
    this.follow(args.term)
    s.deadline = electionDeadline()
    if (args.index > s.commit) {
      s.commit = args.index
      replacePrefix(s, args.index, args.indexTerm, args.bytes)
      this.persist()
    }
    return { term: s.term }
  }

  private async tickLoop(): Promise<void> {
    while (!this.dead) {
      this.tick(Date.now())
      await sleep(5 + Math.random() * 20)
    }
  }

  private tick(now: number): void {
    const s = this.state
    if (s.role !== 'leader' && now >= s.deadline) this.standForElection()
    if (s.role === 'follower' || now < s.nextRound) return
    s.nextRound = now + ROUND_MS
    for (const peer of this.peers.keys()) {
      if (peer === this.me) continue
      if (s.role === 'leader') void this.sendTo(peer)
      else if (s.answers[peer] === undefined) void this.canvass(peer)
    }
    this.advanceCommit()
  }

  private standForElection(): void {
    const s = this.state
    s.role = 'candidate'
    s.term += 1
    s.ballot = this.me
    s.deadline = electionDeadline()
    s.nextRound = 0
    s.answers = this.peers.map((_, peer) => (peer === this.me ? true : undefined))
    this.persist()
    this.countVotes()
  }

  private async canvass(peer: number): Promise<void> {
    const s = this.state
    const term = s.term
    const tailIndex = tail(s)
    const args: VoteArgs = { term, candidate: this.me, tailIndex, tailTerm: termAt(s, tailIndex) }
    const reply = await this.peers[peer]?.call<VoteReply>('Raft.vote', args)
    if (reply === undefined || !this.isCurrent('candidate', term, reply.term)) return
    s.answers[peer] = reply.granted
    this.countVotes()
  }

  private countVotes(): void {
    const s = this.state
    if (s.answers.filter((granted) => granted === true).length * 2 <= this.peers.length) return
    s.role = 'leader'
    s.next = this.peers.map(() => tail(s) + 1)
    s.matched = this.peers.map(() => 0)
    s.nextRound = 0
  }

  private async sendTo(peer: number): Promise<void> {
    const s = this.state
    const term = s.term
    const anchorIndex = (s.next[peer] ?? 1) - 1
    if (anchorIndex < s.snapshot.index) return this.transferTo(peer)
    const slots = s.log.slice(anchorIndex - s.snapshot.index)
    const anchorTerm = termAt(s, anchorIndex)
    const args: HeartbeatArgs = { term, anchorIndex, anchorTerm, slots, commit: s.commit }
    const matched = anchorIndex + slots.length
    const reply = await this.peers[peer]?.call<HeartbeatReply>('Raft.heartbeat', args)
    if (reply === undefined || !this.isCurrent('leader', term, reply.term)) return
    if (reply.accepted) this.noteMatch(peer, matched)
    else this.backUp(peer, anchorIndex, reply)
  }

  private async transferTo(peer: number): Promise<void> {
    const { term } = this.state
    const { index, term: indexTerm, bytes } = this.state.snapshot
    const args: TransferArgs = { term, index, indexTerm, bytes }
    const reply = await this.peers[peer]?.call<TransferReply>('Raft.transferSnapshot', args)
    if (reply === undefined || !this.isCurrent('leader', term, reply.term)) return
    this.noteMatch(peer, index)
  }

  /**
   * Whether an answer still concerns the office it was asked for; a newer term in it ends that
   * office.
   */
  private isCurrent(role: State['role'], term: number, replyTerm: number): boolean {
    const s = this.state
    if (this.dead) return false
    if (replyTerm > s.term) this.follow(replyTerm)
    return s.role === role && s.term === term
  }

  private noteMatch(peer: number, index: number): void {
    const s = this.state
    const matched = Math.max(s.matched[peer] ?? 0, index)
    s.matched[peer] = matched
    s.next[peer] = Math.max(s.next[peer] ?? 1, matched + 1)
    this.advanceCommit()
  }

  /** Goes back over the whole clashing term. Only a refusal of the latest guess counts. */
  private backUp(peer: number, anchorIndex: number, reply: HeartbeatReply): void {
    const s = this.state
    const matched = s.matched[peer] ?? 0
    if (anchorIndex !== (s.next[peer] ?? 1) - 1 || anchorIndex <= matched) return
    const shared = lastOfTerm(s, reply.clashTerm, anchorIndex)
    const guess = shared === undefined ? reply.clashIndex : shared + 1
    s.next[peer] = Math.max(matched + 1, Math.min(guess, anchorIndex))
  }

  /** Raft §5.4.2: only slots of the leader's own term are committed by counting. */
  private advanceCommit(): void {
    const s = this.state
    if (s.role !== 'leader') return
    for (let index = tail(s); index > s.commit && termAt(s, index) === s.term; index--) {
      const holders = s.matched.filter((matched, peer) => peer === this.me || matched >= index)
      if (holders.length * 2 <= this.peers.length) continue
      s.commit = index
      return
    }
  }

  private async deliveryLoop(): Promise<void> {
    while (!this.dead) {
      await sleep(DELIVERY_POLL_MS)
      for (let msg = this.nextMsg(); msg !== undefined; msg = this.nextMsg()) {
        await this.applyCh.send(msg)
      }
    }
  }

  /**
   * `delivered` moves before the send, because the service may call `snapshot` while it takes the
   * message.
   */
  private nextMsg(): ApplyMsg | undefined {
    const s = this.state
    if (this.dead) return undefined
    if (s.delivered < s.snapshot.index) {
      const { index, term, bytes } = s.snapshot
      s.delivered = index
      return { kind: 'snapshot', snapshot: bytes, snapshotTerm: term, snapshotIndex: index }
    }
    const slot = s.delivered < s.commit ? slotAt(s, s.delivered + 1) : undefined
    if (slot === undefined) return undefined
    s.delivered = slot.index
    return { kind: 'command', command: slot.command, commandIndex: slot.index }
  }

  private follow(term: number): void {
    const s = this.state
    if (s.role === 'leader') s.deadline = electionDeadline()
    s.role = 'follower'
    if (term <= s.term) return
    s.term = term
    s.ballot = NOBODY
    this.persist()
  }

  private persist(): void {
    save(this.state, this.persister)
  }

  private leads(): boolean {
    return !this.dead && this.state.role === 'leader'
  }

  private clash(clashTerm: number, clashIndex: number): HeartbeatReply {
    return { term: this.state.term, accepted: false, clashTerm, clashIndex }
  }
}
