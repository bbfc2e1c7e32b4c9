/**
 * Figure 8 of the Raft paper, played step by step. S1 and S5 are called `early` and `late` here. In
 * (c) the entry of an earlier term is on a majority; who takes that for committed is found out in
 * (d).
 */
import type { TestContext } from '../../../harness/tester/lab-test.ts'
import type { RaftCluster } from '../../../harness/tester/raft-cluster.ts'
import {
  ARRIVED_MS,
  COMMIT_MS,
  campaign,
  carries,
  connectOnly,
  elect,
  firstNotForced,
  isLeg,
  mute,
  type NotForced,
  REPLICATE_MS,
  restart,
  reunite,
  type Story,
  until,
} from './steering.ts'

const RULE =
  'Raft §5.4.2 and Fig. 8: only entries of the current term are committed by counting replicas'

/**
 * One round on five connected servers. With ending `d` the server
 * that was cut off overwrites the entry of (a), with `e` an entry of the current term has committed
 * both for ever. `d+` is `d` with an entry of the current term at the leader of (c), as in the
 * paper's figure, which has reached nobody when the old entry is found to be on a majority.
 */
export async function playFigure8(
  t: TestContext,
  raft: RaftCluster,
  ending: 'd' | 'd+' | 'e',
  story: Story,
): Promise<NotForced> {
  await raft.one(raft.randomCommand(), 5, true)
  const command = raft.randomCommand()

  // (a) The leader gets an entry to one follower only.
  const early = await raft.checkOneLeader()
  const [second, third, fourth, fifth] = t.shuffle(
    raft.servers.filter((server) => server !== early),
  ) as [number, number, number, number]
  connectOnly(raft, [early, second])
  const { index, isLeader } = raft.submit(early, command)
  await t.sleep(REPLICATE_MS)

  // (b) It crashes; one of the three others leads, takes another entry at that index, and crashes.
  raft.crash(early)
  connectOnly(raft, [third, fourth, fifth])
  const late = await raft.checkOneLeader()
  raft.disconnect(late)
  const other = raft.submit(late, raft.randomCommand())
  // An entry need not be saved before anybody hears of it; here nobody will.
  await t.sleep(ARRIVED_MS)
  raft.crash(late)
  const [witness, outsider] = [third, fourth, fifth].filter((server) => server !== late) as [
    number,
    number,
  ]

  // (c) The first two come back, and one of them brings the first entry to a third server.
  const acknowledged = ending === 'd+' ? holdAcknowledgement(raft, witness, command) : undefined
  restart(raft, early)
  connectOnly(raft, [early, second, witness])
  const again = await raft.checkOneLeader()
  await t.sleep(REPLICATE_MS)
  const isAlone = acknowledged === undefined || (await appendAlone(t, raft, again, acknowledged))
  const isSameIndex = isLeader && other.isLeader && other.index === index
  const { term } = raft.state(again)
  if (isSameIndex) {
    story.tell(
      `(c) S${again} leads in term ${term}, S${early}, S${second} and S${witness} hear each other; the entry that S${early} had put at index ${index} in an earlier term had ${REPLICATE_MS} ms to get onto all three`,
      RULE,
    )
  }
  const rest = [early, second, witness].filter((server) => server !== again)
  const play = ending === 'e' ? settle : overwrite
  const cast = { again, late, voters: [...rest, outsider] }
  const isPlayed = await play(t, raft, cast, isSameIndex ? story : undefined)
  reunite(raft)
  return firstNotForced({
    '(b) two leaders of different terms take a command at the same index': isSameIndex,
    '(c) one of the two that have the first command is elected again': again !== witness,
    '(c) that leader takes one more command before it hears who has the first one': isAlone,
    [ending === 'e'
      ? '(e) the leader of (c) commits a command of its own term'
      : '(d) the server with the other command is elected']: isPlayed,
  })
}

/** What a server answers once it has been sent a command. */
interface Acknowledgement {
  isHeld(): boolean
  release(): void
  end(): void
}

/** Holds what `follower` answers to whoever has sent it an entry with that command. */
function holdAcknowledgement(
  raft: RaftCluster,
  follower: number,
  command: number,
): Acknowledgement {
  let sender: number | undefined
  const watch = raft.routes.watch(
    (packet) => packet.leg === 'request' && packet.to === follower && carries(packet, command),
    ({ from }) => {
      sender = from as number
    },
  )
  const held = raft.routes.hold((packet) => isLeg('reply', follower, sender)(packet))
  return {
    isHeld: () => held.size > 0,
    release: held.release,
    end() {
      watch.lift()
      held.lift()
    },
  }
}

/** From an acknowledgement to the service, where a Raft looks only now and then what to apply. */
const APPLIED_MS = 30

/** The leader appends an entry that leaves for nobody; then the acknowledgements arrive. */
async function appendAlone(
  t: TestContext,
  raft: RaftCluster,
  leader: number,
  acknowledged: Acknowledgement,
): Promise<boolean> {
  const isHeld = acknowledged.isHeld()
  const silent = mute(raft, (from) => from === leader)
  const { isLeader } = raft.submit(leader, raft.randomCommand())
  acknowledged.release()
  await t.sleep(APPLIED_MS)
  silent.lift()
  acknowledged.end()
  raft.disconnect(leader)
  return isHeld && isLeader
}

interface Cast {
  /** The leader of (c). */
  readonly again: number
  /** The server with the newer, lonely entry. */
  readonly late: number
  readonly voters: readonly number[]
}

/** (d) The leader crashes, the lonely server is elected and puts its own entry in the place. */
async function overwrite(
  t: TestContext,
  raft: RaftCluster,
  { again, late, voters }: Cast,
  story: Story | undefined,
): Promise<boolean> {
  raft.crash(again)
  restart(raft, late)
  connectOnly(raft, [late, ...voters])
  if (!(await elect(t, raft, late))) return false
  story?.tell(
    `(d) S${late} was elected, which had put another entry at that index in an earlier term; S${again}, the leader of (c), has crashed`,
    RULE,
  )
  await raft.one(raft.randomCommand(), 3, true)
  return true
}

/** (e) The leader commits an entry of its own term; from then on the lonely server cannot win. */
async function settle(
  t: TestContext,
  raft: RaftCluster,
  { again, late, voters }: Cast,
  story: Story | undefined,
): Promise<boolean> {
  const command = raft.randomCommand()
  const { index, isLeader } = raft.submit(again, command)
  const isCommitted = isLeader && (await until(t, COMMIT_MS, () => raft.applied(index) === command))
  if (!isCommitted) return false
  story?.tell(
    `(e) S${again} led and index ${index}, of its own term, was applied; then it crashed. S${late} was down all the while and has come back`,
  )
  raft.crash(again)
  restart(raft, late)
  connectOnly(raft, [late, ...voters])
  const watch = raft.forbidLeaders(
    [late],
    `it was down when index ${index} was committed`,
    'Raft §5.4.1: a candidate wins only if its log is at least as up-to-date as those of a majority',
  )
  await campaign(t, raft, late, voters[0] as number)
  watch.end()
  await raft.one(raft.randomCommand(), 3, true)
  return true
}
