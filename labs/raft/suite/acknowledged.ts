/**
 * A promise that must outlive a crash: a follower acknowledges an entry that nobody else keeps, and
 * crashes right behind its reply.
 */
import type { TestContext } from '../../../harness/tester/lab-test.ts'
import type { RaftCluster } from '../../../harness/tester/raft-cluster.ts'
import type { Trio } from './openings.ts'
import {
  COMMIT_MS,
  carries,
  firstNotForced,
  isLeg,
  type NotForced,
  restart,
  type Story,
  until,
} from './steering.ts'

export const RULE_SAVED =
  'Raft Fig. 2: persistent state is updated on stable storage before responding to RPCs'

/**
 * The follower crashes right behind its acknowledgement; it and the third server must keep the
 * entry.
 */
export async function acknowledgeAndCrash(
  t: TestContext,
  raft: RaftCluster,
  { leader, follower, third }: Trio,
  story: Story,
): Promise<NotForced> {
  const command = raft.randomCommand()
  const isTo = isLeg('request', leader, follower)
  const watch = raft.routes.watch(
    (packet) => isTo(packet) && carries(packet, command),
    () => {
      watch.lift()
      raft.crashAt(follower, { at: 'after-reply', count: 1 })
    },
  )
  const { index, isLeader } = raft.submit(leader, command)
  const isCommitted = isLeader && (await until(t, COMMIT_MS, () => raft.applied(index) === command))
  watch.lift()
  const notForced = firstNotForced({
    'a follower replies to the request that brought it an entry': !raft.isRunning(follower),
    'the leader commits an entry whose follower crashed right behind its reply': isCommitted,
  })
  if (notForced.length > 0) return notForced
  story.tell(
    `S${follower} answered the request of S${leader} that brought it index ${index}, and crashed behind the reply; S${leader} applied that index and was lost, so only S${follower} can have it`,
    RULE_SAVED,
  )
  raft.crash(leader)
  restart(raft, follower)
  raft.connect(third)
  await raft.one(raft.randomCommand(), 2, true)
  return []
}
