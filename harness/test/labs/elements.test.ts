/** Tests of checkElements in labs/kvraft/suite/generic.ts: what it says of a wrong value. */
import t from 'tap'
import { checkElements, elementOf } from '../../../labs/kvraft/suite/generic.ts'

const COUNTS = new Map([
  [0, 2],
  [1, 1],
])

function elementsOf(...elements: readonly (readonly [me: number, at: number])[]): string {
  return elements.map(([me, at]) => elementOf(me, at)).join('')
}

const WRONG: readonly (readonly [why: string, value: string, message: string])[] = [
  [
    'an append that is missing at the end',
    elementsOf([0, 0], [0, 1]),
    'key "k" lacks x 1 0 y, whose append had returned',
  ],
  [
    'an append that is missing before another',
    elementsOf([0, 1], [1, 0]),
    'key "k" holds x 0 1 y, but not x 0 0 y, which was appended before',
  ],
  [
    'two in the wrong order',
    elementsOf([0, 1], [1, 0], [0, 0]),
    'key "k" holds x 0 1 y before x 0 0 y, which was appended first',
  ],
  ['one twice', elementsOf([0, 0], [1, 0], [0, 0], [0, 1]), 'key "k" holds x 0 0 y a second time'],
  [
    'one of nobody',
    elementsOf([0, 0], [7, 0], [0, 1], [1, 0]),
    'key "k" holds x 7 0 y, none of the appends that are expected',
  ],
  [
    'one too many',
    elementsOf([0, 0], [0, 1], [0, 2], [1, 0]),
    'key "k" holds x 0 2 y, none of the appends that are expected',
  ],
  [
    'one that is written in another way',
    `${elementsOf([0, 0], [0, 1])}x 1 00 y`,
    'key "k" holds x 1 00 y, none of the appends that are expected',
  ],
  [
    'text between them',
    `${elementsOf([0, 0], [0, 1])}?${elementsOf([1, 0])}`,
    'key "k" holds text that is no element',
  ],
]

for (const [why, value, message] of WRONG) {
  t.test(why, async (t) => {
    t.throws(() => checkElements('k', value, COUNTS), { message })
  })
}

t.test('each once, those of a client in order', async () => {
  checkElements('k', elementsOf([0, 0], [0, 1], [1, 0]), COUNTS)
  checkElements('k', elementsOf([1, 0], [0, 0], [0, 1]), COUNTS)
})
