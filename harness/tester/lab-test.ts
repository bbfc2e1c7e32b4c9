/**
 * How a suite declares a test. The runner finds it by part and name; a test builds its own cluster.
 */

import type { ClusterTimes } from './cluster-times.ts'
import { CtrlerCluster, type CtrlerClusterOptions } from './ctrler-cluster.ts'
import { KvCluster, type KvClusterOptions } from './kv-cluster.ts'
import type { RaftClusterOptions } from './raft-cluster.ts'
import { RaftCluster } from './raft-cluster.ts'
import { ShardCluster, type ShardClusterOptions } from './shard-cluster.ts'
import type { World } from './world.ts'

export interface LabTest {
  /** Go name, such as `TestBackup2B`. */
  readonly name: string
  /** Go title, such as `Test (2B): leader backs up quickly over incorrect follower logs`. */
  readonly title: string
  /** `2B` */
  readonly part: string
  /** The points of a part add up to 100. */
  readonly points: number
  /** Servers, for the table. */
  readonly servers: number
  /** A port of a Go test, or one of our own. */
  readonly origin: 'go' | 'ours'
  readonly body: (t: TestContext) => Promise<void>
}

/** Something a test built and that has an end of its own: last checks, then everything stops. */
export interface Cluster {
  finish(): Promise<void>
  /** Commands or operations so far, for the table. */
  readonly operations: number
  /** What took how long so far, for plots. */
  times(): ClusterTimes
  /** How its servers and clients stand, as lines for a failure. */
  describe(): string[]
}

/** What a test body is given. */
export class TestContext {
  readonly world: World
  readonly #clusters: Cluster[] = []
  readonly #notForced = new Set<string>()
  #forced = 0

  constructor(world: World) {
    this.world = world
  }

  /** A cluster of Raft servers, all started and connected. */
  raftCluster(options: RaftClusterOptions): RaftCluster {
    return this.#add(new RaftCluster(this.world, options))
  }

  /** Key-value servers, all started and connected. */
  kvCluster(options: KvClusterOptions): KvCluster {
    return this.#add(new KvCluster(this.world, options))
  }

  /** Shard controllers, all started and connected. */
  ctrlerCluster(options: CtrlerClusterOptions): CtrlerCluster {
    return this.#add(new CtrlerCluster(this.world, options))
  }

  /** Controllers and three groups of the sharded store; no group has joined yet. */
  shardCluster(options: ShardClusterOptions): ShardCluster {
    return this.#add(new ShardCluster(this.world, options))
  }

  /** Names the sub-test that begins; a failure in it says so. */
  subtest(title: string): void {
    this.world.currentSubtest = title
    this.world.note('note', 'test', () => title)
  }

  /**
   * Says how a situation that the test is about came off: without steps it was forced, else these
   * are the ones that were not. A test that never calls this forces nothing, or always does.
   */
  showed(notForced: readonly string[]): void {
    if (notForced.length === 0) this.#forced++
    for (const step of notForced) this.#notForced.add(step)
  }

  /** The steps that were not forced, as clauses. */
  get notForced(): readonly string[] {
    return [...this.#notForced]
  }

  /** Whether none of the situations that the test is about came off. */
  get showedNothing(): boolean {
    return this.#forced === 0 && this.#notForced.size > 0
  }

  sleep(ms: number): Promise<void> {
    return this.world.sim.sleep(ms)
  }

  /** An integer from `min` to `max`, from the test's own stream of chance. */
  random(min: number, max: number): number {
    return this.world.sim.chance.stream('test/choice').between(min, max)
  }

  /** True with the given probability. */
  isHit(probability: number): boolean {
    return this.world.sim.chance.stream('test/choice').isHit(probability)
  }

  pick<T>(things: readonly T[]): T {
    return this.world.sim.chance.stream('test/choice').pick(things)
  }

  shuffle<T>(things: readonly T[]): T[] {
    return this.world.sim.chance.stream('test/choice').shuffle(things)
  }

  #add<C extends Cluster>(cluster: C): C {
    this.#clusters.push(cluster)
    return cluster
  }

  get clusters(): readonly Cluster[] {
    return this.#clusters
  }
}

export function labTest(test: LabTest): LabTest {
  return test
}
