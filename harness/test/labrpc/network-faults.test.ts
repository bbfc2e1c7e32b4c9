/**
 * Lost replies, and servers and ends that change while a call is under way: the Raft suites depend
 * on them, and no Go test looks at them.
 */
import t from 'tap'
import { isHops, isSameMs, JunkServer, JunkWorld } from './junk-server.ts'

t.test('an unreliable network loses replies of handlers that did run', async (t) => {
  const world = new JunkWorld('reply-loss')
  world.network.isReliable = false
  const client = world.standard()
  const failed = new Set<number>()
  await world.run(async () => {
    const calls = Array.from({ length: 1000 }, async (_, i) => {
      if ((await client.call('JunkServer.handler2', i)) === undefined) failed.add(i)
    })
    await Promise.all(calls)
  })
  const handled = new Set(world.junk.log2)
  t.equal(handled.size, world.junk.log2.length, 'no request arrived twice')
  t.equal(world.network.countAt('server99'), handled.size)
  const repliesLost = [...failed].filter((i) => handled.has(i)).length
  // Six standard deviations of 9.5 each.
  t.ok(Math.abs(1000 - handled.size - 100) <= 57, `${1000 - handled.size} requests were lost`)
  t.ok(Math.abs(repliesLost - 90) <= 57, `${repliesLost} replies were lost`)
  t.equal(failed.size, 1000 - handled.size + repliesLost, 'and nothing else failed')
})

t.test('a lost reply adds no bytes', async (t) => {
  const world = new JunkWorld('reply-loss/bytes')
  world.network.isReliable = false
  const client = world.standard()
  let delivered = 0
  await world.run(async () => {
    for (let i = 0; i < 100; i++) {
      if ((await client.call('JunkServer.handler7', 50)) !== undefined) delivered++
    }
  })
  t.ok(delivered < 100)
  t.equal(world.network.totalBytes, 100 * '50'.length + delivered * 52)
})

t.test('an end disabled while a handler runs fails the call at the next look', async (t) => {
  const world = new JunkWorld('disable-in-handler')
  const client = world.standard()
  await world.run(async () => {
    const calling = world.timed(client.call('JunkServer.handler8', 500))
    await world.sim.sleep(130)
    world.network.enable('end1-99', false)
    const { reply, tookMs } = await calling
    t.equal(reply, undefined)
    t.ok(isHops(1, tookMs - 200), `it took ${tookMs} ms`)
    await world.sim.sleep(500)
    t.strictSame(world.junk.finished, [500], 'the handler was not stopped')
  })
})

t.test('an end disabled when its handler ends fails the call without another look', async (t) => {
  const world = new JunkWorld('disable-before-end')
  const client = world.standard()
  await world.run(async () => {
    const calling = world.timed(client.call('JunkServer.handler8', 150))
    await world.sim.sleep(130)
    world.network.enable('end1-99', false)
    const { reply, tookMs } = await calling
    t.equal(reply, undefined)
    t.ok(isHops(2, tookMs - 150), `it took ${tookMs} ms`)
  })
})

t.test('an end disabled and enabled again between two looks is not noticed', async (t) => {
  const world = new JunkWorld('blink')
  const client = world.standard()
  await world.run(async () => {
    const calling = world.timed(client.call('JunkServer.handler8', 350))
    await world.sim.sleep(120)
    world.network.enable('end1-99', false)
    await world.sim.sleep(60)
    world.network.enable('end1-99', true)
    const { reply, tookMs } = await calling
    t.equal(reply, 350)
    t.ok(isHops(2, tookMs - 350), `it took ${tookMs} ms`)
  })
})

t.test('a server replaced while a handler runs never answers for the old one', async (t) => {
  const world = new JunkWorld('replace')
  const client = world.standard()
  await world.run(async () => {
    const long = world.timed(client.call('JunkServer.handler8', 1000))
    const short = world.timed(client.call('JunkServer.handler8', 150))
    await world.sim.sleep(120)
    t.equal(world.network.countAt('server99'), 2)
    const successor = new JunkServer(world.sim)
    world.addServer('server99', successor)
    t.equal(world.network.countAt('server99'), 0, 'the count starts again')
    const shortOne = await short
    t.equal(shortOne.reply, undefined, 'not even if it ends before the next look')
    t.ok(isHops(2, shortOne.tookMs - 150))
    const longOne = await long
    t.equal(longOne.reply, undefined)
    t.ok(isHops(1, longOne.tookMs - 200))
    t.equal(await client.call('JunkServer.handler2', 1), 'handler2-1')
    t.strictSame(successor.log2, [1])
    t.strictSame(world.junk.log2, [])
    t.equal(world.network.countAt('server99'), 1)
  })
})

