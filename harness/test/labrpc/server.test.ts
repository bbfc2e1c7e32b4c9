/** Calls that name no handler or go wrong in one, and names that are not known or taken. */
import t from 'tap'
import { Server } from '../../labrpc/server.ts'
import { JunkWorld } from './junk-server.ts'

/** Makes one call at a server with a service `Raft` and gives the error the run ended with. */
async function errorOf(service: object, svcMeth: string, args: unknown = 1): Promise<string> {
  const world = new JunkWorld('server')
  const server = new Server((error) => world.sim.fail(error))
  world.network.addServer('S0', server.addService('Raft', service).addService('KVServer', {}))
  const { client } = world.connect('end', 'S0')
  const end = await world.sim.run(async () => {
    await client.call(svcMeth, args)
  })
  return end.kind === 'failed' ? String(end.error) : end.kind
}

class Raft {
  readonly term = 3

  requestVote(args: number): number {
    return args
  }

  appendEntries(): number {
    return this.term
  }
}

t.test('a handler runs on its own object', async (t) => {
  t.equal(await errorOf(new Raft(), 'Raft.appendEntries'), 'done')
})

t.test('an unknown service fails the run and names those there are', async (t) => {
  t.equal(
    await errorOf(new Raft(), 'Shard.requestVote'),
    'Error: unknown service Shard in Shard.requestVote; expecting one of Raft, KVServer',
  )
})

t.test('an unknown method fails the run and names those there are', async (t) => {
  t.equal(
    await errorOf(new Raft(), 'Raft.RequestVote'),
    'Error: unknown method RequestVote in Raft.RequestVote; ' +
      'expecting one of requestVote, appendEntries',
  )
})

t.test('what every object has is no handler, nor is a field', async (t) => {
  for (const name of ['constructor', 'toString', 'hasOwnProperty', '__proto__', 'term', '']) {
    t.match(await errorOf(new Raft(), `Raft.${name}`), `unknown method ${name} in Raft.`)
  }
  for (const name of ['toString', 'constructor', '__proto__']) {
    t.match(await errorOf(new Raft(), `${name}.call`), `unknown service ${name} in `)
  }
})

t.test('a method without a service fails the run and says how to write it', async (t) => {
  t.match(
    await errorOf(new Raft(), 'requestVote'),
    /call\('requestVote'\): expected 'Service\.method'/,
  )
})

t.test('the method is what follows the last dot', async (t) => {
  t.match(await errorOf(new Raft(), 'Raft.inner.requestVote'), 'unknown service Raft.inner in ')
})

t.test('a handler that throws fails the run, at once or later', async (t) => {
  const throwing = {
    now(): never {
      throw new Error('thrown at once')
    },
    async later(): Promise<never> {
      await Promise.resolve()
      throw new Error('thrown later')
    },
  }
  t.equal(await errorOf(throwing, 'Raft.now'), 'Error: thrown at once')
  t.equal(await errorOf(throwing, 'Raft.later'), 'Error: thrown later')
})

t.test('a reply that cannot travel fails the run and names the method and the path', async (t) => {
  const replying = {
    now: () => ({ entries: [() => 1] }),
    later: async () => ({ entries: [Symbol('x')] }),
  }
  t.match(await errorOf(replying, 'Raft.now'), /the reply of Raft\.now\.entries\[0\]/)
  t.match(await errorOf(replying, 'Raft.later'), /the reply of Raft\.later\.entries\[0\]/)
})

t.test('args that cannot travel throw at the caller, who sends nothing', async (t) => {
  const world = new JunkWorld('args')
  const client = world.standard()
  t.throws(() => client.call('JunkServer.handler2', { x: () => 1 }), /args\.x/)
  t.equal(world.network.totalCount, 0)
})

t.test('a reply of nothing arrives as undefined, after the handler ran', async (t) => {
  const world = new JunkWorld('nothing')
  world.addServer('S0', { nothing: () => undefined })
  const { client } = world.connect('end', 'S0')
  await world.run(async () => {
    t.equal(await client.call('JunkServer.nothing', null), undefined)
  })
  t.equal(world.network.countAt('S0'), 1)
})

t.test('a service added under a name that is taken replaces the older one', async (t) => {
  const world = new JunkWorld('replace-service')
  const server = new Server((error) => world.sim.fail(error))
  server.addService('Raft', { who: () => 'old' }).addService('Raft', { who: () => 'new' })
  world.network.addServer('S0', server)
  const { client } = world.connect('end', 'S0')
  await world.run(async () => {
    t.equal(await client.call('Raft.who', 0), 'new')
  })
})

t.test('names of ends that are taken or unknown throw', async (t) => {
  const { network } = new JunkWorld('names')
  network.makeEnd('end')
  t.throws(() => network.makeEnd('end'), /makeEnd: end already exists/)
  t.throws(() => network.enable('nobody', true), /no end named nobody/)
  t.throws(() => network.connect('nobody', 'S0'), /no end named nobody/)
  network.connect('end', 'S0')
  t.throws(() => network.connect('end', 'S1'), /end is connected already/)
  network.deleteEnd('end')
  t.ok(network.makeEnd('end'), 'a deleted name is free again')
  t.ok(network.makeEnd(7), 'a number is a name')
  t.ok(network.makeEnd('7'), 'which is not the same as its digits')
})

t.test('the count at a server that is unknown or deleted is 0', async (t) => {
  const world = new JunkWorld('counts-of-none')
  const client = world.standard()
  await world.run(async () => {
    await client.call('JunkServer.handler2', 1)
  })
  t.equal(world.network.countAt('server99'), 1)
  world.network.deleteServer('server99')
  t.equal(world.network.countAt('server99'), 0)
  t.equal(world.network.countAt('nobody'), 0)
})

t.test('an end that is new is disabled and connected to nothing', async (t) => {
  const world = new JunkWorld('new-end')
  world.addServer('S0')
  const { client, end } = world.connect('end', 'S0')
  t.equal(world.network.makeEnd('other').isEnabled, false)
  t.equal(world.network.makeEnd('third').server, undefined)
  end.server = undefined
  await world.run(async () => {
    t.equal(await client.call('JunkServer.handler2', 1), undefined)
  })
})

t.test('the observer is told of every leg and of every failure', async (t) => {
  const world = new JunkWorld('observer')
  const client = world.standard()
  const seen: string[] = []
  world.network.observer = {
    requestSent: (end, svcMeth, args) => seen.push(`${end.name} sent ${svcMeth} ${args}`),
    replyArrived: (end, svcMeth, reply) => seen.push(`${end.name} got ${svcMeth} ${reply}`),
    callFailed: (end, svcMeth, why) => seen.push(`${end.name} lost ${svcMeth}: ${why}`),
  }
  await world.run(async () => {
    await client.call('JunkServer.handler2', 1)
    world.network.enable('end1-99', false)
    await client.call('JunkServer.handler2', 2)
  })
  t.strictSame(seen, [
    'end1-99 sent JunkServer.handler2 1',
    'end1-99 got JunkServer.handler2 "handler2-1"',
    'end1-99 sent JunkServer.handler2 2',
    'end1-99 lost JunkServer.handler2: server unreachable',
  ])
})
