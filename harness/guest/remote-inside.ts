/**
 * A realm that lives in a guest, behind the same entry points as one in this process. Entries are
 * gathered and sent when something must be known: in most events once, at the end, with the promise
 * work, the outbox and getState() in one answer. What a guest does is what a realm in this process
 * does, in the same order, so that a run has the same trace.
 */
import type { Inside, InsideWatcher } from '../realm/protocol.ts'
import { checkAnswer } from './answer.ts'
import { FrameError, type FrameValue, FrameWriter } from './frame.ts'
import { GuestDeath, type GuestFault } from './guest-death.ts'
import type { GuestProcess } from './guest-process.ts'
import { ENTRY, WANTS } from './requests.ts'
import { ReceivedBytes } from './saved-bytes.ts'

/** Told while the world stands still for a guest, so that a watchdog can look after it. */
export interface Waiting {
  begin(guest: GuestProcess): void
  end(): void
  /** Why that guest was killed while the world waited for it; undefined when it was not. */
  faultOf(guest: GuestProcess): GuestFault | undefined
}

export interface RemoteOptions {
  readonly guest: GuestProcess
  readonly watcher: InsideWatcher
  readonly waiting: Waiting
  /** For a guest that may be stuck behind an answer: it is ended, not asked to forget. */
  readonly isForOneLife: boolean
  /** Entries that go before all others. */
  readonly first: FrameWriter | undefined
  readonly onLeave: () => void
}

export class RemoteInside implements Inside {
  /** Promises of a guest are never seen here. */
  readonly promisePrototype = {}
  readonly #guest: GuestProcess
  readonly #watcher: InsideWatcher
  readonly #waiting: Waiting
  readonly #onLeave: () => void
  readonly #isForOneLife: boolean
  readonly #writer: FrameWriter
  readonly #received = new ReceivedBytes()
  /** The guest's clock. */
  #nowMs = -1
  #isLost = false
  #hasAsked = false
  #hasEntries = false
  #wantsDrain = false
  /** Whether getState() may have put out something since the last outbox. */
  #mayHoldOutbox = false
  #taken: readonly FrameValue[] | undefined
  #started: string | undefined
  /** What getState() gave at the end of the last event, for the very next question. */
  #state: number | undefined
  /** Whether getState() was asked after the last event: then it will be after the next. */
  #isWatched = false

  constructor(options: RemoteOptions) {
    this.#guest = options.guest
    this.#watcher = options.watcher
    this.#waiting = options.waiting
    this.#onLeave = options.onLeave
    this.#isForOneLife = options.isForOneLife
    this.#writer = options.first ?? new FrameWriter()
    this.#writer.put(ENTRY.make)
  }

  boot(nowMs: number, setup: string, raftState: Uint8Array, snapshot: Uint8Array): void {
    this.#enter(nowMs, ENTRY.boot, setup, raftState, snapshot)
  }

  fireTimer(nowMs: number, id: number): void {
    this.#enter(nowMs, ENTRY.fireTimer, id)
  }

  serve(nowMs: number, rpcId: number, svcMeth: string, args: string): void {
    this.#enter(nowMs, ENTRY.serve, rpcId, svcMeth, args)
  }

  answer(nowMs: number, callId: number, reply: string | undefined): void {
    this.#enter(nowMs, ENTRY.answer, callId, reply)
  }

  receiveApply(nowMs: number): void {
    this.#enter(nowMs, ENTRY.receiveApply)
  }

  snapshot(nowMs: number, index: number, snapshot: Uint8Array): void {
    this.#enter(nowMs, ENTRY.snapshot, index, snapshot)
  }

  kill(nowMs: number): void {
    this.#enter(nowMs, ENTRY.kill)
  }

  invoke(nowMs: number, invocationId: number, method: string, args: string): void {
    this.#enter(nowMs, ENTRY.invoke, invocationId, method, args)
  }