t.test('a reply that is held arrives even if end and server are gone by then', async (t) => {
  const world = new JunkWorld('late-reply')
  world.network.hasLongReordering = true
  const client = world.standard()
  await world.run(async () => {
    let back = 0
    const calls = Array.from({ length: 20 }, async (_, i) => {
      const reply = await client.call('JunkServer.handler2', i)
      back++
      return reply
    })
    await world.sim.sleep(3)
    t.ok(back > 0 && back < 20, `${back} replies came at once`)
    world.network.enable('end1-99', false)
    world.network.deleteServer('server99')
    const expected = Array.from({ length: 20 }, (_, i) => `handler2-${i}`)
    const bytes = world.network.totalBytes
    t.strictSame(await Promise.all(calls), expected)
    t.ok(world.network.totalBytes > bytes, 'bytes count when they arrive')
  })
})

t.test('a request under way is executed though its end and server are gone', async (t) => {
  const world = new JunkWorld('in-flight')
  world.network.isReliable = false
  const client = world.standard()
  await world.run(async () => {
    const calls = Array.from({ length: 40 }, (_, i) => client.call('JunkServer.handler2', i))
    await world.sim.sleep(10)
    const before = world.junk.log2.length
    world.network.enable('end1-99', false)
    world.network.deleteServer('server99')
    const replies = await Promise.all(calls)
    t.ok(world.junk.log2.length > before, 'by the server that was there when it was sent')
    const answered = replies.filter((reply) => reply !== undefined).length
    t.ok(answered <= before, 'but it is not answered')
    t.ok(
      world.junk.startedAtMs.every((atMs) => atMs <= 27),
      'and 27 ms later nothing is under way',
    )
  })
})

t.test('a call keeps the flags that were set when it was made', async (t) => {
  const world = new JunkWorld('flags')
  const client = world.standard()
  await world.run(async () => {
    const calls = Array.from({ length: 50 }, (_, i) => client.call('JunkServer.handler8', i))
    world.network.isReliable = false
    world.network.hasLongReordering = true
    const { reply, tookMs } = await world.timed(Promise.all(calls))
    t.strictSame(
      reply,
      Array.from({ length: 50 }, (_, i) => i),
    )
    t.ok(tookMs <= 49 + 2, `all were back after ${tookMs} ms`)
  })
})

t.test('enabling an end does not rescue a call that was made before', async (t) => {
  const world = new JunkWorld('no-rescue')
  const client = world.standard()
  world.network.enable('end1-99', false)
  await world.run(async () => {
    const calls = Array.from({ length: 20 }, () => client.call('JunkServer.handler2', 1))
    world.network.enable('end1-99', true)
    t.strictSame(await Promise.all(calls), new Array(20).fill(undefined))
  })
  t.strictSame(world.junk.log2, [])
})

t.test('after cleanUp a new call fails, in time that passes, and counts nowhere', async (t) => {
  const world = new JunkWorld('clean-up')
  const client = world.standard()
  await world.run(async () => {
    const before = client.call('JunkServer.handler8', 50)
    await world.sim.sleep(10)
    world.network.cleanUp()
    const { totalBytes } = world.network
    const { reply, tookMs } = await world.timed(client.call('JunkServer.handler2', 1))
    t.equal(reply, undefined)
    t.ok(isHops(1, tookMs), `it took ${tookMs} ms`)
    t.equal(world.network.totalCount, 1)
    t.equal(world.network.totalBytes, totalBytes)
    t.equal(await before, 50, 'a call made before is answered')
  })
  t.strictSame(world.junk.log2, [])
})

t.test('every hop takes time, and not always the same', async (t) => {
  const world = new JunkWorld('hops')
  const client = world.standard()
  const tookMs: number[] = []
  await world.run(async () => {
    for (let i = 0; i < 200; i++) {
      tookMs.push((await world.timed(client.call('JunkServer.handler2', i))).tookMs)
    }
  })
  t.ok(tookMs.every((ms) => isHops(2, ms)))
  t.ok(new Set(tookMs).size > 100)
  t.ok(
    tookMs.every((ms) => isSameMs(ms * 1000, Math.round(ms * 1000))),
    'in whole microseconds',
  )
})
