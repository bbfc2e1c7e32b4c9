/**
 * Tests of harness/tester/life.ts: what the monitors say of a restarted server that seems not to
 * have read what it had saved, and that they say no more than they have seen.
 */
import t from 'tap'
import { encodeText } from '../../realm/inside/labgob.ts'
import type { CheckFailure } from '../../tester/failure.ts'
import { RaftMonitors } from '../../tester/raft-monitors.ts'

/** A command. */
const A = encodeText('a')

function life(server: number, life = 1) {
  return { server, life }
}

/** The details of each failure. */
function watchDetails() {
  const details: string[][] = []
  const monitors = new RaftMonitors({
    nowMs: () => 1_300,
    fail: ({ notes }: CheckFailure) => details.push([...(notes.details ?? [])]),
    warn: () => {},
  })
  return { monitors, details }
}

t.test('M2: who has saved but says an old term is told what was there', async (t) => {
  const { monitors, details } = watchDetails()
  monitors.observeState(life(0), 4, true)
  const firstSaid = { term: 0, atMs: 1_234 }
  monitors.observeState({ ...life(0, 2), loadedBytes: 77, firstSaid }, 0, false)
  monitors.observeState({ ...life(0, 3), loadedBytes: 0 }, 0, false)
  t.match(details, [
    [
      'S0  was started again with 77 bytes of saved Raft state',
      'S0  getState() said term 0 at 1,234 ms, when its constructor had just returned; before the crash it had said term 4',
      /^the constructor restores what was saved before it returns: .* comes too late/,
    ],
    ['S0  had saved nothing when it was started again'],
  ])
})

t.test('M4: who goes through a saved snapshot again is told how it was started', async (t) => {
  const { monitors, details } = watchDetails()
  monitors.observeState(life(0), 4, false)
  const restarted = { ...life(0, 2), loadedBytes: 77, restoredIndex: 9 }
  const inTime = { ...restarted, firstSaid: { term: 4, atMs: 1_234 } }
  monitors.observeState(inTime, 4, false)
  monitors.observeApply(inTime, 10, A, 10)
  t.strictSame(details, [])
  monitors.observeApply(inTime, 9, A, 11)
  monitors.observeApply({ ...restarted, firstSaid: { term: 0, atMs: 1_234 } }, 1, A, 10)
  const started =
    'S0  was started again with 77 bytes of saved Raft state and the snapshot of index 9'
  const said = (term: number): string =>
    `S0  getState() said term ${term} at 1,234 ms, when its constructor had just returned`
  const asked = /^the constructor restores what was saved before it returns, the index of the snap/
  t.match(details, [
    [started, said(4), asked],
    [started, `${said(0)}; before the crash it had said term 4`, asked],
  ])
  t.equal(details[0]?.[1], said(4), 'nothing is said of what it had not forgotten')
})

t.test('M3: who applies another command and begins in an older term, too', async (t) => {
  for (const [firstTerm, loadedBytes, lines] of [
    [0, 77, 5],
    [4, 77, 2],
    [0, 0, 2],
  ] as const) {
    const { monitors, details } = watchDetails()
    monitors.observeState(life(0), 4, false)
    monitors.observeApply(life(0), 1, A, 1)
    const firstSaid = { term: firstTerm, atMs: 1_234 }
    const restarted = { ...life(0, 2), loadedBytes, firstSaid }
    monitors.observeState(restarted, firstTerm, false)
    monitors.observeApply(restarted, 1, encodeText('b'), 1)
    t.equal(details[0]?.length, lines, `term ${firstTerm}, ${loadedBytes} bytes`)
  }
})
