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
import { formatMs, methodOf } from './process.ts'

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
  /** By group: the newest configuration in a command that one of its servers has applied. */
  readonly #applied = new Map<string, { readonly num: number; readonly atMs: number }>()
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

  /**
   * A server of a group, which output names like that, applied a command. Answers the configuration
   * in it, if the group has had none as new.
   */
  applied(group: string, command: string): SeenConfig | undefined {
    if (!this.#isNew(`${group} ${command}`)) return undefined
    this.#getOn()
    const config = configIn(command)
    if (config === undefined || config.num <= (this.#applied.get(group)?.num ?? -1))
      return undefined
    this.#applied.set(group, { num: config.num, atMs: this.#newsMs })
    return config
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

  /** Who waits for what, which configurations came how far, and what each asker was last told. */
  describe(): string[] {
    const askers = [...this.#answers].map(([asker, answers]) => {
      return { name: this.#world.nameOf(asker), answers: lastFirst(answers) }
    })
    askers.sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }))
    const told = askers.flatMap(({ answers }) => answers.map(({ text }) => configIn(text)))
    return [
      ...this.#world.describeWaiting(newestOf(told)),
      ...this.#describeApplied(),
      ...askers.flatMap(({ name, answers }) => this.#describeAsker(name, answers)),
    ]
  }

  /** What a group is at is its own business; a configuration in its log shows. */
  #describeApplied(): string[] {
    return [...this.#applied].sort().map(([group, { num, atMs }]) => {
      return `${group}  has applied a command with configuration ${num}, at ${formatMs(atMs)}, and none with a newer one`
    })
  }

  #describeAsker(name: string, answers: readonly Answer[]): string[] {
    const last = answers[0]
    if (last === undefined || last.atMs < this.#newsMs) return []
    const config = answers.flatMap(({ text }) => configIn(text) ?? [])[0]
    const told = config === undefined ? '' : `was last told configuration ${config.num}; `
    const text = describeAnswer(last)
    return [
      `${name}  ${told}last answer: ${this.#world.nameOf(last.from)} ${methodOf(last.svcMeth)} ${text}`,
    ]
  }
}

function lastFirst(answers: ReadonlyMap<string, Answer>): Answer[] {
  return [...answers.values()].sort((a, b) => b.atMs - a.atMs)
}

/** A configuration in few words, all else as it was sent. */
function describeAnswer({ text }: Answer): string {
  const config = configIn(text)
  if (config !== undefined) return `configuration ${config.num}, shards ${config.shards.join(' ')}`
  return text.length > LETTERS_MAX ? `${text.slice(0, LETTERS_MAX)}...` : text
}

/** The newest configuration in what was sent or applied; it is known by its shape. */
function configIn(text: string): SeenConfig | undefined {
  if (!text.includes('"shards"') || !text.includes('"groups"')) return undefined
  return newestOf(configsIn(decodeText(text)))
}

/** Every object in a value that has the fields of a configuration. */
function configsIn(value: unknown): SeenConfig[] {
  if (typeof value !== 'object' || value === null) return []
  const { num, shards, groups } = value as Partial<Record<string, unknown>>
  const isConfig = typeof num === 'number' && Array.isArray(shards) && typeof groups === 'object'
  return [...(isConfig ? [{ num, shards }] : []), ...Object.values(value).flatMap(configsIn)]
}

function newestOf(configs: readonly (SeenConfig | undefined)[]): SeenConfig | undefined {
  return configs.reduce((newest, config) => {
    return config !== undefined && config.num >= (newest?.num ?? 0) ? config : newest
  }, undefined)
}
