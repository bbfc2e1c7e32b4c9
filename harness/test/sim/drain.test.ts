/** Where promise work cannot be drained in a call, and on the wall clock, the world is the same. */
import t from 'tap'
import { drain } from '../../sim/drain.ts'
import { Sim, type SimEnd, type SimOptions, type WallClock } from '../../sim/sim.ts'
import { JunkWorld } from '../labrpc/junk-server.ts'

/** Does `work` as on a Node version that cannot drain in a call. */
async function withoutDrain<T>(work: () => Promise<T>): Promise<T> {
  const { isSynchronous } = drain
  drain.isSynchronous = false
  try {
    return await work()
  } finally {
    drain.isSynchronous = isSynchronous
  }
}

/** Thirty clients on a bad network, and what became of them. */
async function networkWorld() {
  const world = new JunkWorld('drain')
  world.network.isReliable = false
  world.network.hasLongReordering = true
  world.addServer('S0')
  const replies: string[] = []
  const one = async (i: number): Promise<void> => {
    const { client } = world.connect(i, 'S0')
    for (let j = 0; j < 5; j++) {
      replies.push(`${world.sim.nowMs} ${await client.call('JunkServer.handler8', i + j)}`)
    }
  }
  await world.run(async () => {
    await Promise.all(Array.from({ length: 30 }, (_, i) => one(i)))
  })
  return { replies, hash: world.sim.trace.hash(), eventCount: world.sim.eventCount }
}

t.test('this Node version drains in a call', async (t) => {
  t.equal(drain.isSynchronous, true)
})

t.test('a world gives the same trace without the drain in a call', async (t) => {
  const wanted = await networkWorld()
  t.equal(wanted.replies.length, 150)
  t.strictSame(await withoutDrain(networkWorld), wanted)
})

t.test('without it too, all promise work and settling come before the next event', async (t) => {
  const runOnce = async (): Promise<string[]> => {
    const sim = new Sim({ seed: 'settle' })
    const seen: string[] = []
    let rounds = 0
    sim.settle = () => {
      if (sim.nowMs !== 5 || rounds === 2) return false
      rounds++
      void Promise.resolve(rounds).then((round) => seen.push(`round ${round}`))
      return true
    }
    sim.schedule(5, 1, () => {
      seen.push('event')
      void Promise.resolve()
        .then(() => {})
        .then(() => seen.push('its promise work'))
    })
    sim.schedule(5, 1, () => seen.push('next event'))
    await sim.run(() => sim.sleep(10))
    return seen
  }
  const wanted = ['event', 'its promise work', 'round 1', 'round 2', 'next event']
  t.strictSame(await runOnce(), wanted)
  t.strictSame(await withoutDrain(runOnce), wanted)
})

t.test('without it too, a run ends in every way there is', async (t) => {
  const endOf = (options: Omit<SimOptions, 'seed'>, main: (sim: Sim) => Promise<void>) => {
    const sim = new Sim({ seed: 'ends', ...options })
    return sim.run(() => main(sim))
  }
  const error = new Error('seen')
  await withoutDrain(async () => {
    t.strictSame(await endOf({}, (sim) => sim.sleep(1)), { kind: 'done' })
    t.strictSame(await endOf({}, () => Promise.reject(error)), { kind: 'failed', error })
    t.strictSame(await endOf({ limitMs: 5 }, (sim) => sim.sleep(6)), {
      kind: 'timed-out',
      waiting: [],
    })
    t.strictSame(await endOf({}, (sim) => sim.waitFor('a reply', new Promise(() => {}))), {
      kind: 'deadlock',
      waiting: ['a reply'],
    })
    const storm = (sim: Sim): void => {
      sim.schedule(0, 4, () => storm(sim))
    }
    const end = await endOf({}, (sim) => {
      storm(sim)
      return sim.sleep(10)
    })
    t.strictSame(end, { kind: 'storm', owner: 4 })
    const thrown = await endOf({}, (sim) => {
      sim.schedule(0, 1, () => {
        throw error
      })
      return sim.sleep(10)
    })
    t.strictSame(thrown, { kind: 'failed', error })
  })
})

/** A wall clock that is always late by the same time. */
class LateClock implements WallClock {
  readonly waits: number[] = []
  readonly #lateMs: number
  #nowMs = 0

  constructor(lateMs: number) {
    this.#lateMs = lateMs
  }

  nowMs(): number {
    return this.#nowMs
  }

  async waitUntil(atMs: number): Promise<void> {
    this.waits.push(atMs)
    this.#nowMs = Math.max(this.#nowMs, atMs + this.#lateMs)
  }
}

/** Sleeps and an event on the wall clock; gives the end, and the times at which things happened. */
async function onWall(wallClock: WallClock, limitMs = 1000): Promise<[SimEnd, string[]]> {
  const sim = new Sim({ seed: 'wall', wallClock, limitMs })
  const seen: string[] = []
  sim.schedule(15, 1, () => {
    seen.push(`event at ${sim.nowMs}`)
    void Promise.resolve().then(() => seen.push('its promise work'))
  })
  const end = await sim.run(async () => {
    await sim.sleep(10)
    seen.push(`10 at ${sim.nowMs}`)
    await sim.sleep(10)
    seen.push(`20 at ${sim.nowMs}`)
  })
  return [end, seen]
}

t.test('on an exact wall clock events come when they are due', async (t) => {
  const wallClock = new LateClock(0)
  const [end, seen] = await onWall(wallClock)
  t.strictSame(end, { kind: 'done' })
  t.strictSame(seen, ['10 at 10', 'event at 15', 'its promise work', '20 at 20'])
  t.strictSame(wallClock.waits, [0, 10, 15, 20])
})

t.test('on a late wall clock the time is that of the wall, and delays start from it', async (t) => {
  const [end, seen] = await onWall(new LateClock(3))
  t.strictSame(end, { kind: 'done' })
  t.strictSame(seen, ['10 at 16', 'event at 18', 'its promise work', '20 at 29'])
})

t.test('a run on the wall clock ends at its limit and in a deadlock', async (t) => {
  t.strictSame((await onWall(new LateClock(0), 12))[0], { kind: 'timed-out', waiting: [] })
  const sim = new Sim({ seed: 'wall', wallClock: new LateClock(0) })
  const end = await sim.run(() => sim.waitFor('a reply', new Promise(() => {})))
  t.strictSame(end, { kind: 'deadlock', waiting: ['a reply'] })
})

t.test('a network gives its answers on the wall clock too', async (t) => {
  const world = new JunkWorld('wall-network', new LateClock(0))
  const client = world.standard()
  await world.run(async () => {
    t.equal(await client.call('JunkServer.handler2', 1), 'handler2-1')
    t.equal(await client.call('JunkServer.handler8', 250), 250)
  })
})
