/** The tests of 6.5840 labrpc under their Go names, results checked; a hop costs 0.1 to 1 ms here. */
import t from 'tap'
import { LABRPC } from '../../labrpc/hazards.ts'
import { byteLength } from '../../labrpc/network.ts'
import { encodeText } from '../../realm/inside/labgob.ts'
import { chiSquareUniform } from '../sim/chi-square.ts'
import { ascending, isHops, isSameMs, JunkWorld, wholeMs } from './junk-server.ts'

t.test('TestBasic: two calls run their handlers and are answered', async (t) => {
  const world = new JunkWorld('basic')
  const client = world.standard()
  await world.run(async () => {
    t.equal(await client.call('JunkServer.handler2', 111), 'handler2-111')
    t.equal(await client.call('JunkServer.handler1', '9099'), 9099)
  })
  t.strictSame(world.junk.log1, ['9099'])
  t.strictSame(world.junk.log2, [111])
  t.equal(world.network.countAt('server99'), 2)
  t.equal(world.network.totalCount, 2)
})

t.test('TestTypes: args and replies are equal on both sides and shared by none', async (t) => {
  const world = new JunkWorld('types')
  const received: unknown[] = []
  const kept = { words: ['pointer'] }
  world.addServer(99, {
    handler4(args: { x: number[] }): { words: string[] } {
      received.push(structuredClone(args))
      args.x.push(-1)
      void world.sim.sleep(0).then(() => kept.words.push('changed by the server'))
      return kept
    },
    handler5: (args: unknown): unknown => args,
  })
  const { client } = world.connect('end1-99', 99)
  await world.run(async () => {
    const args = { x: [1, 2] }
    const calling = client.call<{ words: string[] }>('JunkServer.handler4', args)
    args.x.push(3)
    const reply = await calling
    t.strictSame(received, [{ x: [1, 2] }], 'the handler sees args as they were at the call')
    t.strictSame(args, { x: [1, 2, 3] }, 'the caller does not see what the handler did to them')
    t.strictSame(reply, { words: ['pointer'] }, 'the reply is as it was when it was returned')
    t.strictSame(kept.words, ['pointer', 'changed by the server'])
    reply?.words.push('changed by the client')
    t.equal(kept.words.length, 2)
    for (const primitive of [0, -0, 'no pointer', true, null, 10n]) {
      t.ok(Object.is(await client.call('JunkServer.handler5', primitive), primitive))
    }
  })
})

t.test('TestDisconnect: a disabled end fails its calls and runs no handler', async (t) => {
  const world = new JunkWorld('disconnect')
  const client = world.standard()
  world.network.enable('end1-99', false)
  await world.run(async () => {
    const { reply, tookMs } = await world.timed(client.call('JunkServer.handler2', 111))
    t.equal(reply, undefined)
    t.ok(wholeMs(tookMs) >= 0 && wholeMs(tookMs) <= 99, `it failed after ${tookMs} ms`)
    t.strictSame(world.junk.log2, [])
    t.equal(world.network.countAt('server99'), 0)
    t.equal(world.network.totalCount, 1)
    world.network.enable('end1-99', true)
    t.equal(await client.call('JunkServer.handler1', '9099'), 9099)
    t.equal(world.network.countAt('server99'), 1)
    t.equal(world.network.totalCount, 2)
  })
})

t.test('TestCounts: calls are counted at the server and over the network', async (t) => {
  const world = new JunkWorld('counts')
  world.addServer(99)
  const { client } = world.connect('end1-99', 99)
  await world.run(async () => {
    for (let i = 0; i < 17; i++) {
      t.equal(await client.call('JunkServer.handler2', i), `handler2-${i}`)
    }
  })
  t.equal(world.network.countAt(99), 17)
  t.equal(world.network.totalCount, 17)
})

