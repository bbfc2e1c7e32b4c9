/** Scenes of labs 3 and 4: a get that must not be stale, and shards that move. */
import { newestLeader, without } from '../../labs/kvraft/suite/steering.ts'
import { type ShardCluster, shardOf } from '../tester/shard-cluster.ts'
import type { Scene, Stage } from './stage.ts'

/** Waits for a step of the service. */
async function finish<T>(stage: Stage, what: string, work: Promise<T>): Promise<T> {
  const done: { value?: { readonly of: T } } = {}
  void work.then((of) => {
    done.value = { of }
  })
  await stage.until(what, 5_000, () => done.value !== undefined)
  return (done.value as { readonly of: T }).of
}

export const staleRead: Scene = {
  id: 'stale-read',
  name: 'Stale read',
  title: 'A get at a leader that was cut off',
  about:
    'It has an old value in memory and believes that it leads. An answer from memory would not be linearizable; so a get goes through the log, too.',
  lab: 'kvraft',
  servers: 3,
  seed: 1,
  picture: {},
  async play(stage) {
    const { t } = stage
    const kv = t.kvCluster({ servers: 3, maxRaftState: -1 })
    const old = await newestLeader(t, kv)
    await stage.tell(`S${old} leads three servers.`)
    await finish(stage, 'a put', kv.makeClerk().put('k', 'old'))
    await stage.tell('C0 puts "old" under k: through the log, onto a majority, then the answer.')
    const others = without(kv, old)
    kv.group.partition(others, [old])
    const leader = await newestLeader(t, kv, others)
    stage.must(kv.group.state(old).isLeader, 'the old leader does not know')
    await finish(stage, 'a put at the new leader', kv.makeClerk(others).put('k', 'new'))
    await stage.tell(
      `S${old} is cut off from the others, which elect S${leader}. C1 reaches these, puts "new" under k, and is answered.`,
    )
    const asked = kv.makeClerk([old])
    const get = asked.get('k')
    await t.sleep(120)
    stage.must(kv.history.pending.length === 1, 'the get is not answered')
    stage.must(kv.group.state(old).isLeader, 'the old leader still takes itself for one')
    await stage.tell(
      `C2 reaches only S${old}, and asks for k. S${old} still takes itself for the leader and has "old" in memory. It puts the get into its log and waits: without a majority it is not committed, so there is no answer.`,
    )
    kv.group.connectAll()
    asked.connect(others)
    const value = await finish(stage, 'the get', get)
    stage.must(value === 'new', `the get gives "new", not "${value}"`)
    await stage.tell(
      `The cut is mended. S${old} learns that its term is over and lets C2 go, which asks on and is told "new". That put had returned before C2 asked, so every other answer would be stale.`,
    )
  },
}

/** Who leads a group now. */
async function lead(shards: ShardCluster, group: number): Promise<string> {
  return `G${shards.gidOf(group)}.S${await shards.group(group).checkLeader()}`
}

/** A key whose shard goes to another group when the second one joins. */
const KEY = '7'

export const movingShards: Scene = {
  id: 'moving-shards',
  name: 'Moving shards',
  title: 'A shard moves to another group',
  about:
    'A second group joins; half of the ten shards are handed over while a client goes on. Lab 4B.',
  lab: 'shardkv',
  servers: 12,
  seed: 1,
  picture: { without: /^(Raft|ShardCtrler)\./ },
  async play(stage) {
    const { t } = stage
    const shards = t.shardCluster({ maxRaftState: -1 })
    const owner = new Map<string, readonly number[]>()
    const read = (): void => {
      for (const { kind, who, shards: of } of t.world.trace.events) {
        if (kind === 'config') owner.set(who, of as readonly number[])
      }
    }
    const gives = async (who: string, gid: number): Promise<void> => {
      await stage.until(`${who} takes the configuration`, 3_000, () => {
        read()
        return owner.get(who)?.[shardOf(KEY)] === gid
      })
    }
    await finish(stage, 'a join', shards.join(0))
    const clerk = shards.makeClerk()
    await finish(stage, 'a put', clerk.put(KEY, 'x'))
    const [from, to] = [await lead(shards, 0), await lead(shards, 1)]
    stage.lanes = [from, to, 'admin', clerk.name]
    await stage.tell(
      `Group 100 has joined and owns all ten shards. ${clerk.name} puts "x" under ${KEY}, which is in shard ${shardOf(KEY)}; ${from} leads the group and answers.`,
    )
    await finish(stage, 'the second join', shards.join(1))
    stage.must(owner.get('G100')?.[shardOf(KEY)] !== 101, 'group 100 does not know yet')
    await stage.tell(
      'The controller has put configuration 2 into its log: group 101 gets five shards. The groups do not know yet; their leaders ask ten times a second.',
    )
    await gives('G100', 101)
    await stage.tell(
      `Group 100 has found configuration 2 and put it into its own log. From that place on it answers ErrWrongGroup for shard ${shardOf(KEY)}.`,
    )
    const append = clerk.append(KEY, 'y')
    await gives('G101', 101)
    await finish(stage, 'the append', append)
    await stage.tell(
      `Group 101 has come to configuration 2 as well, and is sent the shard: its data, and the table that knows which requests were carried out. An append of ${clerk.name} goes through, at the new owner.`,
    )
    const value = await finish(stage, 'a get', clerk.get(KEY))
    stage.must(value === 'xy', `the get gives "xy", not "${value}"`)
    await stage.tell(`A get gives "xy": nothing was lost on the way, and nothing was done twice.`)
  },
}
