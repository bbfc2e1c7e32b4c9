/**
 * Tests of harness/tester/raft-monitors.ts: for each monitor the smallest thing it must reject, and
 * its nearest neighbour that is right.
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

/** Monitors of three servers, and what they have said. */
function watch() {
  const failures: string[] = []
  const warnings: string[] = []
  const monitors = new RaftMonitors({
    nowMs: () => 10,
    fail: (failure: CheckFailure) => failures.push(failure.message),
    warn: (warning) => warnings.push(warning),
  })
  return {
    monitors,
    failures,
    warnings,
    apply(server: number, index: number, command: unknown, expected = index): void {
      monitors.observeApply(life(server), index, encodeText(command), expected)
    },
    submit(server: number, index: number, term = 1): void {
      const started = { index, term, isLeader: true }
      monitors.observeStart(life(server), A, started, { term, isLeader: true })
    },
    install(server: number, index: number, commands: readonly unknown[], lastApplied = 0): void {
      const encoded = commands.map((command) => encodeText(command))
      const snapshot = { index, term: 1, contentIndex: encoded.length, commands: encoded }
      monitors.observeSnapshot(life(server), snapshot, lastApplied)
    },
  }
}

t.test('M1: one leader per term, dead ones included', async (t) => {
  const { monitors, failures } = watch()
  monitors.observeState(life(0), 1, true)
  monitors.observeState(life(0), 1, true)
  monitors.observeState(life(1), 2, true)
  monitors.observeState(life(2), 2, false)
  t.strictSame(failures, [])
  monitors.observeState(life(2, 2), 1, true)
  t.match(failures, [/S0 and S2 both claim to be leader of term 1/])
})

