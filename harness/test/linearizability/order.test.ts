/** Tests of harness/linearizability/order.ts. */
import t from 'tap'
import { isPending, precedes } from '../../linearizability/history.ts'
import { kvSearchModel } from '../../linearizability/models/kv.ts'
import type { KvOperation } from '../../linearizability/models/kv-operation.ts'
import { findOrders, type PartOrder } from '../../linearizability/order.ts'
import { isLegalKvByBruteForce, makeDraw, makeHistory, stepKey } from './random-history.ts'

const LIMITS = { stepsMax: 100_000 }

type Found = PartOrder<KvOperation['input'], KvOperation['output']>

/** What is wrong with an order, if anything. */
function whyNot(history: readonly KvOperation[], { name, order }: Found): string | undefined {
  if (order === undefined) return 'there is none'
  const ofKey = history.filter(({ input }) => name === `key ${JSON.stringify(input.key)}`)
  const missing = ofKey.filter((operation) => !isPending(operation) && !order.includes(operation))
  if (missing.length > 0) return 'an answered operation is missing'
  if (new Set(order).size < order.length) return 'an operation stands there twice'
  if (order.some((operation) => !ofKey.includes(operation))) return 'a stranger is in it'
  const late = order.findIndex((later, at) => order.slice(0, at).some((a) => precedes(later, a)))
  if (late >= 0) return `operation ${late} had ended before one that stands before it began`
  let state: string | undefined = ''
  for (const operation of order) {
    state = stepKey(state, operation)
    if (state === undefined) return `${JSON.stringify(operation)} cannot have its result there`
  }
  return undefined
}

t.test('5,000 random histories: an order where there is one, and none where not', async (t) => {
  const draw = makeDraw(11)
  const counts = { ok: 0, illegal: 0 }
  for (let round = 0; round < 5_000; round++) {
    const history = makeHistory(draw, 8)
    const found = findOrders(kvSearchModel, history, LIMITS)
    const isLegal = isLegalKvByBruteForce(history)
    counts[isLegal ? 'ok' : 'illegal']++
    const problems = found.map((part) => whyNot(history, part))
    const isRight = isLegal ? problems.every((why) => why === undefined) : problems.some(Boolean)
    if (isRight && isLegal === found.every(({ result }) => result === 'ok')) continue
    t.fail(`round ${round}`, { problems, history })
    break
  }
  t.ok(counts.ok > 1_000 && counts.illegal > 1_000, JSON.stringify(counts))
})

const write: KvOperation = {
  client: 'C0',
  input: { op: 'put', key: 'x', value: 'a' },
  callStamp: 1,
  returnStamp: 4,
}
const read: KvOperation = {
  client: 'C1',
  input: { op: 'get', key: 'x' },
  output: '',
  callStamp: 2,
  returnStamp: 3,
}

t.test('a read of the old value stands before the write that it overlaps', async (t) => {
  const [part] = findOrders(kvSearchModel, [write, read], LIMITS)
  t.strictSame(part, { name: 'key "x"', result: 'ok', order: [read, write] })
  t.equal(whyNot([write, read], { ...(part as Found), order: [write, read] })?.slice(-5), 'there')
})

t.test('without steps nothing is known', async (t) => {
  const many = Array.from({ length: 5 }, (_, at) => ({ ...write, client: `C${at}` }))
  const [part] = findOrders(kvSearchModel, [...many, read], { stepsMax: 1 })
  t.match(part, { result: 'unknown', order: undefined })
})
