/** Tests of harness/page/ring-messages.ts and ring-layout.ts. */
import t from 'tap'
import { columnsIn, layOut, ringHeight, type Spot } from '../../page/ring-layout.ts'
import { journeyOf } from '../../page/ring-messages.ts'
import { Scale } from '../../page/scale.ts'
import type { Message } from '../../page/story-model.ts'

/** A place for each millisecond, so that bent time runs as the clock does. */
const scale = new Scale(Array.from({ length: 101 }, (_, ms) => ms))
const sent = { id: 1, svcMeth: 'Raft.append', from: 'S0', to: 'S1', callMs: 10, events: [] }
const at = (message: Message, ms: number) => journeyOf(message, ms, scale)

t.test('there, at work, and back again', async (t) => {
  const message = { ...sent, requestMs: 14, answeredMs: 20, endMs: 22 }
  t.match(at(message, 11), { isReply: false, share: 0.25, strength: 1, word: undefined })
  t.match(at(message, 21), { isReply: true, share: 0.5 })
  for (const ms of [9, 14, 19, 22, 90]) t.equal(at(message, ms), undefined, String(ms))
})

t.test('a lost one fades half-way, on the leg where it was lost', async (t) => {
  const request = { ...sent, endMs: 80, why: 'request lost' }
  t.match(at(request, 10.5), { isReply: false, share: 0.25, strength: 1, word: undefined })
  t.match(at(request, 11.5), { share: 0.5, strength: 0.5, word: 'lost' })
  t.equal(at(request, 13), undefined, 'long before its caller is told')
  const reply = { ...sent, requestMs: 12, answeredMs: 12, endMs: 80, why: 'reply lost' }
  t.match(at(reply, 13.5), { isReply: true, share: 0.5, word: 'lost' })
  t.equal(at({ ...sent, requestMs: 12, endMs: 80, why: 'server died' }, 13), undefined)
})

t.test('one that the test holds waits and says so, a late one too', async (t) => {
  const held = { ...sent, endMs: 80, why: 'request held by the test' }
  t.match(at(held, 79), { share: 0.5, strength: 1, word: 'held' })
  t.equal(at(held, 80), undefined)
  t.match(at({ ...sent, requestMs: 60 }, 35), { share: 0.5, word: 'late' })
})

t.test('every server has its place in the picture, and no two are in one', async (t) => {
  const groups = (count: number, size: number) =>
    Array.from({ length: count }, (_, group) => ({
      name: `G${group}`,
      servers: Array.from({ length: size }, (_, server) => `G${group}.S${server}`),
    }))
  const clients = Array.from({ length: 12 }, (_, client) => `C${client}`)
  for (const [count, size] of [
    [1, 1],
    [1, 3],
    [1, 5],
    [1, 9],
    [3, 3],
    [4, 3],
    [7, 5],
  ] as const) {
    for (const width of [340, 455, 900]) {
      const height = ringHeight(width, count, clients.length)
      const { spots, radius, pairs } = layOut(groups(count, size), clients, { width, height })
      const name = `${count} groups of ${size} in ${width}`
      t.equal(spots.size, count * size + clients.length, name)
      t.equal(pairs.length, (count * size * (size - 1)) / 2, name)
      const servers = [...spots].filter(([who]) => who.startsWith('G')).map(([, spot]) => spot)
      const isInside = ({ x, y }: Spot): boolean =>
        x >= radius && x <= width - radius && y >= radius && y <= height - radius
      t.ok(servers.every(isInside), name)
      const isApart = (one: Spot, other: Spot): boolean =>
        Math.hypot(one.x - other.x, one.y - other.y) >= 2 * radius
      t.ok(
        servers.every((one, at) => servers.slice(at + 1).every((other) => isApart(one, other))),
        name,
      )
    }
  }
})

t.test('rings stand beside each other while there is room', async (t) => {
  t.strictSame(
    [1, 2, 3, 4, 7].map((rings) => columnsIn(455, rings)),
    [1, 2, 2, 2, 2],
  )
  t.strictSame(
    [1, 2, 3, 4, 7].map((rings) => columnsIn(900, rings)),
    [1, 2, 3, 2, 3],
  )
  t.strictSame(
    [1, 2, 4].map((rings) => columnsIn(100, rings)),
    [1, 1, 1],
  )
})
