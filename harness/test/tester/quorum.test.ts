/** Tests of harness/tester/quorum.ts: what it must reject, and its nearest neighbour that is right. */
import t from 'tap'
import { encodeText } from '../../realm/inside/labgob.ts'
import type { CheckFailure } from '../../tester/failure.ts'
import { Quorum } from '../../tester/quorum.ts'

/** A group that exchanges messages, one millisecond after another. */
function group(size: number) {
  let nowMs = 0
  const failures: string[] = []
  const names = Array.from({ length: size }, (_, server) => `N${server}`)
  const quorum = new Quorum(
    {
      nowMs: () => nowMs,
      fail: (failure: CheckFailure) => failures.push(failure.message),
      warn: () => {},
    },
    names,
  )
  const send = (from: number, to: number): (() => void) => {
    nowMs++
    const arrive = quorum.sent(`N${from}`, `N${to}`)
    return () => {
      nowMs++
      arrive?.()
    }
  }
  return {
    quorum,
    failures,
    send,
    /** Requests from one to others and their replies. */
    ask(from: number, ...others: readonly number[]): void {
      for (const to of others) {
        send(from, to)()
        send(to, from)()
      }
    },
    state(server: number, term: number, isLeader = false): void {
      nowMs++
      quorum.observeState(server, term, isLeader)
    },
    start(server: number, term: number, index: number): void {
      nowMs++
      quorum.observeStart(server, encodeText(`${server} ${term} ${index}`), { term, index })
    },
    apply(server: number, index: number, command = `0 1 ${index}`): void {
      nowMs++
      quorum.observeApply(server, index, encodeText(command))
    },
  }
}

t.test('M10: a leader has been answered by a majority since it entered its term', async (t) => {
  const { failures, state, ask } = group(5)
  state(0, 1)
  ask(0, 1, 2)
  state(0, 1, true)
  t.strictSame(failures, [])
  state(3, 2)
  ask(3, 4)
  ask(3, 4)
  state(3, 2, true)
  t.strictSame(failures, ['S3 leads term 2, but cannot have the votes of a majority'])
})

t.test('M10: answers to what was asked before the term count for nothing', async (t) => {
  const { failures, state, ask, send } = group(3)
  state(0, 1)
  ask(0, 1, 2)
  const late = send(1, 0)
  state(0, 2)
  late()
  state(0, 2, true)
  t.equal(failures.length, 1)
})

t.test('M10: nor does what is sent to it without having heard from it', async (t) => {
  const { failures, state, send } = group(3)
  state(0, 1)
  send(1, 0)()
  send(2, 0)()
  state(0, 1, true)
  t.equal(failures.length, 1)
})

t.test('M10: a vote may come round by others, and a group of one needs none', async (t) => {
  const relayed = group(3)
  relayed.state(0, 1)
  relayed.send(0, 1)()
  relayed.send(1, 2)()
  relayed.send(2, 0)()
  relayed.state(0, 1, true)
  t.strictSame(relayed.failures, [])
  const alone = group(1)
  alone.state(0, 1)
  alone.state(0, 1, true)
  t.strictSame(alone.failures, [])
})

t.test('M11: an index is applied once a majority can have it and that is known', async (t) => {
  const { failures, state, ask, start, apply, send } = group(5)
  state(0, 1)
  ask(0, 1, 2, 3)
  state(0, 1, true)
  start(0, 1, 1)
  ask(0, 1, 2)
  apply(0, 1)
  send(0, 1)()
  apply(1, 1)
  t.strictSame(failures, [])
  apply(3, 1)
  t.strictSame(failures, ['S3 applied index 1, but cannot know that it is committed'])
})

t.test('M11: an answer to what was sent before the command counts for nothing', async (t) => {
  const { failures, state, ask, start, apply, send } = group(3)
  state(0, 1)
  ask(0, 1, 2)
  state(0, 1, true)
  send(0, 1)()
  const late = send(1, 0)
  start(0, 1, 1)
  late()
  apply(0, 1)
  t.equal(failures.length, 1)
})

