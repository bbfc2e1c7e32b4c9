/**
 * The judge: a history and a model in, a verdict out.
 *
 * Pure: no clock, no chance, nothing printed. The verdict is data; `describe.ts` makes words of it.
 * Called by the tester on every history that clerks wrote.
 */

import { type Operation, prefixUntil, validateHistory, withoutReturn } from './history.ts'
import { type Judge, type Minimal, minimise } from './minimise.ts'
import type { Explanation, Model, Part } from './model.ts'
import { search } from './search.ts'

/** How much work a check may be. */
export interface CheckLimits {
  /**
   * Questions to the model that the verdict may take, all parts together; as many again may go
   * into making an illegal part small. What a shortcut of the model settles costs no steps.
   */
  readonly stepsMax: number
}

/** An operation beside the words for it. */
export interface DescribedOperation<Input, Output> {
  readonly operation: Operation<Input, Output>
  /** 'append("x", "b")'. For a start that stands for a read, the words are those of the read. */
  readonly words: string
  /** True if it only tells the value at the beginning, and is in the core for that reason. */
  readonly isStart: boolean
}

/** What is wrong with an illegal history. Plain data: it can be sent to another process. */
export interface Illegal<Input, Output> extends Omit<Minimal<Input, Output>, 'core'> {
  /** Where: 'key "x"', or 'history' where the model does not partition. */
  readonly part: string
  /** The smallest illegal part, in call order; see `Minimal` for what may be left out of it. */
  readonly core: readonly DescribedOperation<Input, Output>[]
  readonly explanation: Explanation
  /** What happened there just before it went wrong, calls without an answer included: legal. */
  readonly legalPrefix: readonly Operation<Input, Output>[]
}

/** The answer. `steps` counts those towards the verdict, not those spent on an explanation. */
export type Verdict<Input, Output> =
  | { readonly result: 'ok'; readonly operations: number; readonly steps: number }
  | {
      readonly result: 'unknown'
      readonly operations: number
      readonly steps: number
      /** The parts that were not settled: 'key "x"'. No part is known to be illegal. */
      readonly parts: readonly string[]
    }
  | ({ readonly result: 'illegal'; readonly operations: number; readonly steps: number } & Illegal<
      Input,
      Output
    >)

/**
 * Judges whether some order of the operations respects both the model and real time.
 *
 * An empty history is ok. 'unknown' means that the steps ran out: nothing may be concluded. One
 * illegal part makes the history illegal, whatever else is unknown. The same history and limits
 * give the same verdict on every machine. Throws a RangeError if a return stamp lies before its
 * call.
 */
export function checkLinearizable<State extends NonNullable<unknown>, Input, Output>(
  model: Model<State, Input, Output>,
  history: readonly Operation<Input, Output>[],
  limits: CheckLimits,
): Verdict<Input, Output> {
  validateHistory(history)
  const operations = history.length
  const parts = model.partition?.(history) ?? [
    { name: 'history', operations: history, whole: history },
  ]
  const { illegal, unknown, steps } = judgeParts(model, parts, limits)
  if (illegal !== undefined) {
    return { result: 'illegal', operations, steps, ...makeIllegal(model, illegal, limits) }
  }
  if (unknown.length === 0) return { result: 'ok', operations, steps }
  const names = new Set(unknown.map(({ name }) => name))
  return { result: 'unknown', operations, steps, parts: [...names] }
}

interface Judgement<Input, Output> {
  /** The first illegal part, so that what comes before it in its whole is legal. */
  readonly illegal: Part<Input, Output> | undefined
  readonly unknown: readonly Part<Input, Output>[]
  readonly steps: number
}

/** Searches small parts first, so that a hard one cannot take the steps of all others. */
function judgeParts<State extends NonNullable<unknown>, Input, Output>(
  model: Model<State, Input, Output>,
  parts: readonly Part<Input, Output>[],
  limits: CheckLimits,
): Judgement<Input, Output> {
  const settled = parts.map((part) => part.verdict ?? model.shortcut?.(part.operations))
  const illegal = new Set(parts.filter((_, index) => settled[index] === 'illegal'))
  const unsettled = parts.filter((_, index) => settled[index] === undefined)
  const unknown: Part<Input, Output>[] = []
  let steps = 0
  for (const part of unsettled.sort((a, b) => a.operations.length - b.operations.length)) {
    const found = search(model, part.operations, limits.stepsMax - steps)
    steps += found.steps
    if (found.result === 'illegal') illegal.add(part)
    if (found.result === 'unknown') unknown.push(part)
  }
  return { illegal: parts.find((part) => illegal.has(part)), unknown, steps }
}

function makeIllegal<State extends NonNullable<unknown>, Input, Output>(
  model: Model<State, Input, Output>,
  part: Part<Input, Output>,
  limits: CheckLimits,
): Illegal<Input, Output> {
  const minimal = minimise(model, part, makeJudge(model, limits))
  const show = (operation: Operation<Input, Output>): Operation<Input, Output> =>
    operation === part.start?.operation ? part.start.shown : operation
  const { failedStamp } = minimal
  return {
    ...minimal,
    part: part.name,
    core: minimal.core.map((operation) => ({
      operation,
      words: model.describe(show(operation)),
      isStart: operation === part.start?.operation,
    })),
    explanation: model.explain?.(minimal.core.map(show), part) ?? {
      kind: 'contradiction',
      text: 'no order of these operations gives each the result it had',
    },
    legalPrefix: prefixUntil(part.whole, failedStamp).map((operation) =>
      operation.returnStamp === failedStamp ? withoutReturn(operation) : operation,
    ),
  }
}

/** Shortcut, then search, until the steps are used up. */
function makeJudge<State extends NonNullable<unknown>, Input, Output>(
  model: Model<State, Input, Output>,
  limits: CheckLimits,
): Judge<Input, Output> {
  let stepsLeft = limits.stepsMax
  return (operations) => {
    const settled = model.shortcut?.(operations)
    if (settled !== undefined) return settled
    const found = search(model, operations, stepsLeft)
    stepsLeft = Math.max(0, stepsLeft - found.steps)
    return found.result
  }
}