t.test('TestBytes: the bytes of args and replies are counted exactly', async (t) => {
  const world = new JunkWorld('bytes')
  const { network } = world
  world.addServer(99)
  const { client } = world.connect('end1-99', 99)
  const text = 'aqueduct, '.repeat(29).slice(0, 284)
  const sizeOf = (value: unknown): number => byteLength(encodeText(value))
  await world.run(async () => {
    for (let i = 0; i < 17; i++) t.equal(await client.call('JunkServer.handler6', text), 284)
    t.equal(network.totalBytes, 17 * (sizeOf(text) + sizeOf(284)))
    t.ok(network.totalBytes >= 4828 && network.totalBytes <= 6000, 'within the Go bounds')
    const before = network.totalBytes
    for (let i = 0; i < 17; i++) {
      t.equal((await client.call<string>('JunkServer.handler7', 107))?.length, 107)
    }
    const grown = network.totalBytes - before
    t.equal(grown, 17 * (sizeOf(107) + sizeOf('y'.repeat(107))))
    t.ok(grown >= 1819 && grown <= 2500, 'within the Go bounds')

    network.enable('end1-99', false)
    const whenDisabled = network.totalBytes
    t.equal(await client.call('JunkServer.handler7', 107), undefined)
    t.equal(network.totalBytes - whenDisabled, sizeOf(107), 'args count, though they went nowhere')
  })
})

t.test('TestBytes: text outside ASCII counts by its bytes, not by its characters', async (t) => {
  const world = new JunkWorld('bytes/utf-8')
  world.addServer(99, { echo: (args: string) => args })
  const { client } = world.connect('end1-99', 99)
  await world.run(async () => {
    t.equal(await client.call('JunkServer.echo', 'åß∂🙂'), 'åß∂🙂')
  })
  t.equal(world.network.totalBytes, 2 * Buffer.from('"åß∂🙂"').length)
})

t.test('TestConcurrentMany: twenty clients do not disturb each other', async (t) => {
  const world = new JunkWorld('concurrent-many')
  world.addServer(1000)
  const replies: unknown[][] = []
  const one = async (i: number): Promise<void> => {
    const { client } = world.connect(i, 1000)
    const mine: unknown[] = []
    replies[i] = mine
    for (let j = 0; j < 10; j++) mine.push(await client.call('JunkServer.handler2', 100 * i + j))
  }
  await world.run(async () => {
    await Promise.all(Array.from({ length: 20 }, (_, i) => one(i)))
  })
  const sent: number[] = []
  for (let i = 0; i < 20; i++) {
    const args = Array.from({ length: 10 }, (_, j) => 100 * i + j)
    sent.push(...args)
    t.strictSame(
      replies[i],
      args.map((arg) => `handler2-${arg}`),
    )
    const arrived = world.junk.log2.filter((arg) => Math.floor(arg / 100) === i)
    t.strictSame(arrived, args, `the calls of client ${i} arrived in order`)
  }
  t.strictSame(ascending(world.junk.log2), sent)
  t.equal(world.network.countAt(1000), 200)
  t.notSame(world.junk.log2, sent, 'the clients took turns')
})

t.test('TestUnreliable: a tenth of the requests and a tenth of the replies are lost', async (t) => {
  const world = new JunkWorld('unreliable')
  world.network.isReliable = false
  world.addServer(1000)
  const results: { reply: unknown; tookMs: number }[] = []
  const one = async (i: number): Promise<void> => {
    const { client } = world.connect(i, 1000)
    results[i] = await world.timed(client.call('JunkServer.handler2', 100 * i))
  }
  await world.run(async () => {
    await Promise.all(Array.from({ length: 300 }, (_, i) => one(i)))
  })
  let total = 0
  for (const [i, { reply, tookMs }] of results.entries()) {
    t.ok(tookMs >= 0.1 && tookMs <= LABRPC.shortDelayMsMax + 2, `call ${i} took ${tookMs} ms`)
    if (reply === undefined) continue
    total++
    t.equal(reply, `handler2-${100 * i}`)
  }
  const handled = world.network.countAt(1000)
  t.ok(Math.abs(total - 243) <= 41, `${total} calls of 300 succeeded, 243 expected`)
  t.ok(Math.abs(handled - 270) <= 31, `${handled} requests of 300 arrived, 270 expected`)
  t.ok(handled > total, 'some replies were lost')
})

t.test('TestUnreliable: the short delay is any whole number of ms from 0 to 26', async (t) => {
  const world = new JunkWorld('unreliable/delay')
  world.network.isReliable = false
  const client = world.standard()
  await world.run(async () => {
    const calls = Array.from({ length: 2700 }, (_, i) => client.call('JunkServer.handler2', i))
    await Promise.all(calls)
  })
  const counts = new Array<number>(27).fill(0)
  for (const atMs of world.junk.startedAtMs) {
    const delayMs = wholeMs(atMs)
    t.ok(delayMs >= 0 && delayMs <= 26 && isHops(1, atMs - delayMs), `a request took ${atMs} ms`)
    counts[delayMs] = (counts[delayMs] ?? 0) + 1
  }
  // 26 degrees of freedom: above 54.1 one time in a thousand.
  t.ok(chiSquareUniform(counts) < 54.1, `counts by delay: ${counts.join(' ')}`)
})

