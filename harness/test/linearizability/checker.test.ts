/** Legal, illegal and borderline histories per model, limits, and a model of a student's own. */

import t from 'tap'
import { checkLinearizable } from '../../linearizability/checker.ts'
import type { Operation } from '../../linearizability/history.ts'
import type { Model } from '../../linearizability/model.ts'
import { kvModel, kvSearchModel } from '../../linearizability/models/kv.ts'
import type { KvOperation } from '../../linearizability/models/kv-operation.ts'
import { type RegisterOperation, registerModel } from '../../linearizability/models/register.ts'

const LIMITS = { stepsMax: 100_000 }

/** 'C0 append b 1-4', 'C1 get ab 5-6', 'C2 put c 3-' (no answer); '_' is the empty string. */
function kv(...lines: readonly string[]): KvOperation[] {
  return lines.map((line) => {
    const [client = '', op, word = '', stamps = ''] = line.split(' ')
    const value = word === '_' ? '' : word
    const [callStamp, returned] = stamps.split('-')
    const when = {
      client,
      callStamp: Number(callStamp),
      ...(returned ? { returnStamp: Number(returned) } : {}),
    }
    if (op === 'get') return { ...when, input: { op, key: 'x' }, output: value }
    return { ...when, input: { op: op === 'put' ? 'put' : 'append', key: 'x', value } }
  })
}

const KV_CASES: readonly (readonly [name: string, 'ok' | 'illegal', readonly string[]])[] = [
  ['nothing happened', 'ok', []],
  ['a get of a key nobody wrote', 'ok', ['C0 get _ 1-2']],
  ['a get of what was never written', 'illegal', ['C0 get a 1-2']],
  ['one after the other', 'ok', ['C0 put a 1-2', 'C0 append b 3-4', 'C1 get ab 5-6']],
  ['a lost append', 'illegal', ['C0 put a 1-2', 'C0 append b 3-4', 'C1 get a 5-6']],
  ['an append seen while it runs', 'ok', ['C0 append a 1-9', 'C1 get a 2-3', 'C2 get a 4-5']],
  ['an append seen, then not', 'illegal', ['C0 append a 1-9', 'C1 get a 2-3', 'C2 get _ 4-5']],
  [
    'concurrent appends in either order',
    'ok',
    ['C0 append a 1-4', 'C1 append b 2-3', 'C2 get ba 5-6'],
  ],
  [
    'appends in the wrong order',
    'illegal',
    ['C0 append a 1-2', 'C1 append b 3-4', 'C2 get ba 5-6'],
  ],
  [
    'two reads with different orders',
    'illegal',
    ['C0 append a 1-9', 'C1 append b 1-9', 'C2 get ba 3-9', 'C3 get ab 4-9'],
  ],
  ['an append applied twice', 'illegal', ['C0 append a 1-9', 'C1 get aa 2-8']],
  ['two appends of the same', 'ok', ['C0 append a 1-9', 'C2 append a 1-9', 'C1 get aa 2-8']],
  ['an append without an answer that happened', 'ok', ['C0 append a 1-', 'C1 get a 2-3']],
  ['an append without an answer that did not', 'ok', ['C0 append a 1-', 'C1 get _ 2-3']],
  [
    'an append without an answer that happened late',
    'ok',
    ['C0 append a 1-', 'C1 get _ 2-3', 'C1 get a 4-5'],
  ],
  [
    'an append without an answer that was undone',
    'illegal',
    ['C0 append a 1-', 'C1 get a 2-3', 'C1 get _ 4-5'],
  ],
  ['an append seen before it was called', 'illegal', ['C0 get a 1-2', 'C1 append a 3-']],
  [
    'a get without an answer tells nothing',
    'ok',
    ['C0 get zz 1-', 'C1 append a 3-4', 'C1 get a 5-6'],
  ],
  [
    'a put over appends',
    'ok',
    ['C0 append a 1-2', 'C1 put b 1-4', 'C0 append c 5-6', 'C2 get bc 7-8'],
  ],
  [
    'a put that was overwritten comes back',
    'illegal',
    ['C0 put a 1-2', 'C1 put b 3-4', 'C2 get a 5-6'],
  ],
  [
    'the empty value again, after a put of it',
    'ok',
    ['C0 append a 1-2', 'C0 put _ 3-4', 'C1 get _ 5-6', 'C0 append a 7-8', 'C1 get a 9-10'],
  ],
  ['equal stamps: the get may see it', 'ok', ['C0 append a 1-2', 'C1 get a 2-3']],
  ['equal stamps: the get may miss it', 'ok', ['C0 append a 1-2', 'C1 get _ 2-3']],
  [
    'all at one stamp',
    'ok',
    ['C0 append a 1-1', 'C1 append b 1-1', 'C2 get b 1-1', 'C3 get ba 1-1'],
  ],
  ['one stamp apart', 'illegal', ['C0 append a 1-2', 'C1 get _ 3-3']],
  ['a piece of another', 'ok', ['C0 append a 1-4', 'C1 append ab 1-4', 'C2 get aba 5-6']],
  ['a value cut inside', 'illegal', ['C0 append ab 1-2', 'C1 get a 3-4']],
]

