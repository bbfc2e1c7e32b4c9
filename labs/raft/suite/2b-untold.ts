/**
 * Part 2B, a scenario of our own: two followers have acknowledged an entry, and do not know that it
 * is committed. Whatever terms come and go, they must keep it. The monitors and the applied logs
 * are the judge.
 */
import type { TestContext } from '../../../harness/tester/lab-test.ts'
import type { RaftCluster } from '../../../harness/tester/raft-cluster.ts'
import { agreedLeader, raftTest } from './openings.ts'
import {
  COMMIT_MS,
  campaign,
  carries,
  connectOnly,
  elect,
  firstNotForced,
  inRounds,
  type NotForced,
  reunite,
  Story,
  until,
} from './steering.ts'

export const untoldEntry = raftTest({
  part: '2B',
  name: 'TestUntoldEntry2B',
  title: 'Test (2B): an acknowledged entry outlives new terms, known as committed or not',
  points: 1,
  servers: 5,
  origin: 'ours',
  async body(t, raft) {
    const story = new Story(t)
    for (const scene of [followAndLose, leadAndYield]) {
      await inRounds(t, { wanted: 1, most: 4, story }, async () => {
        const untold = await commitUntold(t, raft, story)
        const notForced = untold === undefined ? [UNTOLD] : await scene(t, raft, untold)
        if (untold !== undefined) await raft.one(raft.randomCommand(), 3, true)
        reunite(raft)
        await raft.one(raft.randomCommand(), 5, true)
        return notForced
      })
    }
  },
})

const UNTOLD =
  'a leader commits an entry by the acknowledgements of two followers that are not told'

/** Three of five have an entry; its leader, which alone knows that it is committed, is gone. */
interface Untold {
  readonly index: number
  readonly follower: number
  readonly second: number
  /** They lack it. */
  readonly others: readonly number[]
}

/** Undefined where it did not come about: then nobody need have the entry. */
async function commitUntold(
  t: TestContext,
  raft: RaftCluster,
  story: Story,
): Promise<Untold | undefined> {
  const leader = await agreedLeader(raft)
  const [follower, second, ...others] = t.shuffle(
    raft.servers.filter((server) => server !== leader),
  ) as [number, number, ...number[]]
  connectOnly(raft, [leader, follower, second])
  const command = raft.randomCommand()
  const brought = new Set<unknown>()
  const untold = raft.routes.drop((packet) => {
    if (packet.leg !== 'request' || packet.from !== leader) return false
    const isBehind = brought.has(packet.to)
    if (carries(packet, command)) brought.add(packet.to)
    return isBehind
  })
  const { index } = raft.submit(leader, command)
  const isCommitted = await until(t, COMMIT_MS, () => raft.applied(index) === command)
  raft.disconnect(leader)
  untold.lift()
  if (!isCommitted || raft.nCommitted(index).count !== 1) return undefined
  story.tell(
    `S${follower} and S${second} acknowledged index ${index}, which S${leader} committed by that and was lost; the two others lack it`,
    'Raft §5.3 and Fig. 3, Leader Completeness: a follower deletes an entry only where one of a leader conflicts with it',
  )
  return { index, follower, second, others }
}

/** One of the two votes for the other, who is lost unheard: a new term has come and gone. */
async function followAndLose(
  t: TestContext,
  raft: RaftCluster,
  { follower, second, others }: Untold,
): Promise<NotForced> {
  const unheard = bringsNothing(raft, second)
  connectOnly(raft, [follower, second, ...others])
  const isElected = await elect(t, raft, second)
  raft.disconnect(second)
  unheard.lift()
  return firstNotForced({ 'a server that has the entry is elected': isElected })
}

/** One of the two leads and brings nobody the entry; then one that lacks it asks for votes. */
async function leadAndYield(
  t: TestContext,
  raft: RaftCluster,
  { index, follower, others }: Untold,
): Promise<NotForced> {
  const watch = raft.forbidLeaders(
    others,
    `they lack index ${index}, and S${follower}, whose vote they need, has acknowledged that`,
    'Raft §5.4.1: a voter denies its vote if its own log is more up-to-date',
  )
  const unheard = bringsNothing(raft, follower)
  connectOnly(raft, [follower, ...others])
  const isElected = await elect(t, raft, follower)
  await campaign(t, raft, others[0] as number, follower)
  watch.end()
  unheard.lift()
  return firstNotForced({ 'a server that has the entry is elected': isElected })
}

/**
 * Loses what a server sends while it leads and may be heeded: it wins votes and learns that its
 * term is over, but brings no entry.
 */
function bringsNothing(raft: RaftCluster, from: number): { lift(): void } {
  return raft.routes.drop((packet) => {
    if (packet.leg !== 'request' || packet.from !== from || packet.to === from) return false
    const { term, isLeader } = raft.state(from)
    return isLeader && raft.state(packet.to as number).term <= term
  })
}
