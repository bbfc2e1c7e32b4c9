/** What a guest answers is taken apart with suspicion. */
import t from 'tap'
import { checkAnswer } from '../../guest/answer.ts'
import type { FrameValue } from '../../guest/frame.ts'
import { OP } from '../../realm/protocol.ts'

const bytes = new Uint8Array(3)

/** An answer without rejections, a start() or a getState(). */
const outbox = (...values: FrameValue[]): FrameValue[] => [0, undefined, undefined, ...values]

const GOOD: readonly FrameValue[][] = [
  outbox(),
  [2, 'Error: a', 'Error: b', '3 1 1', 5],
  [0, '-1 0 0', -1],
  outbox(OP.call, 1, 0, 'Raft.requestVote', '{}', OP.save, bytes, bytes, OP.setTimer, 1, 0.00005),
  outbox(OP.applyCommand, 1, '"x"', OP.result, 1, '{"$":"undef"}', OP.sawCommand, Number.NaN, '1'),
]

const BAD: readonly (readonly [what: string, answer: FrameValue[]])[] = [
  ['nothing', []],
  ['no number of rejections', ['0', undefined, undefined]],
  ['more rejections than values', [1e9, undefined, undefined]],
  ['a rejection that is a number', [1, 4, undefined, undefined]],
  ['a rejection of too many letters', [1, 'x'.repeat(8_001), undefined, undefined]],
  ['an error of too many letters', outbox(OP.error, 'a timer', 'x'.repeat(8_001))],
  ['a start() in words', [0, 'yes', undefined]],
  ['a start() without an end', [0, `${'9'.repeat(400)} 1 1`, undefined]],
  ['a term that is a fraction', [0, undefined, 0.5]],
  ['a term that is no number', [0, undefined, Number.NaN]],
  ['a negative term', [0, undefined, -2]],
  ['an operation that there is not', outbox(99)],
  ['an operation that is a text', outbox('call')],
  ['a prototype for an operation', outbox('__proto__')],
  ['half an operation', outbox(OP.call, 1, 0)],
  ['a call of a negative end', outbox(OP.call, 1, -1, 'Raft.x', '{}')],
  ['a call without a method', outbox(OP.call, 1, 1, undefined, '{}')],
  ['bytes for text', outbox(OP.reply, 1, bytes)],
  ['text for bytes', outbox(OP.save, 'abc', bytes)],
  ['a timer that is due before now', outbox(OP.setTimer, 1, -5)],
  ['a timer that is never due', outbox(OP.setTimer, 1, Number.POSITIVE_INFINITY)],
  ['a timer without a time', outbox(OP.setTimer, 1, Number.NaN)],
  ['an index that is a fraction', outbox(OP.applyCommand, 1.5, '"x"')],
  ['an index that is no number', outbox(OP.applySnapshot, Number.NaN, 1, bytes)],
  ['a command that is no JSON', outbox(OP.applyCommand, 1, '{')],
  ['a command that encode() would write in another way', outbox(OP.applyCommand, 1, '{ }')],
  ['a command nested without end', outbox(OP.applyCommand, 1, '['.repeat(9e4) + ']'.repeat(9e4))],
  ['a result of an unknown kind', outbox(OP.result, 1, '{"$":"host","v":1}')],
  ['a command seen that is no text', outbox(OP.sawCommand, 1, undefined)],
]

t.test('what a realm can have put out is taken', async (t) => {
  for (const answer of GOOD) t.type(checkAnswer(answer), Object, JSON.stringify(answer))
})

t.test('what it cannot is refused, with a word on what is wrong', async (t) => {
  for (const [what, answer] of BAD) t.type(checkAnswer(answer), 'string', what)
})
