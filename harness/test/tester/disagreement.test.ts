/**
 * Tests of harness/tester/disagreement.ts: a command that was not agreed on is said to have failed
 * in the way that was seen, and in no other.
 */
import t from 'tap'
import { type Acceptance, type Disagreement, noAgreement } from '../../tester/disagreement.ts'

const NOTHING = new Uint8Array(0)

function disagreement(more: Partial<Disagreement>): Disagreement {
  return {
    command: '100',
    wanted: 3,
    triedMs: 10_012,
    acceptances: [],
    appliedBy: () => [],
    golden: () => undefined,
    describeGolden: () => [],
    savedStates: [NOTHING, NOTHING, NOTHING],
    states: ['S0  is somewhere'],
    ...more,
  }
}

function accepted(index: number, server = 1): Acceptance {
  return { server, index, term: 2, atMs: 1_234 }
}

const GOLDEN: Record<number, string> = { 3: '100', 4: '200' }
const golden = (index: number): string | undefined => GOLDEN[index]
const CASES: readonly (readonly [
  why: string,
  seen: Partial<Disagreement>,
  what: string,
  rule: RegExp,
])[] = [
  [
    'nobody accepted it',
    {},
    'no connected server accepted it within 10,012 ms',
    /a new one must be there within five seconds/,
  ],
  [
    'nobody has applied anything there',
    { acceptances: [accepted(5)], golden },
    'nobody has applied index 5',
    /stored on a majority/,
  ],
  [
    'another command has its place',
    { acceptances: [accepted(5), accepted(4)], golden },
    'another command was applied at index 4',
    /stays leader while nothing fails/,
  ],
  [
    'some have applied it',
    { acceptances: [accepted(3)], golden, appliedBy: () => [0, 2] },
    'it was applied at index 3 by 2 of 3 servers',
    /the leader retries/,
  ],
  [
    'some have applied it where it was accepted before the last time',
    { acceptances: [accepted(3), accepted(5)], golden, appliedBy: () => [2] },
    'it was applied at index 3 by 1 of 3 servers',
    /the leader retries/,
  ],
  [
    'who applied it has restarted since',
    { acceptances: [accepted(3)], golden },
    'it was applied at index 3 by 0 of 3 servers',
    /the leader retries/,
  ],
]

for (const [why, seen, what, rule] of CASES) {
  t.test(why, async (t) => {
    const { message, notes } = noAgreement(disagreement(seen))
    t.equal(message, `one(100) failed to reach agreement of 3 servers: ${what}`)
    t.match(notes.rule, rule)
  })
}

t.test('the last acceptance is shown, and how many there were', async (t) => {
  const acceptances = [accepted(3, 0), accepted(5)]
  const { notes } = noAgreement(disagreement({ acceptances }))
  t.strictSame(notes.details, [
    'S1  accepted it at index 5 in term 2 at 1,234 ms, the last of 2 times',
    'S0  is somewhere',
  ])
})