t.test('M11: who is in a later term already stores nothing', async (t) => {
  const { failures, state, ask, start, apply } = group(3)
  state(0, 1)
  ask(0, 1, 2)
  state(0, 1, true)
  state(1, 2)
  state(2, 2)
  start(0, 1, 1)
  ask(0, 1, 2)
  apply(0, 1)
  t.equal(failures.length, 1)
})

t.test('M10: nor does it vote; a candidate is in its term when it asks', async (t) => {
  const wrong = group(3)
  wrong.state(0, 1)
  wrong.state(1, 2)
  wrong.state(2, 2)
  wrong.ask(0, 1, 2)
  wrong.state(0, 1, true)
  t.equal(wrong.failures.length, 1)
  const right = group(3)
  right.state(1, 2)
  right.state(0, 2)
  right.ask(0, 1)
  right.state(0, 2, true)
  t.strictSame(right.failures, [])
})

/** Raft Fig. 8: S0 leads term 1, S1 leads term 2 with the entry of term 1 in its log. */
function fig8(size: number) {
  const run = group(size)
  run.state(0, 1)
  run.ask(0, 1, 2)
  run.state(0, 1, true)
  run.start(0, 1, 1)
  run.send(0, 1)()
  run.state(1, 2)
  run.ask(1, 2, 3)
  run.state(1, 2, true)
  return run
}

t.test('M11: an entry of an earlier term needs something of the present term', async (t) => {
  const wrong = fig8(5)
  wrong.apply(1, 1)
  t.equal(wrong.failures.length, 1, 'votes are no answers of an office')
  const early = fig8(5)
  early.send(1, 2)()
  early.send(1, 3)()
  early.apply(1, 1)
  t.equal(early.failures.length, 1, 'nobody has answered')
  const right = fig8(5)
  right.start(1, 2, 2)
  right.ask(1, 2, 3)
  right.apply(1, 1)
  right.apply(1, 2)
  t.strictSame(right.failures, [])
})

t.test("M11: that may be the leader's own entry, with which it begins its term", async (t) => {
  const right = fig8(5)
  right.ask(1, 2, 3)
  right.apply(1, 1)
  right.send(1, 2)()
  right.apply(2, 1)
  t.strictSame(right.failures, [])
  right.start(1, 2, 2)
  right.apply(1, 2)
  t.equal(right.failures.length, 1, 'it covers nothing that came later')
})

t.test('M11: nor what the leader of a later term cannot know of', async (t) => {
  const run = group(5)
  run.state(0, 1)
  run.ask(0, 1, 2)
  run.state(0, 1, true)
  run.state(1, 2)
  run.ask(1, 2, 3)
  run.start(0, 1, 1)
  run.state(1, 2, true)
  run.ask(1, 2, 3)
  run.apply(1, 1)
  t.equal(run.failures.length, 1)
})

/** All have the entry of term 1 by its leader, and S1 learns that when they vote for it. */
function heldByAll() {
  const run = group(4)
  run.state(0, 1)
  run.ask(0, 1, 2)
  run.state(0, 1, true)
  run.start(0, 1, 1)
  for (const other of [1, 2, 3]) run.send(0, other)()
  run.state(1, 2)
  run.state(0, 2)
  run.ask(1, 0, 2, 3)
  return run
}

t.test('M11: what every server has is committed, of whatever term it is', async (t) => {
  const { failures, state, apply } = heldByAll()
  state(1, 2, true)
  apply(1, 1)
  t.strictSame(failures, [])
})

t.test('M11: but not another command, that stood there before', async (t) => {
  const { failures, state, apply } = heldByAll()
  state(1, 2, true)
  apply(1, 1, 'another')
  t.strictSame(failures, ['S1 applied "another" at index 1, where no start() has put it'])
})

t.test('messages to and from others than the group are not followed', async (t) => {
  const { quorum } = group(3)
  t.equal(quorum.sent('N0', 'C1'), undefined)
  t.equal(quorum.sent('C1', 'N0'), undefined)
})
