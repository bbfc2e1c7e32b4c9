/**
 * Checks on what was agreed on and who has it, and tries of a test that a change of leader may
 * spoil.
 */
import { CheckFailure } from '../../../harness/tester/failure.ts'
import type { TestContext } from '../../../harness/tester/lab-test.ts'
import { formatMs } from '../../../harness/tester/process.ts'
import type { RaftCluster } from '../../../harness/tester/raft-cluster.ts'
import { RULE } from '../../../harness/tester/rules.ts'
import { isStillLeader, STALE_CALL_MS, until } from './steering.ts'

/** Nothing but the commands of the test stands in the log, each once. `what` names the last one. */
export function checkIndex(raft: RaftCluster, what: string, index: number, expected: number): void {
  if (index === expected) return
  throw new CheckFailure(`${what} got index ${index}, but ${expected} is the next`, {
    rule: RULE.firstIndex,
    details: [...raft.describeApplied(expected), ...raft.describeStates()],
  })
}

/** Commands that only a minority could store before the others went on without it. */
export function checkNeverApplied(raft: RaftCluster, doomed: readonly number[]): void {
  for (let index = 1; index <= raft.maxIndex; index++) {
    const command = raft.applied(index)
    if (!doomed.includes(command as number)) continue
    throw new CheckFailure(
      `${command} was applied at index ${index}, but it was handed in while only a minority was connected, and the others have agreed on other commands since`,
      {
        rule: 'Raft §5.4.1: a candidate wins only if its log is at least as up-to-date as a majority; and Fig. 2, AppendEntries receiver 3: delete a conflicting entry and all that follow it',
        details: raft.describeApplied(index),
      },
    )
  }
}

/** For what is sent again behind a stale call. */
const BROUGHT_UP_MS = STALE_CALL_MS + 1_000

/**
 * A leader brings a follower up to an index. False when it leaves the office of that term before it
 * has; then nobody is blamed.
 */
export async function checkBroughtUp(
  t: TestContext,
  raft: RaftCluster,
  told: Readonly<Record<'leader' | 'follower' | 'index' | 'term', number>>,
  { although, rule, details }: { although: string; rule: string; details: readonly string[] },
): Promise<boolean> {
  const { follower, index } = told
  const isUp = await until(t, BROUGHT_UP_MS, () => raft.life(follower).lastApplied >= index)
  const isSameOffice = isStillLeader(raft, told)
  if (isUp || !isSameOffice) return isSameOffice
  throw new CheckFailure(
    `S${follower} has not applied index ${index} within ${formatMs(BROUGHT_UP_MS)}, although ${although}`,
    { rule, details: [...details, ...raft.describeStates()] },
  )
}

/** 6.5840: tests that a change of term may spoil are tried so often. */
export const TRIES = 5
export const RETRY_PAUSE_MS = 3_000

export function changedTooOften(raft: RaftCluster): CheckFailure {
  return new CheckFailure(
    `the leader or its term changed in each of ${TRIES} tries, although nothing was disturbed`,
    { rule: RULE.leaderStays, details: raft.describeStates() },
  )
}
