/**
 * A trace holds commands and messages whole, up to a limit that it names, and says where in the
 * submission handlers and timers stand.
 */
import { readFileSync } from 'node:fs'
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

/** Of every request and timer in a run the file, the line, and what stands in it. */
async function placesOf(spoilt: string): Promise<ReadonlySet<string>> {
  const test = testInfos.find(({ name }) => name === 'TestInitialElection2A')
  if (test === undefined) throw new Error('no such test')
  const raft = await bundleLab('raft', { folder: 'solutions' }, (file, text) => {
    return file === 'raft/raft.ts' ? text + spoilt : text
  })
  const { trace = [] } = await runTraced({ plan: makePlan([test]), builds: { raft } }, test, 1)
  const placed = trace.flatMap(({ kind, svcMeth, place }) => {
    return typeof place === 'string' ? [`${kind} ${String(svcMeth)} ${place}`] : []
  })
  return new Set(placed)
}

t.test('a request and a timer say where the code stands that they run', async (t) => {
  const places = [...(await placesOf(''))]
  t.ok(places.some((place) => place.startsWith('timer')))
  for (const method of ['requestVote', 'appendEntries']) {
    const [found, ...others] = places.filter((place) => place.includes(`Raft.${method} `))
    t.strictSame(others, [])
    const [, file = '', line] = /(\S+):(\d+)$/.exec(found ?? '') ?? []
    const text = readFileSync(`solutions/${file}`, 'utf8').split('\n')[Number(line) - 1]
    t.match(text, `  ${method}(`)
  }
  const spoilt = '\nFunction.prototype.toString = () => { throw new Error() }\n'
  t.strictSame([...(await placesOf(spoilt))], places, 'whatever becomes of toString()')
})