  /** The outbox comes along: it is taken right after. */
  start(nowMs: number, command: string): string | undefined {
    this.#enter(nowMs, ENTRY.start, command)
    this.#taken = this.#ask(WANTS.outbox)
    return this.#started
  }

  probe(nowMs: number): number {
    const known = this.#state
    this.#isWatched = true
    this.#state = undefined
    if (known !== undefined && !this.#hasEntries) {
      this.#mayHoldOutbox = known < 0
      return known
    }
    this.#enter(nowMs, ENTRY.probe)
    this.#mayHoldOutbox = true
    this.#ask(0)
    const state = this.#state ?? -1
    this.#state = undefined
    return state
  }

  drain(): void {
    this.#wantsDrain = true
  }

  takeOutbox(): ArrayLike<unknown> | undefined {
    const taken = this.#taken
    this.#taken = undefined
    if (taken !== undefined) return taken
    if (!this.#hasEntries && !this.#wantsDrain && !this.#mayHoldOutbox) return undefined
    const isEventsEnd = this.#wantsDrain
    const wants = WANTS.outbox + (isEventsEnd ? WANTS.drain : 0)
    const asksState = isEventsEnd && this.#isWatched
    this.#isWatched = false
    this.#mayHoldOutbox = false
    return this.#ask(wants + (asksState ? WANTS.state : 0))
  }

  /** Not asked: what a guest rejects comes with its answers. */
  describeError(): string {
    return 'an error of a guest'
  }

  leave(): void {
    if (this.#isLost) return
    this.#isLost = true
    if (this.#isForOneLife) {
      this.#guest.kill()
      return
    }
    // What was entered and never asked for has not happened; but loading must.
    if (this.#hasAsked) this.#writer.clear()
    this.#writer.put(ENTRY.leave)
    this.#exchange(0)
    this.#onLeave()
  }

  #enter(nowMs: number, entry: number, ...operands: readonly unknown[]): void {
    const writer = this.#writer
    if (nowMs !== this.#nowMs) {
      this.#nowMs = nowMs
      writer.put(ENTRY.time)
      writer.put(nowMs)
    }
    writer.put(entry)
    for (const operand of operands) writer.put(operand)
    this.#hasEntries = true
  }

  /** Sends all entries; gives the outbox, undefined when it is empty or was not wanted. */
  #ask(wants: number): readonly FrameValue[] | undefined {
    this.#hasEntries = false
    this.#wantsDrain = false
    this.#state = undefined
    this.#started = undefined
    if (this.#isLost) return undefined
    const values = this.#exchange(wants)
    if (values === undefined) return undefined
    const answer = checkAnswer(values)
    if (typeof answer === 'string') {
      this.#loseForged(answer)
      return undefined
    }
    this.#started = answer.started
    this.#state = answer.state
    for (const description of answer.rejected) this.#watcher.rejected(description)
    return answer.outbox.length === 0 ? undefined : answer.outbox
  }

  #exchange(wants: number): readonly FrameValue[] | undefined {
    this.#hasAsked = true
    this.#writer.put(ENTRY.ask)
    this.#writer.put(wants)
    this.#waiting.begin(this.#guest)
    try {
      const values = this.#guest.request(this.#writer, this.#received)
      if (values === undefined) this.#lose(this.#waiting.faultOf(this.#guest))
      return values
    } catch (error) {
      if (!(error instanceof FrameError)) throw error
      this.#loseForged(error.message)
      return undefined
    } finally {
      this.#waiting.end()
      this.#writer.clear()
    }
  }

  #loseForged(what: string): void {
    const message = `the process of ${this.#watcher.name} sent what no student code can send`
    this.#lose({ kind: 'crash', message, details: [what] })
  }

  #lose(fault: GuestFault | undefined): void {
    if (fault !== undefined) this.#guest.kill()
    if (this.#isLost) return
    this.#isLost = true
    this.#watcher.died(new GuestDeath(this.#watcher.name, this.#guest, fault))
  }
}
