/**
 * The log of a group as its server uses it: puts in commands, carries out what is committed, and
 * takes snapshots. Every entry bears a ticket of the server that put it in, and by that alone the
 * server knows its own.
 */
import {
  type ApplyMsg,
  type Channel,
  type ClientEnd,
  makeChannel,
  nrand,
  type Persister,
} from '#lab'
import { Raft } from '../raft/raft.ts'

/** How often a server looks whether those who wait do so in vain. */
const REVIEW_MS = 60

/** What the log amounts to. */
export interface Machine<Command, Result> {
  apply(command: Command): Result
  save(): Uint8Array
  load(snapshot: Uint8Array): void
}

interface Entry<Command> {
  /** One life of one server. */
  readonly life: number
  readonly ticket: number
  readonly command: Command
}

interface Holder<Result> {
  readonly term: number
  resolve(result: Result | undefined): void
}

export class Journal<Command, Result> {
  readonly rf: Raft
  readonly #machine: Machine<Command, Result>
  readonly #persister: Persister
  readonly #maxRaftState: number
  readonly #life = nrand()
  readonly #holders = new Map<number, Holder<Result>>()
  readonly #reviewTimer: ReturnType<typeof setInterval>
  #lastTicket = 0
  #isKilled = false

  constructor(
    servers: ClientEnd[],
    me: number,
    persister: Persister,
    maxRaftState: number,
    machine: Machine<Command, Result>,
  ) {
    this.#machine = machine
    this.#persister = persister
    this.#maxRaftState = maxRaftState
    const snapshot = persister.readSnapshot()
    if (snapshot.length > 0) machine.load(snapshot)
    const applyCh = makeChannel<ApplyMsg>()
    this.rf = new Raft(servers, me, persister, applyCh)
    this.#reviewTimer = setInterval(() => this.#review(), REVIEW_MS)
    void this.#follow(applyCh)
  }

  get isLeader(): boolean {
    return !this.#isKilled && this.rf.getState().isLeader
  }

  get isKilled(): boolean {
    return this.#isKilled
  }

  /** What a command has come to; undefined if this server cannot tell: it may be applied, or not. */
  put(command: Command): Promise<Result | undefined> {
    if (this.#isKilled) return Promise.resolve(undefined)
    const ticket = ++this.#lastTicket
    const entry: Entry<Command> = { life: this.#life, ticket, command }
    const { term, isLeader } = this.rf.start(entry)
    if (!isLeader) return Promise.resolve(undefined)
    return new Promise((resolve) => this.#holders.set(ticket, { term, resolve }))
  }

  kill(): void {
    this.#isKilled = true
    this.rf.kill()
    clearInterval(this.#reviewTimer)
    for (const ticket of [...this.#holders.keys()]) this.#settle(ticket, undefined)
  }

  async #follow(applyCh: Channel<ApplyMsg>): Promise<void> {
    for await (const message of applyCh) {
      if (this.#isKilled) return
      if (message.kind === 'snapshot') this.#machine.load(message.snapshot)
      else this.#apply(message.commandIndex, message.command as Entry<Command>)
    }
  }

  #apply(index: number, { life, ticket, command }: Entry<Command>): void {
    const result = this.#machine.apply(command)
    if (life === this.#life) this.#settle(ticket, result)
    const isLong = this.#maxRaftState >= 0 && this.#persister.raftStateSize() > this.#maxRaftState
    if (isLong) this.rf.snapshot(index, this.#machine.save())
  }

  /** Entries of a term that is over may never commit. */
  #review(): void {
    const { term: current, isLeader } = this.rf.getState()
    for (const [ticket, { term }] of [...this.#holders]) {
      if (!isLeader || term !== current) this.#settle(ticket, undefined)
    }
  }

  #settle(ticket: number, result: Result | undefined): void {
    this.#holders.get(ticket)?.resolve(result)
    this.#holders.delete(ticket)
  }
}
