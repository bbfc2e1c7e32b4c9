/**
 * A correct Raft whose rules are one function from state and event to effects (step.ts). This file
 * is the driver: it makes events of calls, timers and answers, and acts on the effects. Commands
 * are saved and sent in batches, and AppendEntries are pipelined. A leader has no entry of its own.
 */
import type { ApplyMsg, Channel, ClientEnd, Persister } from '#lab'
import type {
  Answer,
  AppendArgs,
  Effect,
  Event,
  InstallArgs,
  Request,
  VoteArgs,
} from './messages.ts'
import { end, rest, restore, type State, save } from './state.ts'
import { step } from './step.ts'

const GATHER_MS = 1

type Reply = Extract<Effect, { kind: 'reply' }>['reply']

export class Raft {
  #peers: ClientEnd[]
  #persister: Persister
  #applyCh: Channel<ApplyMsg>
  #state: State
  #clock: ReturnType<typeof setTimeout> | undefined
  #clockMs = 0
  #gathering: ReturnType<typeof setTimeout> | undefined
  #isDelivering = false
  #isKilled = false

  constructor(peers: ClientEnd[], me: number, persister: Persister, applyCh: Channel<ApplyMsg>) {
    this.#peers = peers
    this.#persister = persister
    this.#applyCh = applyCh
    this.#state = restore(persister, me, peers.length)
    rest(this.#state, { nowMs: Date.now(), chance: Math.random() })
    this.#setClock()
  }

  getState(): { term: number; isLeader: boolean } {
    return { term: this.#state.term, isLeader: !this.#isKilled && this.#leads }
  }

  start(command: unknown): { index: number; term: number; isLeader: boolean } {
    const { term } = this.#state
    if (this.#isKilled || !this.#leads) return { index: -1, term, isLeader: false }
    this.#step({ kind: 'proposed', command })
    return { index: end(this.#state), term, isLeader: true }
  }

  snapshot(index: number, bytes: Uint8Array): void {
    this.#step({ kind: 'compacted', index, bytes })
  }

  kill(): void {
    this.#isKilled = true
    clearTimeout(this.#clock)
    clearTimeout(this.#gathering)
  }

  vote(args: VoteArgs): Reply {
    return this.#answer({ method: 'Raft.vote', args })
  }

  append(args: AppendArgs): Reply {
    return this.#answer({ method: 'Raft.append', args })
  }

  install(args: InstallArgs): Reply {
    return this.#answer({ method: 'Raft.install', args })
  }

  get #leads(): boolean {
    return this.#state.office.kind === 'leader'
  }

  /** A server that was killed refuses everything, in the term that it knew. */
  #answer(request: Request): Reply {
    const reply = this.#step({ kind: 'requested', request })
    return reply ?? { term: this.#state.term, granted: false, ok: false, end: 0, runs: [] }
  }

  #step(event: Event): Reply | undefined {
    if (this.#isKilled) return undefined
    let reply: Reply | undefined
    for (const effect of step(this.#state, event, { nowMs: Date.now(), chance: Math.random() })) {
      if (effect.kind === 'reply') reply = effect.reply
      else this.#act(effect)
    }
    this.#setClock()
    if (!this.#isDelivering) void this.#deliver()
    return reply
  }

  #act(effect: Exclude<Effect, { kind: 'reply' }>): void {
    switch (effect.kind) {
      case 'save':
        save(this.#state, this.#persister)
        return
      case 'send':
        void this.#send(effect.to, effect.round, effect.request)
        return
      case 'gather':
        this.#gathering ??= setTimeout(() => {
          this.#gathering = undefined
          this.#step({ kind: 'gathered' })
        }, GATHER_MS)
    }
  }

  async #send(to: number, round: number, { method, args }: Request): Promise<void> {
    const reply = await this.#peers[to]?.call<Answer['reply']>(method, args)
    if (reply === undefined) return
    this.#step({ kind: 'answered', from: to, round, answer: { method, args, reply } as Answer })
  }

  #setClock(): void {
    const { dueMs } = this.#state
    if (dueMs === this.#clockMs) return
    this.#clockMs = dueMs
    clearTimeout(this.#clock)
    this.#clock = setTimeout(() => this.#onClock(), dueMs - Date.now())
  }

  #onClock(): void {
    this.#clockMs = 0
    this.#step({ kind: 'tick' })
  }

  async #deliver(): Promise<void> {
    this.#isDelivering = true
    for (let msg = this.#nextMsg(); msg !== undefined; msg = this.#nextMsg()) {
      await this.#applyCh.send(msg)
    }
    this.#isDelivering = false
  }

  /** What is next for the service. It counts as applied before the service has it. */
  #nextMsg(): ApplyMsg | undefined {
    const s = this.#state
    if (this.#isKilled || s.applied >= s.commit) return undefined
    if (s.applied < s.edge) {
      s.applied = s.edge
      const snapshotTerm = s.log[0]?.[0] ?? 0
      return { kind: 'snapshot', snapshot: s.snapshot, snapshotTerm, snapshotIndex: s.edge }
    }
    s.applied += 1
    return {
      kind: 'command',
      command: s.log[s.applied - s.edge]?.[1],
      commandIndex: s.applied,
    }
  }
}
