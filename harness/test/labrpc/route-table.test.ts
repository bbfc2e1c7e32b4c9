/** What a directed test may do to chosen messages. */
import t from 'tap'
import { type Packet, RouteTable } from '../../labrpc/route-table.ts'
import { isHops, JunkWorld, wholeMs } from './junk-server.ts'

/** A world with a server `S1` and an end to it that is held by `S0`. */
function routedWorld(seed: string) {
  const world = new JunkWorld(seed)
  const routes = new RouteTable()
  world.network.routes = routes
  world.addServer('S1')
  return { ...world.connect('S0', 'S1'), world, routes, junk: world.junk, sim: world.sim }
}

const PACKET: Packet = {
  from: 'S0',
  to: 'S1',
  leg: 'request',
  svcMeth: 'Raft.requestVote',
  text: '1',
}
const isRequest = ({ leg }: Packet): boolean => leg === 'request'
const isReply = ({ leg }: Packet): boolean => leg === 'reply'
const isAny = (): boolean => true

t.test('without a rule nothing is said about a message', async (t) => {
  t.equal(new RouteTable().routeFor(PACKET), undefined)
})

t.test('the first rule that answers counts', async (t) => {
  const routes = new RouteTable()
  const first = routes.delay((packet) => packet.svcMeth === 'Raft.requestVote', 5)
  const second = routes.drop(isAny)
  routes.delay(isAny, 7)
  t.strictSame(routes.routeFor(PACKET), { kind: 'delay', ms: 5 })
  t.strictSame(routes.routeFor({ ...PACKET, svcMeth: 'Raft.other' }), { kind: 'drop' })
  first.lift()
  t.strictSame(routes.routeFor(PACKET), { kind: 'drop' })
  second.lift()
  t.strictSame(routes.routeFor(PACKET), { kind: 'delay', ms: 7 })
})

t.test('a watch sees what no earlier rule has decided, and decides nothing', async (t) => {
  const routes = new RouteTable()
  const seen: string[] = []
  const early = routes.watch(isAny, ({ svcMeth }) => seen.push(`early ${svcMeth}`))
  routes.drop(({ svcMeth }) => svcMeth === 'Raft.dropped')
  routes.watch(isAny, ({ svcMeth }) => seen.push(`late ${svcMeth}`))
  t.equal(routes.routeFor({ ...PACKET, svcMeth: 'Raft.dropped' })?.kind, 'drop')
  t.equal(routes.routeFor({ ...PACKET, svcMeth: 'Raft.kept' }), undefined)
  early.lift()
  routes.routeFor({ ...PACKET, svcMeth: 'Raft.kept' })
  t.strictSame(seen, ['early Raft.dropped', 'early Raft.kept', 'late Raft.kept', 'late Raft.kept'])
})

t.test('a packet names its sender, receiver, leg, method and content', async (t) => {
  const { world, routes, client } = routedWorld('packets')
  const packets: Packet[] = []
  routes.watch(isAny, (packet) => packets.push(packet))
  await world.run(async () => {
    await client.call('JunkServer.handler2', 1)
  })
  const svcMeth = 'JunkServer.handler2'
  t.strictSame(packets, [
    { from: 'S0', to: 'S1', leg: 'request', svcMeth, text: '1' },
    { from: 'S1', to: 'S0', leg: 'reply', svcMeth, text: '"handler2-1"' },
  ])
})

t.test('a dropped request fails like a call to nobody, and runs no handler', async (t) => {
  const { world, routes, client, junk } = routedWorld('drop-request')
  const rule = routes.drop(isRequest)
  await world.run(async () => {
    const { reply, tookMs } = await world.timed(client.call('JunkServer.handler2', 1))
    t.equal(reply, undefined)
    t.ok(wholeMs(tookMs) <= 99 && isHops(1, tookMs - wholeMs(tookMs)), `after ${tookMs} ms`)
    t.strictSame(junk.log2, [])
    rule.lift()
    t.equal(await client.call('JunkServer.handler2', 2), 'handler2-2')
  })
})

t.test('a dropped reply fails a call whose handler ran', async (t) => {
  const { world, routes, client, junk } = routedWorld('drop-reply')
  routes.drop(isReply)
  await world.run(async () => {
    t.equal(await client.call('JunkServer.handler2', 1), undefined)
    t.strictSame(junk.log2, [1])
    t.equal(world.network.totalBytes, '1'.length)
  })
})