t.test('TestConcurrentOne: twenty calls on one end each get their own reply', async (t) => {
  const world = new JunkWorld('concurrent-one')
  world.addServer(1000)
  const { client } = world.connect('c', 1000)
  const args = Array.from({ length: 20 }, (_, i) => 100 + i)
  await world.run(async () => {
    const replies = await Promise.all(args.map((arg) => client.call('JunkServer.handler2', arg)))
    t.strictSame(
      replies,
      args.map((arg) => `handler2-${arg}`),
    )
  })
  t.strictSame(ascending(world.junk.log2), args)
  t.equal(world.network.countAt(1000), 20)
})

t.test('TestConcurrentOne: all twenty can be inside their handlers at once', async (t) => {
  const world = new JunkWorld('concurrent-one/overlap')
  let inside = 0
  let open = (): void => {}
  const gate = new Promise<void>((resolve) => {
    open = resolve
  })
  world.addServer(1000, {
    async meet(args: number): Promise<number> {
      if (++inside === 20) open()
      await gate
      return args
    },
  })
  const { client } = world.connect('c', 1000)
  await world.run(async () => {
    const args = Array.from({ length: 20 }, (_, i) => i)
    t.strictSame(await Promise.all(args.map((arg) => client.call('JunkServer.meet', arg))), args)
  })
})

t.test('TestRegression1: calls that are still failing do not block a later one', async (t) => {
  const world = new JunkWorld('regression-1')
  world.network.hasLongDelays = true
  world.addServer(1000)
  const { client } = world.connect('c', 1000)
  world.network.enable('c', false)
  await world.run(async () => {
    let pending = 20
    const failing = Array.from({ length: 20 }, async (_, i) => {
      const reply = await client.call('JunkServer.handler2', 100 + i)
      pending--
      return reply
    })
    await world.sim.sleep(100)
    world.network.enable('c', true)
    const { reply, tookMs } = await world.timed(client.call('JunkServer.handler2', 99))
    t.equal(reply, 'handler2-99')
    t.ok(isHops(2, tookMs), `it took ${tookMs} ms`)
    t.ok(pending > 0, `${pending} calls were still pending`)
    t.strictSame(await Promise.all(failing), new Array(20).fill(undefined))
  })
  t.strictSame(world.junk.log2, [99], 'none was delivered after the end was enabled')
  t.equal(world.network.countAt(1000), 1)
})

t.test('TestKilled: a call at a server that is deleted fails at the next look', async (t) => {
  const world = new JunkWorld('killed')
  const client = world.standard()
  const { sim, network } = world
  let startedAtMs = Number.NaN
  network.observer = {
    requestSent: () => {},
    replyArrived: () => t.fail('a dead server answered'),
    callFailed: () => t.ok(isSameMs(sim.nowMs, startedAtMs + 1200), `it failed at ${sim.nowMs}`),
  }
  const handler = world.junk.handler3.bind(world.junk)
  world.junk.handler3 = (args) => {
    startedAtMs = sim.nowMs
    return handler(args)
  }
  await world.run(async () => {
    const calling = client.call('JunkServer.handler3', 99)
    let isBack = false
    void calling.then(() => {
      isBack = true
    })
    await sim.sleep(1150)
    t.notOk(isBack, 'handler3 is not back yet')
    network.deleteServer('server99')
    t.equal(await calling, undefined)
    const bytes = network.totalBytes
    await sim.sleep(20_000)
    t.strictSame(world.junk.finished, [-99], 'the handler ran on to its end')
    t.equal(network.totalBytes, bytes, 'and its result went nowhere')
  })
})

t.test('TestBenchmark: many calls in a row leave nothing behind', async (t) => {
  const world = new JunkWorld('benchmark')
  const client = world.standard()
  let wrong = 0
  await world.run(async () => {
    for (let i = 0; i < 2000; i++) {
      if ((await client.call('JunkServer.handler2', 111)) !== 'handler2-111') wrong++
    }
  })
  t.equal(wrong, 0)
  t.equal(world.network.countAt('server99'), 2000)
  t.equal(world.sim.eventCount, 1 + 2 * 2000, 'two hops a call, and no look at a call that is over')
})