t.test('M2: a term never falls in one life', async (t) => {
  const { monitors, failures } = watch()
  monitors.observeState(life(0), 3, false)
  monitors.observeState(life(1), 2, false)
  monitors.observeState(life(0, 2), 2, false)
  t.strictSame(failures, [], 'what it had only heard of may be lost by a crash')
  monitors.observeState(life(0, 2), 1, false)
  t.match(failures, [/S0's term went back from 2 to 1/])
})

t.test('M2: nor below one that the server has led in, over crashes', async (t) => {
  const { monitors, failures } = watch()
  monitors.observeState(life(0), 4, true)
  monitors.observeState(life(0, 2), 4, false)
  monitors.observeState(life(1), 1, false)
  t.strictSame(failures, [])
  monitors.observeState(life(0, 3), 3, false)
  t.match(failures, [/S0 is in term 3 after a restart, but had led in term 4 before it crashed/])
})

t.test('M9: a new command goes behind what was committed before its term', async (t) => {
  const { monitors, apply, submit, failures } = watch()
  monitors.observeState(life(0), 1, true)
  monitors.observeState(life(1), 2, true)
  apply(1, 1, 'a')
  submit(0, 1, 1)
  submit(1, 2, 2)
  t.strictSame(failures, [], 'a leader of the past may not know of it')
  monitors.observeState(life(2), 3, true)
  submit(2, 1, 3)
  t.match(failures, [
    /S2, leader of term 3, gave index 1 to a new command, but a command was commit/,
  ])
})

t.test('M9: who led already when it was committed may be one of the past', async (t) => {
  const { monitors, apply, submit, failures } = watch()
  monitors.observeState(life(0), 1, true)
  monitors.observeState(life(2), 3, true)
  apply(0, 1, 'a')
  submit(2, 1, 3)
  t.strictSame(failures, [])
})

t.test('M3: the first command applied at an index stands', async (t) => {
  const { apply, failures } = watch()
  apply(0, 1, 'a')
  apply(1, 1, 'a')
  t.strictSame(failures, [])
  apply(2, 1, 'b')
  t.match(failures, [/S0 and S2 applied different commands at index 1/])
})

t.test('M3: the number 1 is not the text "1"', async (t) => {
  const { apply, failures } = watch()
  apply(0, 1, 1)
  apply(1, 1, '1')
  t.match(failures, [/different commands at index 1/])
})

t.test('M3: a command that is undefined is called so', async (t) => {
  const details: unknown[] = []
  const fail = ({ notes }: CheckFailure): unknown => details.push(notes.details)
  const monitors = new RaftMonitors({ nowMs: () => 10, fail, warn() {} })
  monitors.observeApply(life(0), 1, encodeText('undefined'), 1)
  monitors.observeApply(life(1), 1, encodeText(undefined), 1)
  t.strictSame(details, [['S0  "undefined"  at 10 ms', 'S1  undefined  at 10 ms']])
})

t.test('M3: a server that contradicts its own earlier life', async (t) => {
  const { apply, failures } = watch()
  apply(0, 1, 'a')
  apply(0, 1, 'b')
  t.match(failures, [/S0 applied two different commands at index 1, the first before a restart/])
})

t.test('M3: under a service, an index is left out by all or by none', async (t) => {
  const { apply, failures, monitors } = watch()
  apply(0, 1, 'a')
  monitors.observeLeftOut(life(0), 2, 3)
  apply(0, 4, 'd')
  monitors.observeLeftOut(life(1), 2, 3)
  t.strictSame(failures, [])
  apply(2, 3, 'c')
  monitors.observeLeftOut(life(2), 4, 4)
  t.match(failures, [
    /S0 left out index 3, at which S2 applied a command/,
    /S2 left out index 4, at which S0 applied a command/,
  ])
})

t.test('M3: a thousand entries are no first entries of terms', async (t) => {
  const { failures, monitors } = watch()
  monitors.observeLeftOut(life(0), 1, 1_000)
  t.strictSame(failures, [])
  monitors.observeLeftOut(life(0), 1, 1_001)
  t.match(failures, [/S0 applied index 1002 right after index 0/])
})

t.test('M4: no gap, and nothing twice', async (t) => {
  const { apply, failures } = watch()
  apply(0, 2, 'b', 1)
  apply(1, 1, 'a', 2)
  apply(2, 0, 'a', 1)
  t.match(failures, [
    /S0 applied index 2 out of order, expected index 1/,
    /S1 applied index 1 again; it had applied everything up to index 1/,
    /^S2 applied index 0 although indexes start at 1$/,
  ])
})

t.test('M5: a snapshot holds what its index stands for', async (t) => {
  const { apply, install, failures, monitors } = watch()
  apply(0, 1, 'a')
  apply(0, 2, 'b')
  install(1, 2, ['a', 'b'])
  t.strictSame(failures, [])
  install(2, 2, ['a', 'x'])
  install(2, 3, ['a', 'b'])
  t.match(failures, [
    /S0 and S2 applied different commands at index 2/,
    /S2 delivered a snapshot as snapshotIndex 3, but the snapshot was taken at index 2/,
  ])
  t.equal(monitors.golden(2), encodeText('b'))
})

t.test('M5: who has a command by a snapshot only is said to', async (t) => {
  const details: (readonly string[])[] = []
  const monitors = new RaftMonitors({
    nowMs: () => 1_234,
    fail: ({ notes }: CheckFailure) => details.push(notes.details ?? []),
    warn: () => {},
  })
  monitors.observeApply(life(0), 1, encodeText('a'), 1)
  const snapshot = { index: 1, term: 1, contentIndex: 1, commands: [encodeText('b')] }
  monitors.observeSnapshot(life(1), snapshot, 0)
  t.strictSame(details, [
    ['S0  "a"  at 1,234 ms', 'S1  "b"  at 1,234 ms, in a snapshot of index 1'],
  ])
})

t.test('M5: a snapshot never moves the service back', async (t) => {
  const { install, failures } = watch()
  install(0, 1, ['a'], 1)
  t.strictSame(failures, [], 'the same place is no step back')
  install(0, 1, ['a'], 2)
  t.match(failures, [/delivered a snapshot of index 1 after it had applied index 2/])
})

t.test('M5: another snapshotTerm for the same index is worth a note', async (t) => {
  const { monitors, failures, warnings } = watch()
  const snapshot = { index: 1, contentIndex: 1, commands: [encodeText('a')] }
  monitors.observeSnapshot(life(0), { ...snapshot, term: 1 }, 0)
  monitors.observeSnapshot(life(1), { ...snapshot, term: 2 }, 0)
  t.strictSame(failures, [])
  t.match(warnings, [/snapshot of index 1 with snapshotTerm 2; it was 1 before/])
})

t.test('M6: start() agrees with getState()', async (t) => {
  const { monitors, failures } = watch()
  const accepted = { index: 1, term: 2, isLeader: true }
  const refused = { index: -1, term: 0, isLeader: false }
  monitors.observeStart(life(0), A, accepted, { term: 2, isLeader: true })
  monitors.observeStart(life(1), A, refused, { term: 2, isLeader: false })
  t.strictSame(failures, [], 'what a refused start() says besides is not looked at')
  monitors.observeStart(life(0), A, accepted, { term: 2, isLeader: false })
  monitors.observeStart(life(0), A, refused, { term: 2, isLeader: true })
  monitors.observeStart(life(0), A, accepted, { term: 3, isLeader: true })
  t.match(failures, [
    /start\(\) accepted a command, but getState\(\) says it is not the leader/,
    /start\(\) refused a command as no leader, but getState\(\) says it is the leader/,
    /start\(\) returned term 2, but getState\(\) says term 3/,
  ])
})

t.test('M6: indexes of one term follow each other, from 1', async (t) => {
  const { submit, failures } = watch()
  submit(0, 1)
  submit(0, 2)
  submit(0, 2, 2)
  t.strictSame(failures, [], 'a new term may begin where the old one had got to')
  submit(0, 4, 2)
  submit(1, 0)
  t.match(failures, [
    /start\(\) returned index 4 in term 2, but the command before it in that term got index 2/,
    /accepted a command at index 0; indexes start at 1/,
  ])
})
