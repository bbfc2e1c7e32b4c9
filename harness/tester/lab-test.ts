/** How a suite declares a test. The runner finds it by part and name; a test builds its own cluster. */
import type { RaftClusterOptions } from './raft-cluster.ts'
import { RaftCluster } from './raft-cluster.ts'
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

/** What a test body is given. */
export class TestContext {
  readonly world: World
  readonly #clusters: RaftCluster[] = []

  constructor(world: World) {
    this.world = world
  }

  /** A cluster of Raft servers, all started and connected. */
  raftCluster(options: RaftClusterOptions): RaftCluster {
    const cluster = new RaftCluster(this.world, options)
    this.#clusters.push(cluster)
    return cluster
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

  get clusters(): readonly RaftCluster[] {
    return this.#clusters
  }
}

export function labTest(test: LabTest): LabTest {
  return test
}
