/**
 * A correct Raft that answers late: its handlers save at once and return some milliseconds later,
 * when more may have happened. What is not answered is sent again as it was, votes and entries
 * alike, and an answer may come twice. A leader feeds each follower in a loop of its own. It has no
 * entry of its own.
 */
import { type ApplyMsg, type Channel, type ClientEnd, type Persister, sleep } from '#lab'
import { Bell } from './bell.ts'
import {
  type BallotArgs,
  type BallotReply,
  type CoverArgs,
  type CoverReply,
  type FeedArgs,
  type FeedReply,
  Office,
  Student,
} from './rpc.ts'
import { NOBODY, Store } from './store.ts'

/** Between two messages to a follower that bring nothing new, and before one is sent again. */
const PAUSE_MS = 100
/** How often a message is sent before another one is made in its place. */
const SENDINGS = 3
const ELECTION_MS_MIN = 350
const ELECTION_MS_SPREAD = 350
const ANSWER_MS_MAX = 5
const ENTRIES_MAX = 400

type Message = { method: 'Raft.feed'; args: FeedArgs } | { method: 'Raft.cover'; args: CoverArgs }

export class Raft {
  private readonly peers: ClientEnd[]
  private readonly me: number
  private readonly applyCh: Channel<ApplyMsg>
  private readonly store: Store
  private office: Office | undefined
  private commit: number
  private applied: number
  private electionAtMs = 0
  private readonly applyBell = new Bell()
  private isKilled = false

  constructor(peers: ClientEnd[], me: number, persister: Persister, applyCh: Channel<ApplyMsg>) {
    this.peers = peers
    this.me = me
    this.applyCh = applyCh
    this.store = new Store(persister)
    this.commit = this.store.log.edgeIndex
    this.applied = this.commit
    this.postponeElection()
    void this.electionLoop()
    void this.applyLoop()
  }

  getState(): { term: number; isLeader: boolean } {
    return { term: this.store.term, isLeader: this.office?.leads ?? false }
  }

  start(command: unknown): { index: number; term: number; isLeader: boolean } {
    const { term, log } = this.store
    if (!this.office?.leads) return { index: -1, term, isLeader: false }
    const index = log.add(term, command)
    this.store.save()
    for (const { bell } of this.office.students) bell.ring()
    return { index, term, isLeader: true }
  }

  snapshot(index: number, snapshot: Uint8Array): void {
    const { log } = this.store
    const term = log.termAt(index)
    if (this.isKilled || term === undefined || index <= log.edgeIndex) return
    if (index <= this.applied) this.store.cover(index, term, snapshot)
  }

  kill(): void {
    this.isKilled = true
    this.office?.end()
    this.applyBell.ring()
  }

  // RPCs. Each decides and saves before its first `await`.

  async ballot(args: BallotArgs): Promise<BallotReply> {
    const granted = this.grants(args)
    return answerLate({ term: this.store.term, granted })
  }

  async feed(args: FeedArgs): Promise<FeedReply> {
    const retryAt = this.hears(args.term) ? this.take(args) : 0
    return answerLate({
      term: this.store.term,
      taken: retryAt === undefined,
      retryAt: retryAt ?? 0,
    })
  }

  async cover({ term, index, indexTerm, snapshot }: CoverArgs): Promise<CoverReply> {
    if (this.hears(term) && index > this.commit) {
      this.store.cover(index, indexTerm, snapshot)
      this.commitTo(index)
    }
    return answerLate({ term: this.store.term })
  }

  /** Raft Fig. 2, RequestVote. */
  private grants({ term, candidate, lastIndex, lastTerm }: BallotArgs): boolean {
    if (this.isKilled) return false
    if (term > this.store.term) this.leaveFor(term)
    const { log, votedFor } = this.store
    const isFit = lastTerm === log.lastTerm ? lastIndex >= log.lastIndex : lastTerm > log.lastTerm
    if (term < this.store.term || !isFit) return false
    if (votedFor !== NOBODY && votedFor !== candidate) return false
    this.store.enter(term, candidate)
    this.postponeElection()
    return true
  }

  /** Raft Fig. 2, AppendEntries. Undefined if all is taken, else from where to try again. */
  private take({ prevIndex, prevTerm, entries, commit }: FeedArgs): number | undefined {
    const { log } = this.store
    if (prevIndex > log.lastIndex) return log.lastIndex + 1
    // What is before the edge is committed, and no leader lacks it.
    if (prevIndex >= log.edgeIndex && log.termAt(prevIndex) !== prevTerm) {
      return log.firstOfTerm(prevIndex)
    }
    if (log.merge(entries)) this.store.save()
    this.commitTo(Math.min(commit, prevIndex + entries.length))
    return undefined
  }

  /** Whether a leader of this term speaks; if so, there is no election for now. */
  private hears(term: number): boolean {
    if (this.isKilled || term < this.store.term) return false
    this.leaveFor(term)
    this.postponeElection()
    return true
  }

  /** Ends what office there is, for a term that is not older than this server's. */
  private leaveFor(term: number): void {
    if (this.office?.leads) this.postponeElection()
    this.office?.end()
    this.office = undefined
    if (term > this.store.term) this.store.enter(term, NOBODY)
  }

  // Elections

  private postponeElection(): void {
    this.electionAtMs = Date.now() + ELECTION_MS_MIN + Math.random() * ELECTION_MS_SPREAD
  }

  private async electionLoop(): Promise<void> {
    while (!this.isKilled) {
      if (this.office?.leads) this.postponeElection()
      const waitMs = this.electionAtMs - Date.now()
      if (waitMs <= 0) this.stand()
      else await sleep(Math.min(waitMs, ELECTION_MS_MIN))
    }
  }

