/** What a scenario does to messages: which are cut, kept, lost or slow, and which overtake. */
import t from 'tap'
import { type Packet, RouteTable } from '../../labrpc/route-table.ts'
import { type End, Links } from '../../scenario/links.ts'

function packet(leg: Packet['leg'], from: number, to: number): Packet {
  return { leg, from, to, svcMeth: 'Raft.x', text: '' }
}

/** A server by its address; or, with more, a group of them. */
function end(...addresses: number[]): End {
  return { addresses, name: addresses.join('+') }
}

function makeLinks() {
  const routes = new RouteTable()
  const links = new Links(routes)
  const arrived: string[] = []
  /** What becomes of a message. */
  const send = (leg: Packet['leg'], from: number, to: number, name = ''): string => {
    const route = routes.routeFor(packet(leg, from, to))
    if (route?.kind === 'hold') route.hold(() => arrived.push(name))
    return route?.kind ?? 'deliver'
  }
  return { links, send, arrived }
}

t.test('a cut is of one way, until it is mended', async (t) => {
  const { links, send } = makeLinks()
  t.equal(links.mend(), false)
  links.cut(0, 1)
  links.cut(2, 2)
  t.strictSame([links.isCut(0, 1), links.isCut(1, 0), links.isCut(2, 2)], [true, false, false])
  t.strictSame([send('request', 0, 1), send('reply', 0, 1)], ['drop', 'drop'])
  t.equal(send('request', 1, 0), 'deliver')
  t.equal(links.mend(), true)
  t.equal(send('request', 0, 1), 'deliver')
})

t.test('so many messages are kept, later ones pass, and it is counted how many', async (t) => {
  const { links, send, arrived } = makeLinks()
  links.keep({ leg: 'request', from: end(0), to: end(1) }, 2)
  t.equal(send('reply', 0, 1), 'deliver', 'the other leg')
  t.equal(send('request', 0, 2), 'deliver', 'another link')
  t.strictSame([send('request', 0, 1, 'a'), send('request', 0, 1, 'b')], ['hold', 'hold'])
  t.strictSame([links.kept, links.isFull], [2, true])
  links.keep({ leg: 'reply', from: end(2), to: end(1) }, 1)
  t.equal(links.isFull, false)
  links.release('last')
  t.strictSame([links.isKeeping(0), links.isKeeping(1), links.isKeeping(2)], [true, true, false])
  for (let more = 0; more < 3; more++) t.equal(send('request', 0, 1), 'deliver')
  const link = { leg: 'request', from: end(0), to: end(1) } as const
  t.strictSame(links.release('all'), [{ link, count: 2, overtakenBy: 3 }])
  t.strictSame(arrived, ['a', 'b'])
  t.strictSame([links.kept, links.isFull], [0, false])
})

t.test('the first, the last or all go on', async (t) => {
  const { links, send, arrived } = makeLinks()
  for (const to of [1, 2, 3]) links.keep({ leg: 'request', from: end(0), to: end(to) }, 1)
  for (const to of [1, 2, 3]) send('request', 0, to, String(to))
  links.release('last')
  links.release('first')
  t.strictSame(arrived, ['3', '1'])
  links.liftAll()
  t.strictSame(arrived, ['3', '1', '2'])
  t.strictSame(links.release('all'), [])
})

t.test('so many messages are lost, and slow ones are late', async (t) => {
  const { links, send } = makeLinks()
  links.lose({ leg: 'reply', from: end(0), to: end(1) }, 1)
  t.strictSame([send('reply', 0, 1), send('reply', 0, 1)], ['drop', 'deliver'])
  links.slow(end(0), end(1), 30)
  t.equal(send('request', 0, 1), 'delay')
  links.slow(end(0), end(1), 0)
  t.equal(send('request', 0, 1), 'deliver')
  links.slow(end(0), end(1), 30)
  links.lose({ leg: 'reply', from: end(1), to: end(0) }, 9)
  links.liftAll()
  t.strictSame([send('request', 0, 1), send('reply', 1, 0)], ['deliver', 'deliver'])
})

t.test('a group is one end of a link, whoever of it sends', async (t) => {
  const { links, send, arrived } = makeLinks()
  const link = { leg: 'request', from: end(0, 1), to: end(2, 3) } as const
  links.keep(link, 2)
  t.equal(send('request', 0, 1), 'deliver', 'within the group')
  t.strictSame([send('request', 1, 3, 'a'), send('request', 0, 2, 'b')], ['hold', 'hold'])
  t.equal(send('request', 0, 2), 'deliver')
  t.strictSame([links.isKeeping(1), links.isKeeping(3), links.isKeeping(4)], [true, true, false])
  t.strictSame(links.release('all'), [{ link, count: 2, overtakenBy: 1 }])
  t.strictSame(arrived, ['a', 'b'])
  links.lose({ ...link, leg: 'reply', from: end(2, 3), to: end(0) }, 1)
  t.strictSame([send('reply', 3, 0), send('reply', 3, 0)], ['drop', 'deliver'])
  links.slow(end(0, 1), end(2), 30)
  t.strictSame([send('reply', 1, 2), send('reply', 1, 3)], ['delay', 'deliver'])
})
