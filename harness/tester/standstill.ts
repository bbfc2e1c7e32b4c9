/**
 * Notices that a sharded store has come to a standstill: clients and groups go on asking, and get
 * nothing but answers that they have had before. Says who waits for whom, and ends the run. It adds
 * no event of its own, so a run that gets on is the same with it and without.
 *
 * Whether a store would still have got on cannot be known for certain: one that waits for a timer
 * of its own looks the same. So it is given a minute, half of what the test allows. News is every
 * answer and every applied command that has not been there since a client's operation last
 * returned, and everything the test does. A store on its way has some: a shard that arrives, a
 * configuration that is taken or a retry that succeeds is an answer or an applied command. One that
 * asks seldom, however long its pauses, is left alone until the test's limit.
 */
import type { Name } from '../labrpc/name.ts'
import type { End, NetworkObserver } from '../labrpc/observers.ts'
import { decodeText } from '../realm/inside/labgob.ts'
import { CheckFailure } from './failure.ts'
import { formatMs } from './process.ts'

/** Both must be reached. Ours; see above. */
const QUIET = { ms: 60_000, answers: 1_500 }
const LETTERS_MAX = 110

/** The last answer of one service method to one asker. */
interface Answer {
  readonly from: Name
  readonly svcMeth: string
  readonly text: string
  readonly atMs: number
}

/** A configuration of the controller, as an answer showed it. */
export interface SeenConfig {
  readonly num: number
  /** Owner of each shard, a gid; 0 for none. */
  readonly shards: readonly unknown[]
}

export interface StandstillWorld {
  nowMs(): number
  /** How output names what has an address. */
  nameOf(address: Name): string
  /** What clients wait for, and whose the shards are in the newest configuration; a line each. */
  describeWaiting(newest: SeenConfig | undefined): string[]
  fail(failure: CheckFailure): void
}

export class Standstill implements NetworkObserver {
  readonly #world: StandstillWorld
  /** Answers and applied commands since the last real news. */
  readonly #seen = new Set<string>()
  /** By asker: who answered it last what, per server and method. */
  readonly #answers = new Map<Name, Map<string, Answer>>()
  /** By asker: the newest configuration it was told of. */
  readonly #told = new Map<Name, SeenConfig>()
  #newsMs = 0
  #repeated = 0

  constructor(world: StandstillWorld) {
    this.#world = world
  }

  /** An operation returned, or the test did something: everything begins anew. */
  news(): void {
    this.#seen.clear()
    this.#getOn()
  }

  /** A server of a group applied a command. */
  applied(group: number, command: string): void {
    if (this.#isNew(`${group} ${command}`)) this.#getOn()
  }

  requestSent(): void {}

  callFailed(): void {}

  replyArrived({ from, server = '' }: End, svcMeth: string, reply: string): void {
    if (svcMeth.startsWith('Raft.')) return
    const nowMs = this.#world.nowMs()
    this.#remember(from, { from: server, svcMeth, text: reply, atMs: nowMs })
    this.#repeated++
    if (this.#isNew(`${svcMeth} ${reply}`)) this.#getOn()
    else if (this.#repeated >= QUIET.answers && nowMs - this.#newsMs >= QUIET.ms) this.#end()
  }

  #isNew(text: string): boolean {
    if (this.#seen.has(text)) return false
    this.#seen.add(text)
    return true
  }

  #getOn(): void {
    this.#newsMs = this.#world.nowMs()
    this.#repeated = 0
  }

  #remember(asker: Name, answer: Answer): void {
    let answers = this.#answers.get(asker)
    if (answers === undefined) {
      answers = new Map()
      this.#answers.set(asker, answers)
    }
    answers.set(`${answer.from} ${answer.svcMeth}`, answer)
  }

  #end(): void {
    this.#world.fail(
      new CheckFailure(
        `nothing has come about since ${formatMs(this.#newsMs)}: ${this.#repeated} answers in a row were repetitions`,
        { kind: 'timeout' },
      ),
    )
  }

  /** Who waits for what, what each asker knows of configurations, and what it was last told. */
  describe(): string[] {
    for (const [asker, answers] of this.#answers) {
      for (const { text } of answers.values()) this.#readConfig(asker, text)
    }
    const askers = [...this.#answers.keys()].map((asker) => ({
      name: this.#world.nameOf(asker),
      asker,
    }))
    askers.sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }))
    return [
      ...this.#world.describeWaiting(newestOf([...this.#told.values()])),
      ...askers.flatMap(({ asker, name }) => this.#describeAsker(asker, name)),
    ]
  }

  #describeAsker(asker: Name, name: string): string[] {
    const answers = [...(this.#answers.get(asker)?.values() ?? [])]
    const last = answers.toSorted((a, b) => b.atMs - a.atMs)[0]
    if (last === undefined || last.atMs < this.#newsMs) return []
    const told = this.#told.get(asker)
    const config = told === undefined ? '' : `was told of configuration ${told.num}; `
    const method = last.svcMeth.slice(last.svcMeth.lastIndexOf('.') + 1)
    const text = describeAnswer(last)
    return [`${name}  ${config}last answer: ${this.#world.nameOf(last.from)} ${method} ${text}`]
  }

  /** A configuration is known by its shape, wherever it stands in an answer. */
  #readConfig(asker: Name, text: string): void {
    if (!text.includes('"shards"')) return
    const known = this.#told.get(asker)
    const newest = newestOf([known, ...configsIn(decodeText(text))])
    if (newest !== undefined) this.#told.set(asker, newest)
  }
}

/** A configuration in few words, all else as it was sent. */
function describeAnswer({ text }: Answer): string {
  const config = text.includes('"shards"') ? newestOf(configsIn(decodeText(text))) : undefined
  if (config !== undefined) return `configuration ${config.num}, shards ${config.shards.join(' ')}`
  return text.length > LETTERS_MAX ? `${text.slice(0, LETTERS_MAX)}...` : text
}

/** Every object in a value that has a number `num` and a list `shards`. */
function configsIn(value: unknown): SeenConfig[] {
  if (typeof value !== 'object' || value === null) return []
  const { num, shards } = value as { num?: unknown; shards?: unknown }
  const own = typeof num === 'number' && Array.isArray(shards) ? [{ num, shards }] : []
  return [...own, ...Object.values(value).flatMap(configsIn)]
}

function newestOf(configs: readonly (SeenConfig | undefined)[]): SeenConfig | undefined {
  return configs.reduce((newest, config) => {
    return config !== undefined && config.num >= (newest?.num ?? 0) ? config : newest
  }, undefined)
}
