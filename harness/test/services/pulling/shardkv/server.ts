/**
 * A server of a group that fetches its shards: the new owner asks the old one for each, and says
 * when it has it, so that the old one may forget it. It is of another design than the reference,
 * where the old owner sends, so that no test takes one of the two for the only right one.
 */
import { type ClientEnd, type Persister, sleep } from '#lab'
import type { Raft } from '../raft/raft.ts'
import { Clerk as CtrlerClerk } from '../shardctrler/client.ts'
import type { Answer, DropReply, Move, Operation, PullReply } from './common.ts'
import { type Arrival, type Command, Holdings } from './holdings.ts'
import { Journal } from './journal.ts'
import { Neighbours } from './neighbours.ts'

const CONFIG_PAUSE_MS = 90
const MOVES_PAUSE_MS = 30

export class ShardKV {
  readonly rf: Raft
  readonly #holdings: Holdings
  readonly #journal: Journal<Command, Answer>
  readonly #ctrler: CtrlerClerk
  readonly #neighbours: Neighbours
  /** What this server is about just now, so that it does nothing twice at a time. */
  readonly #errands = new Set<string>()
  #termBegun = 0

  constructor(
    servers: ClientEnd[],
    me: number,
    persister: Persister,
    maxRaftState: number,
    gid: number,
    ctrlers: ClientEnd[],
    makeEnd: (serverName: string) => ClientEnd,
  ) {
    this.#holdings = new Holdings(gid)
    this.#journal = new Journal(servers, me, persister, maxRaftState, this.#holdings)
    this.rf = this.#journal.rf
    this.#ctrler = new CtrlerClerk(ctrlers)
    this.#neighbours = new Neighbours(makeEnd)
    void this.#whileAlive(CONFIG_PAUSE_MS, () => this.#takeNextConfig())
    void this.#whileAlive(MOVES_PAUSE_MS, () => this.#runErrands())
  }

  kill(): void {
    this.#journal.kill()
  }

  /** RPC of a clerk. */
  async execute(operation: Operation): Promise<Answer> {
    if (!this.#journal.isLeader) return { kind: 'unknown' }
    if (!this.#holdings.serves(operation.key)) return { kind: 'elsewhere' }
    return (await this.#journal.put({ kind: 'execute', operation })) ?? { kind: 'unknown' }
  }

  /** RPC of a new owner. What is kept is committed, so whoever has it may show it. */
  pull(move: Move): PullReply {
    const contents = this.#holdings.kept(move)
    if (contents !== undefined) return { kind: 'here', contents }
    return { kind: move.num > this.#holdings.config.num ? 'early' : 'gone' }
  }

  /** RPC of a new owner that has the shard for good. */
  async drop(move: Move): Promise<DropReply> {
    if (this.#isKept(move)) await this.#journal.put({ kind: 'drop', move })
    return { isDone: move.num <= this.#holdings.config.num && !this.#isKept(move) }
  }

  #isKept(move: Move): boolean {
    return this.#holdings.kept(move) !== undefined
  }

  async #whileAlive(pauseMs: number, act: () => Promise<void> | void): Promise<void> {
    while (!this.#journal.isKilled) {
      if (this.#journal.isLeader) await act()
      await sleep(pauseMs)
    }
  }

  async #takeNextConfig(): Promise<void> {
    if (!this.#holdings.isComplete) return
    const num = this.#holdings.config.num + 1
    const config = await this.#ctrler.query(num)
    if (config.num === num) await this.#journal.put({ kind: 'configure', config })
  }

  /** Waits for none of them: the groups they lead to may be away. */
  #runErrands(): void {
    const { term } = this.rf.getState()
    if (term > this.#termBegun) {
      this.#termBegun = term
      void this.#journal.put({ kind: 'begin' })
    }
    for (const arrival of this.#holdings.awaited) {
      void this.#once(`fetch ${arrival.num} ${arrival.shard}`, () => this.#fetch(arrival))
    }
    for (const arrival of this.#holdings.thanks) {
      void this.#once(`thank ${arrival.num} ${arrival.shard}`, () => this.#thank(arrival))
    }
  }

  async #once(errand: string, run: () => Promise<void>): Promise<void> {
    if (this.#errands.has(errand)) return
    this.#errands.add(errand)
    await run()
    this.#errands.delete(errand)
  }

  async #fetch({ num, shard, servers }: Arrival): Promise<void> {
    const move = { num, shard }
    const reply = await this.#neighbours.ask<PullReply>(
      servers,
      'ShardKV.pull',
      move,
      ({ kind }) => kind === 'here',
    )
    if (reply?.kind !== 'here') return
    await this.#journal.put({ kind: 'arrive', move, contents: reply.contents })
  }

  async #thank({ num, shard, servers }: Arrival): Promise<void> {
    const move = { num, shard }
    const reply = await this.#neighbours.ask<DropReply>(
      servers,
      'ShardKV.drop',
      move,
      ({ isDone }) => isDone,
    )
    if (reply?.isDone) await this.#journal.put({ kind: 'thanked', move })
  }
}
