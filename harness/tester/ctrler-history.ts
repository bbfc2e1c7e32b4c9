/**
 * Every operation of every clerk of a shard controller, and the judgement over them when all
 * configurations are known: each was made by one operation, once, evenly and with the fewest moves,
 * is for ever the same, and every query saw what had been done before.
 */
import { checkLinearizable } from '../linearizability/checker.ts'
import { describeVerdict } from '../linearizability/describe.ts'
import type { CtrlerClerk } from './ctrler-cluster.ts'
import {
  type CtrlerInput,
  type CtrlerOperation,
  canMake,
  ctrlerModel,
  describeDifference,
  differenceOf,
} from './ctrler-model.ts'
import { CheckFailure } from './failure.ts'
import { listNames } from './monitor-world.ts'
import { formatMs } from './process.ts'
import { RULE } from './rules.ts'
import {
  type Config,
  checkGroups,
  checkSameConfig,
  checkStep,
  describeConfig,
  sameForEver,
} from './shard-config.ts'

/** As for the history of a key-value service. */
const STEPS_MAX = 2_000_000

type Recorded = { -readonly [Field in keyof CtrlerOperation]: CtrlerOperation[Field] }

export class CtrlerHistory {
  readonly #nowMs: () => number
  readonly #operations: Recorded[] = []
  /** By number, as each was given first. */
  readonly configs = new Map<number, Config>()
  #stamp = 0

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs
  }

  /** Has a clerk perform it; a query fails at once where its configuration was another before. */
  async perform(clerk: CtrlerClerk, input: CtrlerInput): Promise<Config | undefined> {
    const { name: client } = clerk
    const operation: Recorded = { client, input, callStamp: ++this.#stamp, callMs: this.#nowMs() }
    this.#operations.push(operation)
    const config = await ask(clerk, input)
    operation.returnStamp = ++this.#stamp
    operation.returnMs = this.#nowMs()
    if (config === undefined) return undefined
    operation.output = config.num
    const known = this.configs.get(config.num)
    if (known !== undefined) checkSameConfig(config, known, sameForEver(config.num))
    this.configs.set(config.num, config)
    return config
  }

  /** A line for each operation that has not returned. */
  describePending(): string[] {
    const pending = this.#operations.filter(({ returnStamp }) => returnStamp === undefined)
    return pending.map(({ client, input, callMs = 0 }) => {
      return `${client}  waits for ${input.op} since ${formatMs(callMs)}`
    })
  }

  /** Everything that was asked for must have returned, a query of each number among it. */
  check(): void {
    const configs = this.#inOrder()
    checkGroups(configs[0] as Config, [])
    this.#checkNotTooMany(configs)
    for (const [num, after] of configs.entries()) {
      const before = configs[num - 1]
      if (before !== undefined) this.#checkMade(before, after)
    }
    this.#checkNoneLost(configs)
    const verdict = checkLinearizable(ctrlerModel(configs), this.#operations, {
      stepsMax: STEPS_MAX,
    })
    if (verdict.result === 'ok') return
    const [message = verdict.result, ...details] = describeVerdict(verdict)
    const kind = verdict.result === 'unknown' ? 'unknown' : 'check'
    throw new CheckFailure(message, { kind, details, rule: RULE.queryIsFresh })
  }

  /** From number 0 to the newest one. */
  #inOrder(): readonly Config[] {
    const newest = Math.max(...this.configs.keys())
    return Array.from({ length: newest + 1 }, (_, num) => {
      const config = this.configs.get(num)
      if (config !== undefined) return config
      throw new CheckFailure(`query(${num}) did not give configuration ${num}`, {
        rule: sameForEver(num).rule,
        details: [`configuration ${newest} has been given`],
      })
    })
  }

  get #inputs(): readonly CtrlerInput[] {
    return this.#operations.map(({ input }) => input)
  }

  /** A change that is carried out twice makes one too many, whatever it makes of the groups. */
  #checkNotTooMany(configs: readonly Config[]): void {
    const changes = this.#inputs.filter(({ op }) => op !== 'query')
    const newest = configs.length - 1
    if (newest <= changes.length) return
    const asked =
      changes.length === 1
        ? 'one join, leave or move was'
        : `${changes.length} joins, leaves and moves were`
    throw new CheckFailure(
      `there are ${newest} configurations behind the first, but only ${asked} asked for`,
      { rule: RULE.changedOnce, details: [describeConfig(configs[newest] as Config)] },
    )
  }

  #checkMade(before: Config, after: Config): void {
    const { added, gone } = differenceOf(before, after)
    if (this.#inputs.some((input) => canMake(input, before, after))) {
      if (added.length + gone.length > 0) checkStep(before, after)
      return
    }
    throw new CheckFailure(
      `configuration ${after.num} comes behind ${before.num} with ${describeDifference(before, after)}: no join, leave or move that was asked for makes that`,
      {
        rule: RULE.oneConfiguration,
        details: [`before ${describeConfig(before)}`, `after  ${describeConfig(after)}`],
      },
    )
  }

  #checkNoneLost(configs: readonly Config[]): void {
    const changes = this.#inputs
    const lost = changes.filter(isOfGroups).find((input) => {
      return !configs.some((after, num) => {
        const before = configs[num - 1]
        return before !== undefined && canMake(input, before, after)
      })
    })
    if (lost === undefined) return
    const gids = lost.op === 'join' ? Object.keys(lost.groups).map(Number) : lost.gids
    throw new CheckFailure(
      `a ${lost.op} of ${listNames(gids.map(String))} returned, but made no configuration`,
      {
        rule: RULE.oneConfiguration,
        details: [describeConfig(configs.at(-1) as Config)],
      },
    )
  }
}

function isOfGroups(
  input: CtrlerInput,
): input is Extract<CtrlerInput, { readonly op: 'join' | 'leave' }> {
  return input.op === 'join' || input.op === 'leave'
}

async function ask(clerk: CtrlerClerk, input: CtrlerInput): Promise<Config | undefined> {
  switch (input.op) {
    case 'join':
      await clerk.join(input.groups)
      return undefined
    case 'leave':
      await clerk.leave([...input.gids])
      return undefined
    case 'move':
      await clerk.move(input.shard, input.gid)
      return undefined
    default:
      return clerk.query(input.num)
  }
}
