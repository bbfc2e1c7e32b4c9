/**
 * Every operation of every clerk of a test, with stamps from one event counter, and the judgement
 * over them at its end: linearizable, not, or not decided, which is never a pass.
 */
import { checkLinearizable } from '../linearizability/checker.ts'
import { describeVerdict } from '../linearizability/describe.ts'
import type { Operation } from '../linearizability/history.ts'
import { kvModel } from '../linearizability/models/kv.ts'
import type { KvInput, KvOutput } from '../linearizability/models/kv-operation.ts'
import { CheckFailure } from './failure.ts'
import { formatMs } from './process.ts'
import { RULE } from './rules.ts'

/**
 * Steps of the search before it gives up; a few tenths of a second. Counted, so that machines
 * agree.
 */
const STEPS_MAX = 2_000_000

const NOT_DECIDED =
  'labs/README.md, Labs 3 and 4: every history is judged. "Not decided in time" fails, it never passes.'

interface Recorded {
  client: string
  input: KvInput
  output?: KvOutput
  callStamp: number
  callMs: number
  returnStamp?: number
  returnMs?: number
}

export class KvHistory {
  readonly #operations: Recorded[] = []
  #stamp = 0
  /** Called whenever an operation has returned. */
  readonly finishListeners = new Set<() => void>()
  /** Operations that have returned. */
  completedCount = 0

  /** A client calls; the result is to be handed to `finish`. */
  begin(client: string, input: KvInput, nowMs: number): Recorded {
    const operation: Recorded = { client, input, callStamp: ++this.#stamp, callMs: nowMs }
    this.#operations.push(operation)
    return operation
  }

  finish(operation: Recorded, output: KvOutput, nowMs: number): void {
    operation.output = output
    operation.returnStamp = ++this.#stamp
    operation.returnMs = nowMs
    this.completedCount++
    for (const listen of this.finishListeners) listen()
  }

  /** Operations that were called and have not returned, in the order of their calls. */
  get pending(): readonly { client: string; input: KvInput; callMs: number }[] {
    return this.#operations.filter(({ returnStamp }) => returnStamp === undefined)
  }

  /** A line for each of them. */
  describePending(): string[] {
    return this.pending.map(({ client, input, callMs }) => {
      return `${client}  waits for ${input.op}("${input.key}") since ${formatMs(callMs)}`
    })
  }

  /** Virtual ms that each operation took which has returned. */
  get timesMs(): number[] {
    return this.#operations.flatMap(({ callMs, returnMs }) => {
      return returnMs === undefined ? [] : [returnMs - callMs]
    })
  }

  get operations(): readonly Operation<KvInput, KvOutput>[] {
    return this.#operations
  }

  /**
   * Throws unless what the clients saw could have come from one machine, one operation at a time.
   */
  check(): void {
    const verdict = checkLinearizable(kvModel, this.#operations, { stepsMax: STEPS_MAX })
    if (verdict.result === 'ok') return
    const [message = verdict.result, ...details] = describeVerdict(verdict)
    throw verdict.result === 'unknown'
      ? new CheckFailure(message, { kind: 'unknown', details, rule: NOT_DECIDED })
      : new CheckFailure(message, { details, rule: RULE.linearizable })
  }
}