t.test('a delay is added to one leg', async (t) => {
  const { world, routes, client, junk } = routedWorld('delay')
  const rule = routes.delay(isRequest, 250)
  await world.run(async () => {
    const first = await world.timed(client.call('JunkServer.handler2', 1))
    t.equal(first.reply, 'handler2-1')
    t.ok(isHops(2, first.tookMs - 250), `it took ${first.tookMs} ms`)
    t.ok(isHops(1, (junk.startedAtMs[0] as number) - 250))
    rule.lift()
    const second = await world.timed(client.call('JunkServer.handler2', 2))
    t.ok(isHops(2, second.tookMs))
  })
})

t.test('held requests wait until they are released, and later ones after them', async (t) => {
  const { world, routes, client, junk, sim } = routedWorld('hold')
  const held = routes.hold(isRequest)
  await world.run(async () => {
    const calls = [1, 2, 3].map((arg) => client.call('JunkServer.handler2', arg))
    await sim.sleep(500)
    t.equal(held.size, 3)
    t.strictSame(junk.log2, [])
    held.release()
    t.equal(held.size, 0)
    t.strictSame(await Promise.all(calls), ['handler2-1', 'handler2-2', 'handler2-3'])
    const next = client.call('JunkServer.handler2', 4)
    await sim.sleep(500)
    t.equal(held.size, 1, 'the rule still holds')
    held.release()
    t.equal(await next, 'handler2-4')
  })
})

t.test('a sealed hold takes no more, and keeps what it has', async (t) => {
  const { world, routes, client, sim } = routedWorld('seal')
  const held = routes.hold(isRequest)
  await world.run(async () => {
    const first = client.call('JunkServer.handler2', 1)
    held.seal()
    t.equal(await client.call('JunkServer.handler2', 2), 'handler2-2')
    await sim.sleep(500)
    t.equal(held.size, 1)
    held.release()
    t.equal(await first, 'handler2-1')
  })
})

t.test('a lifted hold lets all go and takes no more', async (t) => {
  const { world, routes, client } = routedWorld('lift')
  const held = routes.hold(isAny)
  await world.run(async () => {
    const first = client.call('JunkServer.handler2', 1)
    held.lift()
    t.equal(held.size, 0)
    t.equal(await first, 'handler2-1')
    t.equal(await client.call('JunkServer.handler2', 2), 'handler2-2')
  })
})

t.test(
  'a held reply arrives though its server is gone, a held request at the old one',
  async (t) => {
    const { world, routes, client, junk, sim } = routedWorld('hold-over-death')
    const held = routes.hold(isReply)
    await world.run(async () => {
      const answered = client.call('JunkServer.handler2', 1)
      await sim.sleep(5)
      const requests = routes.hold(isRequest)
      const unanswered = client.call('JunkServer.handler2', 2)
      world.network.deleteServer('S1')
      held.lift()
      requests.lift()
      t.equal(await answered, 'handler2-1')
      t.equal(await unanswered, undefined)
      t.strictSame(junk.log2, [1, 2])
    })
  },
)

t.test('a rule does not touch messages of other ends', async (t) => {
  const { world, routes, client } = routedWorld('others')
  const other = world.connect('S2', 'S1')
  routes.drop(({ from, to }) => from === 'S0' || to === 'S0')
  await world.run(async () => {
    t.equal(await client.call('JunkServer.handler2', 1), undefined)
    t.equal(await other.client.call('JunkServer.handler2', 2), 'handler2-2')
  })
})

t.test('a call whose request is held fails in 7 s; the request arrives all the same', async (t) => {
  const { world, routes, client, junk, sim } = routedWorld('held-too-long')
  const held = routes.hold(isRequest)
  await world.run(async () => {
    const { reply, tookMs } = await world.timed(client.call('JunkServer.handler2', 1))
    t.equal(reply, undefined)
    t.equal(Math.floor(tookMs), 6_999)
    t.equal(held.size, 1)
    held.lift()
    await sim.sleep(10)
    t.strictSame(junk.log2, [1])
  })
})
