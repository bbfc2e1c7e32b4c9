/** Tests of harness/tester/standstill.ts. */
import t from 'tap'
import type { End } from '../../labrpc/observers.ts'
import type { CheckFailure } from '../../tester/failure.ts'
import { Standstill } from '../../tester/standstill.ts'

function watch() {
  const failures: string[] = []
  let nowMs = 0
  const standstill = new Standstill({
    nowMs: () => nowMs,
    nameOf: (address) => String(address),
    describeWaiting: (newest) => [`waiting in configuration ${newest?.num}`],
    fail: (failure: CheckFailure) => failures.push(failure.message),
  })
  const end = (from: string, server: string) => ({ from, server }) as unknown as End
  return {
    standstill,
    failures,
    /** So many answers of this kind, spread over so many ms. */
    answer(count: number, ms: number, text = '{"err":"ErrWrongGroup"}', svcMeth = 'KV.get'): void {
      for (let i = 0; i < count; i++) {
        nowMs += ms / count
        standstill.replyArrived(end('C0', 'S0'), svcMeth, text)
      }
    },
    end,
  }
}

t.test('the same answer again and again, for long, is a standstill', async (t) => {
  const { answer, failures } = watch()
  answer(2_000, 59_000)
  t.strictSame(failures, [])
  answer(2_000, 60_000)
  t.match(
    failures[0],
    /^nothing has come about since \d+ ms: \d+ answers in a row were repetitions$/,
  )
})

t.test('a client that asks seldom is left alone', async (t) => {
  const { answer, failures } = watch()
  answer(100, 110_000)
  t.strictSame(failures, [])
})

t.test('a new answer, an applied command, a finished operation and a fault are news', async (t) => {
  const news: readonly ((run: ReturnType<typeof watch>) => void)[] = [
    ({ answer }) => answer(1, 0, '{"err":"OK"}'),
    ({ standstill }) => standstill.applied('G100', 'a new command'),
    ({ standstill }) => standstill.news(),
  ]
  for (const happen of news) {
    const run = watch()
    run.answer(2_000, 59_000)
    happen(run)
    run.answer(2_000, 59_000)
    t.strictSame(run.failures, [])
  }
})

t.test('messages of Raft and commands applied again are none', async (t) => {
  const { standstill, answer, failures } = watch()
  standstill.applied('G100', 'a command')
  answer(2_000, 60_000)
  standstill.applied('G100', 'a command')
  answer(2_000, 3_000, '{"term":9}', 'Raft.appendEntries')
  answer(2_000, 6_000)
  t.equal(failures.length > 0, true)
})

t.test('configurations are read from answers, by their shape', async (t) => {
  const { standstill, answer, end } = watch()
  const config = '{"config":{"num":2,"shards":[100,101],"groups":{}}}'
  answer(1, 1)
  standstill.replyArrived(end('G100.S0', 'K0'), 'Ctrler.query', config)
  answer(1, 1)
  t.strictSame(standstill.describe(), [
    'waiting in configuration 2',
    'C0  last answer: S0 get {"err":"ErrWrongGroup"}',
    `G100.S0  was last told configuration 2; last answer: K0 query configuration 2, shards 100 101`,
  ])
})

const CONFIGS = [1, 2, 3].map((num) => `{"num":${num},"shards":[100,101],"groups":{}}`)

t.test('what an asker was last told counts, not what it was told once', async (t) => {
  const { standstill, answer, end } = watch()
  const [, second, third] = CONFIGS
  standstill.replyArrived(end('G100.S0', 'K0'), 'Ctrler.query', third as string)
  answer(1, 1)
  standstill.replyArrived(end('G100.S0', 'K1'), 'Ctrler.query', second as string)
  t.match(standstill.describe()[0], 'waiting in configuration 3', 'the newest that anyone was told')
  t.match(standstill.describe().at(-1), /^G100.S0 {2}was last told configuration 2; /)
})

t.test('a configuration that a group has applied is told, old ones again or not', async (t) => {
  const { standstill, answer } = watch()
  const [first, second] = CONFIGS
  const applied = (): string[] => standstill.describe().filter((line) => /^G/.test(line))
  standstill.applied('G101', '{"op":"put","key":"num shards groups"}')
  standstill.applied('G101', '{"num":7,"shards":[2,5],"data":{"groups":"no"}}')
  t.strictSame(applied(), [], 'no configuration')
  answer(1, 1)
  standstill.applied('G101', `{"op":"config","config":${second}}`)
  standstill.applied('G100', `{"op":"config","config":${first}}`)
  answer(1, 1)
  standstill.applied('G101', `{"op":"config","config":${first}}`)
  t.strictSame(applied(), [
    'G100  has applied a command with configuration 1, at 1 ms, and none with a newer one',
    'G101  has applied a command with configuration 2, at 1 ms, and none with a newer one',
  ])
})
