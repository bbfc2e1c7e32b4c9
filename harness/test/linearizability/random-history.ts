/**
 * Small random histories and a judge that tries every order: what the checker is compared with.
 * Knows nothing of the checker but the types. Used by the tests beside it.
 */

import type { Operation } from '../../linearizability/history.ts'
import type { KvInput, KvOperation, KvOutput } from '../../linearizability/models/kv-operation.ts'

/** Integers from 0 to `n` - 1, from a seed: a linear congruential generator is enough here. */
export type Draw = (n: number) => number

export function makeDraw(seed: number): Draw {
  let state = seed >>> 0
  return (n) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * n)
  }
}

/** How the values written are chosen: unique tokens, or ones that are hard to tell apart. */
const ALPHABETS: readonly (readonly string[])[] = [
  ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'],
  ['ab', 'cd', 'ef', 'ba', 'dc', 'fe', 'ace', 'bdf'],
  ['a', 'b', 'a', 'b', '', 'a', 'b', 'ab'],
  ['a', 'ab', 'b', 'ba', 'aba', 'c', 'ca', ''],
]

/** A history of up to `operationsMax` operations, legal or not. */
export function makeHistory(draw: Draw, operationsMax: number): KvOperation[] {
  const keys = draw(4) === 0 ? ['x', 'y'] : ['x']
  const values = ALPHABETS[draw(ALPHABETS.length)] ?? []
  const span = 2 + draw(24)
  const putMin = 4 + draw(3)
  const appendMin = putMin + draw(3)
  const history: KvOperation[] = []
  const count = 1 + Math.max(draw(operationsMax), draw(operationsMax))
  const effects: { at: number; index: number }[] = []
  for (let index = 0; index < count; index += 1) {
    const key = keys[draw(keys.length)] ?? 'x'
    const value = values[index % values.length] ?? ''
    const kind = draw(10)
    const op = kind < putMin ? 'get' : kind < appendMin ? 'put' : 'append'
    const input: KvInput = op === 'get' ? { op, key } : { op, key, value }
    const callStamp = draw(span)
    const returnStamp = callStamp + draw(1 + draw(span))
    const isPending = draw(8) === 0
    effects.push({ at: callStamp + draw(returnStamp - callStamp + 1), index })
    history.push({ client: `C${index}`, input, callStamp, ...(isPending ? {} : { returnStamp }) })
  }
  return answer(draw, history, effects)
}

/** Lets every operation take effect at its instant, then spoils some of the results. */
function answer(
  draw: Draw,
  history: KvOperation[],
  effects: { at: number; index: number }[],
): KvOperation[] {
  const state = new Map<string, string>()
  const answered = [...history]
  for (const { index } of effects.sort((a, b) => a.at - b.at)) {
    const operation = history[index] as KvOperation
    const { key, op } = operation.input
    const value = state.get(key) ?? ''
    if (operation.input.op === 'put') state.set(key, operation.input.value)
    else if (operation.input.op === 'append') state.set(key, value + operation.input.value)
    if (op === 'get' && operation.returnStamp !== undefined)
      answered[index] = { ...operation, output: value }
    // A write without an answer need not have happened.
    if (op !== 'get' && operation.returnStamp === undefined && draw(2) === 0) state.set(key, value)
  }
  const spoilt = draw(5)
  for (let i = 0; i < spoilt; i += 1) spoil(draw, answered)
  return answered
}

/** Makes one thing wrong: a value that another read had, a letter less or more, other stamps. */
function spoil(draw: Draw, history: KvOperation[]): void {
  const index = draw(history.length)
  const operation = history[index] as KvOperation
  const other = history[draw(history.length)] as KvOperation
  if (operation.output !== undefined) {
    const { output } = operation
    const written = other.input.op === 'get' ? other.output : other.input.value
    const swapped = output.slice(1) + output.slice(0, 1)
    const outputs = [written, output.slice(1), output.slice(0, -1), `${output}${written}`, swapped]
    history[index] = { ...operation, output: outputs[draw(outputs.length)] ?? '' }
  } else if (operation.returnStamp !== undefined) {
    const { callStamp, returnStamp } = operation
    history[index] = { ...operation, callStamp: callStamp + 3, returnStamp: returnStamp + 3 }
  }
}

/** How one state becomes the next; undefined if the result is impossible. */
export type Step<Input, Output> = (
  state: string,
  operation: Operation<Input, Output>,
) => string | undefined

/** The whole definition, tried out: is there an order, with or without the pending operations? */
export function isLegalByBruteForce<Input, Output>(
  history: readonly Operation<Input, Output>[],
  step: Step<Input, Output>,
  state = '',
): boolean {
  if (history.every(({ returnStamp }) => returnStamp === undefined)) return true
  const bound = Math.min(
    ...history.map(({ returnStamp }) => returnStamp ?? Number.POSITIVE_INFINITY),
  )
  return history.some((operation) => {
    if (operation.callStamp > bound) return false
    const next = step(state, operation)
    const others = history.filter((other) => other !== operation)
    return next !== undefined && isLegalByBruteForce(others, step, next)
  })
}

/** One key of the key-value service, written without a look at the model. */
export const stepKey: Step<KvInput, KvOutput> = (state, { input, output, returnStamp }) => {
  if (input.op === 'put') return input.value
  if (input.op === 'append') return state + input.value
  return returnStamp === undefined || output === state ? state : undefined
}

/** The verdict on a whole key-value history. */
export function isLegalKvByBruteForce(history: readonly KvOperation[]): boolean {
  const keys = new Set(history.map(({ input }) => input.key))
  return [...keys].every((key) => {
    return isLegalByBruteForce(
      history.filter(({ input }) => input.key === key),
      stepKey,
    )
  })
}
