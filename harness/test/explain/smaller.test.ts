/** Tests of harness/explain/smaller.ts, on tests whose sizes are known. */
import t from 'tap'
import { type Candidate, findSmaller, type Size } from '../../explain/smaller.ts'

const first = { test: 'Own', seed: 5, rpcs: 1_000, atMs: 9_000 }
const never = (): boolean => false

/** A search over runs that fail as told; with what it tried. */
function search(
  sizeOf: (candidate: Candidate) => Size | undefined,
  others: readonly string[] = [],
) {
  const tried: (Candidate & { limitMs: number })[] = []
  const attempt = async (candidate: Candidate, limitMs: number): Promise<Size | undefined> => {
    tried.push({ ...candidate, limitMs })
    const size = sizeOf(candidate)
    return size === undefined || size.atMs > limitMs ? undefined : size
  }
  const found = findSmaller({ first, others, jobs: 1, attempt, isOver: never })
  return { found, tried }
}

t.test('another seed of the test that fails with less is found', async (t) => {
  const { found, tried } = search(({ seed }) =>
    seed === 7 ? { rpcs: 90, atMs: 700 } : { rpcs: 2_000, atMs: 800 },
  )
  t.match(await found, { test: 'Own', seed: 7, rpcs: 90 })
  t.notOk(
    tried.some(({ seed }) => seed === 5),
    'it is not made again itself',
  )
  t.ok(tried.filter(({ seed }) => seed > 7).every(({ limitMs }) => limitMs === 700))
})

t.test(
  'another test is tried for a short time first, and in full where that was in vain',
  async (t) => {
    const short = search(
      ({ test }) => (test === 'Short' ? { rpcs: 20, atMs: 300 } : undefined),
      ['Long', 'Short'],
    )
    t.match(await short.found, { test: 'Short', seed: 1 })
    t.strictSame(
      short.tried.filter(({ test }) => test === 'Long').map(({ limitMs }) => limitMs),
      [3_000],
      'as long as the best so far it was tried already',
    )
    const long = search(
      ({ test }) => (test === 'Long' ? { rpcs: 20, atMs: 8_000 } : undefined),
      ['Long'],
    )
    t.match(await long.found, { test: 'Long' })
  },
)

t.test('the best test is tried under more seeds, while that helps', async (t) => {
  const sizes = search(
    ({ test, seed }) => (test === 'Other' ? { rpcs: 200 - seed, atMs: 400 } : undefined),
    ['Other'],
  )
  const { rpcs, seed } = await sizes.found
  t.equal(rpcs, 200 - seed)
  t.ok(seed > 40)
  t.ok(sizes.tried.length < 400, 'and it ends')
})

t.test('where nothing fails in that way, or there is no time, it is the run itself', async (t) => {
  const none = search(() => undefined, ['Other'])
  t.strictSame(await none.found, first)
  t.ok(none.tried.length < 100)
  const attempt = async () => t.fail('there is no time')
  const over = { first, others: ['Other'], jobs: 2, isOver: () => true }
  t.strictSame(await findSmaller({ ...over, attempt: async () => void (await attempt()) }), first)
})