  private stand(): void {
    this.office?.end()
    this.store.enter(this.store.term + 1, this.me)
    this.postponeElection()
    const office = new Office(this.store.term, this.me)
    this.office = office
    const { lastIndex, lastTerm } = this.store.log
    const args: BallotArgs = { term: office.term, candidate: this.me, lastIndex, lastTerm }
    for (const peer of this.others) void this.canvass(office, peer, args)
    this.countVotes(office)
  }

  /** Asks until there is an answer. A vote that is told twice is still one vote. */
  private async canvass(office: Office, peer: number, args: BallotArgs): Promise<void> {
    let isAnswered = false
    const ask = async (): Promise<void> => {
      const reply = await this.peers[peer]?.call<BallotReply>('Raft.ballot', args)
      if (reply === undefined || !this.isStill(office, reply.term)) return
      isAnswered = true
      if (reply.granted) office.votes.add(peer)
      this.countVotes(office)
    }
    while (!isAnswered && !office.isOver && !office.leads) {
      void ask()
      await sleep(PAUSE_MS)
    }
  }

  private countVotes(office: Office): void {
    if (office.leads || !this.isMajority(office.votes.size)) return
    const next = this.store.log.lastIndex + 1
    office.students = this.others.map((peer) => new Student(peer, next))
    for (const student of office.students) void this.feedLoop(office, student)
  }

  /** Whether an answer still concerns an office; a newer term in it ends the office. */
  private isStill(office: Office, replyTerm: number): boolean {
    if (!this.isKilled && replyTerm > this.store.term) this.leaveFor(replyTerm)
    return !office.isOver
  }

  private get others(): number[] {
    return [...this.peers.keys()].filter((peer) => peer !== this.me)
  }

  private isMajority(count: number): boolean {
    return count * 2 > this.peers.length
  }

  // What a leader does

  private async feedLoop(office: Office, student: Student): Promise<void> {
    while (!office.isOver) {
      const message = this.messageTo(student)
      let isAnswered = false
      const send = async (): Promise<void> => {
        const isOurs = await this.exchange(office, student, message)
        if (!isOurs) return
        isAnswered = true
        student.bell.ring()
      }
      for (let sent = 0; sent < SENDINGS && !isAnswered && !office.isOver; sent++) {
        void send()
        await this.pause(office, student, () => isAnswered)
      }
      await this.pause(office, student, () => this.lacksNews(student))
    }
  }

  /** Waits a heartbeat long, or until there is a reason not to. */
  private async pause(office: Office, { bell }: Student, isEnough: () => boolean): Promise<void> {
    const endMs = Date.now() + PAUSE_MS
    while (!office.isOver && !isEnough() && Date.now() < endMs) await bell.wait(endMs - Date.now())
  }

  private lacksNews(student: Student): boolean {
    return student.next <= this.store.log.lastIndex || student.commitTold < this.commit
  }

  private messageTo(student: Student): Message {
    const { term, log, snapshot } = this.store
    const prevIndex = student.next - 1
    const prevTerm = log.termAt(prevIndex)
    student.commitTold = this.commit
    if (prevTerm === undefined) {
      const args = { term, index: log.edgeIndex, indexTerm: log.edgeTerm, snapshot }
      return { method: 'Raft.cover', args }
    }
    const entries = log.behind(prevIndex, ENTRIES_MAX)
    return {
      method: 'Raft.feed',
      args: { term, prevIndex, prevTerm, entries, commit: this.commit },
    }
  }

  /** Sends a message once. Returns whether there was an answer that still counts. */
  private async exchange(office: Office, student: Student, message: Message): Promise<boolean> {
    const end = this.peers[student.peer]
    const reply = await end?.call<FeedReply | CoverReply>(message.method, message.args)
    if (reply === undefined || !this.isStill(office, reply.term)) return false
    if (message.method === 'Raft.cover') {
      student.noteMatch(message.args.index)
    } else {
      const { prevIndex, entries } = message.args
      const { taken, retryAt } = reply as FeedReply
      if (taken) student.noteMatch(prevIndex + entries.length)
      else student.noteRefusal(prevIndex, retryAt)
    }
    this.countMatches(office)
    return true
  }

  /** Raft §5.4.2: only an entry of the leader's own term is committed by counting. */
  private countMatches(office: Office): void {
    const { log } = this.store
    const held = [log.lastIndex, ...office.students.map(({ match }) => match)]
    const index = held.sort((a, b) => a - b)[Math.ceil(held.length / 2) - 1] ?? 0
    if (index <= this.commit || log.termAt(index) !== office.term) return
    this.commitTo(index)
    for (const { bell } of office.students) bell.ring()
  }

  // What is committed

  private commitTo(index: number): void {
    if (index <= this.commit) return
    this.commit = index
    this.applyBell.ring()
  }

  private async applyLoop(): Promise<void> {
    while (!this.isKilled) {
      const message = this.nextMessage()
      if (message === undefined) await this.applyBell.wait(PAUSE_MS)
      else await this.applyCh.send(message)
    }
  }

  /** Counts as applied before the service has it, because the service may ask for a snapshot. */
  private nextMessage(): ApplyMsg | undefined {
    const { log, snapshot } = this.store
    if (this.applied >= this.commit) return undefined
    if (this.applied < log.edgeIndex) {
      this.applied = log.edgeIndex
      const { edgeTerm: snapshotTerm, edgeIndex: snapshotIndex } = log
      return { kind: 'snapshot', snapshot, snapshotTerm, snapshotIndex }
    }
    this.applied += 1
    const command = log.get(this.applied)?.command
    return { kind: 'command', command, commandIndex: this.applied }
  }
}

async function answerLate<Reply>(reply: Reply): Promise<Reply> {
  await sleep(1 + Math.random() * (ANSWER_MS_MAX - 1))
  return reply
}
