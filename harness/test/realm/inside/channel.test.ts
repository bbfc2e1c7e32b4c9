/** Tests of harness/realm/inside/channel.ts. */
import t from 'tap'
import { makeChannel, receiveWith } from '../../../realm/inside/channel.ts'

/** Lets all promise work that is ready run. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

t.test('a send waits for its receiver', async (t) => {
  const channel = makeChannel<number>()
  const seen: string[] = []
  void channel.send(1).then(() => seen.push('sent'))
  await settle()
  t.same(seen, [], 'nobody has received yet')
  t.equal(await channel.receive(), 1)
  await settle()
  t.same(seen, ['sent'])
})

t.test('a receive waits for its sender', async (t) => {
  const channel = makeChannel<number>()
  const received = channel.receive()
  await channel.send(2)
  t.equal(await received, 2)
})

t.test('senders and receivers are served in order', async (t) => {
  const channel = makeChannel<number>()
  const count = 10_000
  const sent: Promise<void>[] = []
  for (let i = 0; i < count; i++) sent.push(channel.send(i))
  for (let i = 0; i < count; i++) {
    const value = await channel.receive()
    if (value !== i) t.fail(`expected ${i}, got ${value}`)
  }
  await Promise.all(sent)
  const received = [channel.receive(), channel.receive()]
  await channel.send(1)
  await channel.send(2)
  t.same(await Promise.all(received), [1, 2])
})

t.test('after close the values on offer are received, then there is an end', async (t) => {
  const channel = makeChannel<number>()
  const sent = [channel.send(1), channel.send(2)]
  channel.close()
  channel.close()
  const seen: number[] = []
  for await (const value of channel) seen.push(value)
  t.same(seen, [1, 2])
  await Promise.all(sent)
  await t.rejects(channel.receive(), { message: 'receive on a closed channel' })
  await t.rejects(channel.send(3), { message: 'send on a closed channel' })
})

t.test('close ends those who wait', async (t) => {
  const channel = makeChannel<number>()
  const received = channel.receive()
  const next = channel[Symbol.asyncIterator]().next()
  const host: number[] = []
  receiveWith(channel, (value) => host.push(value))
  channel.close()
  await t.rejects(received, { message: 'receive on a closed channel' })
  t.strictSame(await next, { value: undefined, done: true })
  t.same(host, [])
})

t.test('a loop left early leaves the channel open', async (t) => {
  const channel = makeChannel<number>()
  void channel.send(1)
  void channel.send(2)
  for await (const value of channel) {
    t.equal(value, 1)
    break
  }
  t.equal(await channel.receive(), 2)
})

t.test('receiveWith is called at the rendezvous, then the sender goes on', async (t) => {
  const channel = makeChannel<string>()
  const seen: string[] = []
  receiveWith(channel, (value) => seen.push(`got ${value}`))
  void channel.send('a').then(() => seen.push('sent a'))
  t.same(seen, ['got a'], 'a waiting receiver is called inside send')
  await settle()
  t.same(seen, ['got a', 'sent a'])

  void channel.send('b').then(() => seen.push('sent b'))
  receiveWith(channel, (value) => seen.push(`got ${value}`))
  t.same(seen.slice(2), ['got b'], 'a waiting sender is served at once')
  await settle()
  t.same(seen.slice(2), ['got b', 'sent b'])
  void channel.send('c')
  await settle()
  t.equal(seen.length, 4, 'it receives only once')
})

t.test('what a receiveWith callback throws goes to the sender', async (t) => {
  const channel = makeChannel<number>()
  receiveWith(channel, () => {
    throw new TypeError('not a message')
  })
  await t.rejects(channel.send(1), { message: 'not a message' })
})
