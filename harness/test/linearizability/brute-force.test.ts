/** The checker against the definition, on many small random histories of every kind. */

import t from 'tap'
import { checkLinearizable } from '../../linearizability/checker.ts'
import { withoutReturn } from '../../linearizability/history.ts'
import { kvModel, kvSearchModel } from '../../linearizability/models/kv.ts'
import type { KvOperation } from '../../linearizability/models/kv-operation.ts'
import { decideByTokens } from '../../linearizability/models/kv-shortcut.ts'
import {
  type RegisterInput,
  type RegisterOperation,
  registerModel,
} from '../../linearizability/models/register.ts'
import {
  isLegalByBruteForce,
  isLegalKvByBruteForce,
  makeDraw,
  makeHistory,
} from './random-history.ts'

const LIMITS = { stepsMax: 1_000_000 }

t.test('20,000 random key-value histories: shortcut, search and both together', (t) => {
  const draw = makeDraw(1)
  const counts = { ok: 0, illegal: 0, byTokens: 0, byTokensIllegal: 0, pending: 0 }
  for (let round = 0; round < 20_000; round += 1) {
    const history = makeHistory(draw, 8)
    const expected = isLegalKvByBruteForce(history) ? 'ok' : 'illegal'
    const verdict = checkLinearizable(kvModel, history, LIMITS).result
    const searched = checkLinearizable(kvSearchModel, history, LIMITS).result
    const byTokens =
      new Set(history.map(({ input }) => input.key)).size === 1
        ? decideByTokens(history)
        : undefined
    if (verdict !== expected || searched !== expected || (byTokens ?? expected) !== expected) {
      t.fail(`round ${round}`, { expected, verdict, searched, byTokens, history })
      break
    }
    counts[expected] += 1
    if (byTokens !== undefined) counts.byTokens += 1
    if (byTokens === 'illegal') counts.byTokensIllegal += 1
    if (history.some(({ returnStamp }) => returnStamp === undefined)) counts.pending += 1
  }
  t.comment(JSON.stringify(counts))
  t.ok(
    Object.values(counts).every((count) => count > 2_000),
    'every kind occurs often',
  )
  t.end()
})

t.test('3,000 random register histories', (t) => {
  const draw = makeDraw(2)
  const counts = { ok: 0, illegal: 0 }
  for (let round = 0; round < 3_000; round += 1) {
    const history = makeHistory(draw, 7).map(toRegister)
    const isLegal = isLegalByBruteForce(history, (state, { input, output, returnStamp }) => {
      if (input.op === 'write') return input.value
      return returnStamp === undefined || output === state ? state : undefined
    })
    const expected = isLegal ? 'ok' : 'illegal'
    counts[expected] += 1
    const verdict = checkLinearizable(registerModel, history, LIMITS).result
    if (verdict !== expected) {
      t.fail(`round ${round}`, { expected, verdict, history })
      break
    }
  }
  t.ok(counts.ok > 500 && counts.illegal > 500, JSON.stringify(counts))
  t.end()
})

t.test('the core of an illegal history is illegal, and nothing in it can be forgotten', (t) => {
  const draw = makeDraw(3)
  let checked = 0
  for (let round = 0; round < 4_000; round += 1) {
    const verdict = checkLinearizable(kvModel, makeHistory(draw, 8), LIMITS)
    if (verdict.result !== 'illegal') continue
    checked += 1
    const core = verdict.core.map(({ operation }) => operation)
    const isCoreLegal = isLegalKvByBruteForce([...core, ...verdict.background])
    const start = verdict.core.find(({ isStart }) => isStart)?.operation.returnStamp ?? -1
    const removable = verdict.core.filter(({ isStart }) => !isStart)
    const superfluous = removable.filter(({ operation }) => {
      const others = core.filter((other) => other !== operation)
      const forgotten = operation.input.op === 'get' ? [] : [withoutReturn(operation, start + 0.5)]
      return !isLegalKvByBruteForce([...others, ...forgotten, ...verdict.background])
    })
    const isPrefixLegal = isLegalKvByBruteForce(verdict.legalPrefix)
    if (isCoreLegal || superfluous.length > 0 || !isPrefixLegal || !verdict.isMinimal) {
      t.fail(`round ${round}`, { isCoreLegal, superfluous, isPrefixLegal, verdict })
      break
    }
  }
  t.ok(checked > 500, `${checked} illegal histories`)
  t.end()
})

/** Puts become writes, appends too, and gets read the last letter. */
function toRegister({ input, output, ...rest }: KvOperation): RegisterOperation {
  const registerInput: RegisterInput =
    input.op === 'get' ? { op: 'read' } : { op: 'write', value: input.value.slice(0, 1) }
  return {
    ...rest,
    input: registerInput,
    ...(output === undefined ? {} : { output: output.slice(-1) }),
  }
}
