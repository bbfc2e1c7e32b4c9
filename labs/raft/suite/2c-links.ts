/**
 * Part 2C, scenarios of our own: links that work one way only, and a majority that exists only
 * around one server. The monitors judge safety; here a majority that can talk must also get on.
 * Source: Raft §5.5, §9.3.
 */
import { CheckFailure } from '../../../harness/tester/failure.ts'
import type { TestContext } from '../../../harness/tester/lab-test.ts'
import type { RaftCluster } from '../../../harness/tester/raft-cluster.ts'
import { RULE } from '../../../harness/tester/rules.ts'
import { agreedLeader, agreedTrio, raftTest } from './openings.ts'
import { cut, restart } from './steering.ts'

/**
 * Ours: dozens of elections; a solution may need some before the one server wins whom everybody
 * hears.
 */
const PROGRESS_MS = 60_000
const POLL_MS = 100
/** Time for those who no longer hear the leader to stand for election. */
const SETTLE_MS = 2_000

/** Submits fresh commands to everybody who leads, until some servers have applied one of them. */
async function checkProgress(
  t: TestContext,
  raft: RaftCluster,
  servers: number,
  situation: string,
  rule: string = RULE.available,
): Promise<void> {
  const submitted = new Map<number, number>()
  const accepted = new Map<number, { count: number; last: number }>()
  const isDone = (): boolean =>
    [...submitted].some(
      ([command, index]) =>
        raft.applied(index) === command && raft.nCommitted(index).count >= servers,
    )
  for (let waitedMs = 0; waitedMs < PROGRESS_MS; waitedMs += POLL_MS) {
    for (const server of raft.claimants()) {
      const command = raft.randomCommand()
      const { index, isLeader } = raft.submit(server, command)
      if (!isLeader) continue
      submitted.set(command, index)
      accepted.set(server, { count: (accepted.get(server)?.count ?? 0) + 1, last: index })
    }
    await t.sleep(POLL_MS)
    if (isDone()) return
  }
  const { size } = submitted
  const what =
    size === 0 ? 'no server accepted a command' : `no command was applied by ${servers} servers`
  throw new CheckFailure(`${what} within ${PROGRESS_MS / 1_000} s: ${situation}`, {
    rule,
    details: [
      ...(size === 0 ? [`none said that it leads, when asked ${PROGRESS_MS / POLL_MS} times`] : []),
      ...[...accepted].map(([server, { count, last }]) => {
        return `S${server}  accepted ${count} commands, the last at index ${last}`
      }),
      ...raft.describeStates(),
    ],
  })
}

const oneWay = raftTest({
  part: '2C',
  name: 'TestOneWayLinks2C',
  title: 'Test (2C): links that lose one direction',
  points: 1,
  servers: 3,
  origin: 'ours',
  async body(t, raft) {
    for (const isLeaderMute of [true, false]) {
      const { leader, follower } = await agreedTrio(raft)
      const [from, to] = isLeaderMute ? [leader, follower] : [follower, leader]
      const lost = cut(raft, from, to)
      await t.sleep(SETTLE_MS)
      await checkProgress(t, raft, 2, `S${from} is not heard by S${to}, all other links work`)
      lost.lift()
    }
    await raft.one(raft.randomCommand(), 3, true)
  },
})

const bridge = raftTest({
  part: '2C',
  name: 'TestBridge2C',
  title: 'Test (2C): two halves that only one server connects',
  points: 1,
  servers: 5,
  origin: 'ours',
  async body(t, raft) {
    await raft.one(raft.randomCommand(), 5, true)
    const [a, b, c, d, middle] = t.shuffle(raft.servers) as [number, number, number, number, number]
    const halves = [
      [a, b],
      [c, d],
    ]
    const sideOf = (server: number): number => halves.findIndex((half) => half.includes(server))
    const split = raft.routes.drop(({ from, to }) => {
      const sides = [sideOf(from as number), sideOf(to as number)]
      return !sides.includes(-1) && sides[0] !== sides[1]
    })
    await t.sleep(SETTLE_MS)
    await checkProgress(
      t,
      raft,
      3,
      `S${a}, S${b} and S${c}, S${d} hear each other only over S${middle}`,
    )
    split.lift()
    await raft.one(raft.randomCommand(), 5, true)
  },
})

const deposedLeader = raftTest({
  part: '2C',
  name: 'TestDeposedLeader2C',
  title: 'Test (2C): heartbeats of a past term hold up no election',
  points: 1,
  servers: 5,
  origin: 'ours',
  async body(t, raft) {
    const deposed = await agreedLeader(raft)
    raft.disconnect(deposed)
    await raft.one(raft.randomCommand(), 4, true)
    const leader = await raft.checkOneLeader()

    // It is heard by all and hears nobody, so it does not learn that its term is over.
    const deaf = raft.routes.drop(({ from, to }) => to === deposed && from !== deposed)
    raft.connect(deposed)
    raft.crash(leader)
    await t.sleep(SETTLE_MS)
    await checkProgress(
      t,
      raft,
      3,
      `S${deposed}, which has led in a past term, is heard by all and hears nobody; S${leader} is down, the others hear each other`,
      'Raft Fig. 2, Followers: an election begins unless AppendEntries come from the current leader',
    )
    deaf.lift()
    restart(raft, leader)
    await raft.one(raft.randomCommand(), 5, true)
  },
})

export const linkScenarios = [oneWay, bridge, deposedLeader]