for (const [name, expected, lines] of KV_CASES) {
  t.test(`key-value, ${expected}: ${name}`, (t) => {
    t.equal(checkLinearizable(kvModel, kv(...lines), LIMITS).result, expected)
    t.equal(checkLinearizable(kvSearchModel, kv(...lines), LIMITS).result, expected, 'search only')
    t.end()
  })
}

t.test('keys do not influence each other', (t) => {
  const onY = kv('C1 get _ 5-6').map(
    (get): KvOperation => ({ ...get, input: { op: 'get', key: 'y' } }),
  )
  t.equal(checkLinearizable(kvModel, [...kv('C0 put a 1-2'), ...onY], LIMITS).result, 'ok')
  const verdict = checkLinearizable(
    kvModel,
    [...onY, ...kv('C0 put a 1-2', 'C1 get _ 3-4')],
    LIMITS,
  )
  t.match(verdict, { result: 'illegal', part: 'key "x"' })
  t.end()
})

t.test('a register', (t) => {
  const write = (value: string, callStamp: number, returnStamp: number): RegisterOperation => {
    return { client: 'C0', input: { op: 'write', value }, callStamp, returnStamp }
  }
  const read = (output: string, callStamp: number, returnStamp: number): RegisterOperation => {
    return { client: 'C1', input: { op: 'read' }, output, callStamp, returnStamp }
  }
  const check = (...history: RegisterOperation[]): string =>
    checkLinearizable(registerModel, history, LIMITS).result
  t.equal(check(write('a', 1, 2), read('a', 3, 4)), 'ok')
  t.equal(check(write('a', 1, 2), read('', 3, 4)), 'illegal')
  t.equal(check(write('a', 1, 2), read('', 2, 4)), 'ok', 'equal stamps are concurrent')
  t.equal(check(write('a', 1, 6), read('a', 2, 3), read('', 4, 5)), 'illegal', 'new, then old')
  t.equal(check(write('a', 1, 9), write('b', 1, 9), read('a', 2, 3), read('b', 4, 5)), 'ok')
  t.end()
})

t.test('a model of your own: a queue', (t) => {
  type Input = { readonly put: string } | 'take'
  const queue: Model<string, Input, string> = {
    name: 'queue',
    init: () => '',
    step(state, { input, output, returnStamp }) {
      if (input !== 'take') return state + input.put
      return returnStamp === undefined || output === state.slice(0, 1) ? state.slice(1) : undefined
    },
    describe: ({ input, output }) =>
      input === 'take' ? `take() -> ${output}` : `put(${input.put})`,
  }
  const put = (value: string, callStamp: number, returnStamp: number): Operation<Input, string> => {
    return { client: 'C0', input: { put: value }, callStamp, returnStamp }
  }
  const take = (
    output: string,
    callStamp: number,
    returnStamp: number,
  ): Operation<Input, string> => {
    return { client: 'C1', input: 'take', output, callStamp, returnStamp }
  }
  t.equal(
    checkLinearizable(queue, [put('a', 1, 2), put('b', 3, 4), take('a', 5, 6)], LIMITS).result,
    'ok',
  )
  t.equal(
    checkLinearizable(queue, [put('a', 1, 3), put('b', 2, 4), take('b', 5, 6)], LIMITS).result,
    'ok',
  )
  const history = [
    put('a', 5, 6),
    put('b', 7, 8),
    take('b', 9, 10),
    put('c', 9, 11),
    take('a', 12, 13),
  ]
  const verdict = checkLinearizable(queue, history, LIMITS)
  t.equal(verdict.result, 'illegal')
  if (verdict.result === 'illegal') {
    t.same(
      verdict.core.map(({ words }) => words),
      ['put(a)', 'put(b)', 'take() -> b'],
    )
  }
  t.end()
})

t.test('a search that runs out of steps is unknown, never ok', (t) => {
  const appends = Array.from({ length: 14 }, (_, i) => `C${i} append a${i % 7} 1-50`)
  const history = kv(...appends, 'C20 get zz 60-61')
  t.match(checkLinearizable(kvSearchModel, history, { stepsMax: 1_000 }), {
    result: 'unknown',
    parts: ['key "x"'],
  })
  t.equal(checkLinearizable(kvSearchModel, history, { stepsMax: 10_000_000 }).result, 'illegal')
  t.equal(checkLinearizable(kvSearchModel, kv('C0 get _ 1-2'), { stepsMax: 0 }).result, 'unknown')
  t.end()
})

t.test('one illegal key decides, however hard the others are', (t) => {
  const hard = kv(
    ...Array.from({ length: 14 }, (_, i) => `C${i} append a${i % 7} 1-50`),
    'C20 get zz 60-61',
  )
  const easy = kv('C0 put a 1-2', 'C1 get _ 3-4').map((operation): KvOperation => {
    return { ...operation, input: { ...operation.input, key: 'y' } }
  })
  const verdict = checkLinearizable(kvModel, [...hard, ...easy], { stepsMax: 1_000 })
  t.match(verdict, { result: 'illegal', part: 'key "y"' })
  t.end()
})

t.test('stamps that make no sense are an error of the caller', (t) => {
  t.throws(() => checkLinearizable(kvModel, kv('C0 get _ 2-1'), LIMITS), RangeError)
  t.throws(() => checkLinearizable(kvModel, kv('C0 get _ x-1'), LIMITS), RangeError)
  t.end()
})
