/** A trace holds commands and messages whole, up to a limit that it names. */
import t from 'tap'
import { bundleLab } from '../../runner/build-labs.ts'
import { runTraced } from '../../runner/pool.ts'
import { testInfos } from '../../runner/test-infos.ts'
import { limited } from '../../tester/process.ts'
import { makePlan } from '../report/samples.ts'

t.test('a command of 5,000 letters is whole wherever it goes', async (t) => {
  const test = testInfos.find(({ name }) => name === 'TestRPCBytes2B')
  if (test === undefined) return t.fail('no such test')
  const builds = { raft: await bundleLab('raft', { folder: 'solutions' }) }
  const { trace: events = [] } = await runTraced({ plan: makePlan([test]), builds }, test, 1)
  for (const kind of ['start', 'call', 'request', 'apply']) {
    const texts = events.filter((event) => event.kind === kind).map(({ text }) => String(text))
    t.ok(
      texts.some((text) => /[^ "]{5000}/.test(text)),
      kind,
    )
  }
})

t.test('a text is cut at 64 kB of UTF-8, between two characters, and says so', async (t) => {
  const most = 64 * 1024
  for (const whole of ['', 'a'.repeat(most), 'ä'.repeat(most / 2)]) t.equal(limited(whole), whole)
  t.equal(limited(`${'a'.repeat(most)}b`), `${'a'.repeat(most)}... (cut at 64 kB of 65537 B)`)
  t.equal(
    limited(`a${'ä'.repeat(most / 2)}`),
    `a${'ä'.repeat(most / 2 - 1)}... (cut at 64 kB of 65537 B)`,
  )
})
