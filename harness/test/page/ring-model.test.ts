/** Tests of harness/page/ring-model.ts and ring-words.ts. */
import t from 'tap'
import { RingModel, type ServerNow } from '../../page/ring-model.ts'
import { describeServer } from '../../page/ring-words.ts'
import type { TraceEvent } from '../../sim/trace.ts'
import { at, begin, state } from './events.ts'

const vote = { id: 1, svcMeth: 'Raft.requestVote' }

/** S0 asks S1 for its vote, is granted it and leads. */
const election: readonly TraceEvent[] = [
  at(0, 'link', 'S0', { to: 'S1', isUp: true }),
  at(0, 'link', 'S1', { to: 'S0', isUp: true }),
  begin('S0'),
  begin('S1'),
  state(0, 'S0', 0),
  state(0, 'S1', 0),
  at(9, 'call', 'S0', { ...vote, to: 'S1', text: '-> S1 requestVote {term:1}' }),
  state(9, 'S0', 1),
  at(10, 'request', 'S1', { ...vote, from: 'S0', text: 'S0 asks requestVote {term:1}' }),
  state(10, 'S1', 1),
  at(12, 'reply', 'S0', { ...vote, from: 'S1', answeredAtMs: 10, text: '<- S1 {granted:true}' }),
  state(12, 'S0', 1, true),
]

function serverAt(events: readonly TraceEvent[], cursor: number, name: string): ServerNow {
  return new RingModel(['S0', 'S1'], events).after(cursor).servers.get(name) as ServerNow
}

t.test('roles and terms at each moment of an election', async (t) => {
  const roles = [5, 7, 11].map((cursor) => {
    return ['S0', 'S1'].map((name) => {
      const { role, term } = serverAt(election, cursor, name)
      return `${role} ${term}`
    })
  })
  t.strictSame(roles, [
    ['follower 0', 'follower 0'],
    ['candidate 1', 'follower 0'],
    ['leader 1', 'follower 1'],
  ])
  t.equal(serverAt(election, 3, 'S0').role, 'unknown', 'nothing was said yet')
})

t.test('a vote is shown where it was given, before its reply is there', async (t) => {
  t.equal(serverAt(election, 8, 'S1').vote, undefined, 'that of the term is not told yet')
  t.equal(serverAt(election, 9, 'S1').vote, 'S0')
  t.equal(serverAt(election, 7, 'S0').vote, 'S0', 'who stands votes for itself')
  t.equal(serverAt([...election, state(20, 'S1', 2)], 12, 'S1').vote, undefined, 'a new term')
  const refused = election.with(10, { ...(election[10] as TraceEvent), text: '{granted:false}' })
  t.equal(serverAt(refused, 11, 'S1').vote, undefined)
})

t.test('a save that tells the vote is believed', async (t) => {
  const saved = at(30, 'save', 'S1', {
    inferred: { length: 0, kept: 0, entries: [], term: 1, vote: 1 },
  })
  t.equal(serverAt([...election, saved], 12, 'S1').vote, 'S1')
  const none = at(30, 'save', 'S1', { inferred: { term: 1, vote: -1 } })
  t.equal(serverAt([...election, none], 12, 'S1').vote, undefined)
})

t.test('who hears from the leader of its term stands no more, nor by a trial', async (t) => {
  const heard = (term: number): readonly TraceEvent[] => [
    ...election.slice(0, 6),
    state(8, 'S1', term, true),
    at(9, 'call', 'S0', { ...vote, to: 'S1' }),
    state(9, 'S0', 2),
    at(11, 'request', 'S0', { id: 5, from: 'S1', svcMeth: 'Raft.appendEntries' }),
  ]
  t.equal(serverAt(heard(2), 8, 'S0').role, 'candidate')
  t.equal(serverAt(heard(2), 9, 'S0').role, 'follower')
  t.equal(serverAt(heard(1), 9, 'S0').role, 'candidate', 'an old leader changes nothing')
  const trial = at(9, 'call', 'S0', { id: 1, to: 'S1', svcMeth: 'Raft.preVote' })
  t.equal(serverAt([...election.slice(0, 6), trial], 6, 'S0').role, 'follower')
})

t.test('a crash ends role, timers, ways and messages', async (t) => {
  const events = [
    ...election,
    at(13, 'timer-set', 'S0', { timer: 1, dueMs: 100 }),
    at(13, 'call', 'S0', { id: 2, to: 'S1', svcMeth: 'Raft.appendEntries' }),
    at(13, 'call', 'S1', { id: 3, to: 'S0', svcMeth: 'Raft.appendEntries' }),
    at(14, 'fault', 'S0', { action: 'crash', life: 1 }),
    begin('S0', 2, 15),
    at(16, 'lost', 'S1', { id: 3, why: 'server unreachable' }),
  ]
  const model = new RingModel(['S0', 'S1'], events)
  t.match(model.after(14).servers.get('S0'), { timer: { dueMs: 100 }, role: 'leader' })
  t.strictSame(model.after(14).underWay, [2, 3])
  const crashed = model.after(15)
  t.match(crashed.servers.get('S0'), { isAlive: false, role: 'follower', timer: undefined })
  t.strictSame(crashed.underWay, [3], 'what others sent is still on its way')
  t.match(model.after(16).servers.get('S0'), { isAlive: true, isCutOff: false }, 'S1 reaches it')
  t.strictSame(model.after(17).underWay, [])
  t.match(model.after(14).servers.get('S0'), { isAlive: true, role: 'leader' }, 'and back again')
})

t.test('a timer that came due untold gives way to the one it set', async (t) => {
  const events = [
    ...election,
    at(12, 'timer-set', 'S1', { timer: 1, dueMs: 400 }),
    at(400, 'timer-set', 'S1', { timer: 2, dueMs: 500 }),
  ]
  t.match(serverAt(events, 12, 'S1').timer, { setMs: 12, dueMs: 400 })
  t.match(serverAt(events, 13, 'S1').timer, { setMs: 400, dueMs: 500 })
})

t.test('cut off is who neither reaches nor is reached by its own group', async (t) => {
  const down = (who: string, to: string): TraceEvent => at(20, 'link', who, { to, isUp: false })
  const events = [
    ...election,
    at(20, 'link', 'S0', { to: 'K0', isUp: true }),
    down('S0', 'S1'),
    down('S1', 'S0'),
  ]
  t.equal(serverAt(events, 13, 'S0').isCutOff, false, 'one way is left')
  t.equal(serverAt(events, 14, 'S0').isCutOff, true, 'the controllers are no peers')
})

t.test('groups have rings of their own', async (t) => {
  const { groups } = new RingModel(['G1.S0', 'G2.S0', 'G1.S1'], [begin('K0')])
  t.strictSame(groups, [
    { name: 'G1', servers: ['G1.S0', 'G1.S1'] },
    { name: 'G2', servers: ['G2.S0'] },
    { name: 'K', servers: ['K0'] },
  ])
})

t.test('the same in sentences', async (t) => {
  const events = [...election, at(12, 'timer-set', 'S0', { timer: 4, dueMs: 112 })]
  const words = (cursor: number): readonly string[] =>
    ['S0', 'S1'].map((name) => describeServer(serverAt(events, cursor, name)))
  t.strictSame(words(12), [
    'S0: leader of term 1, timer due at 112 ms',
    'S1: term 1, does not lead, voted for S0 (inferred)',
  ])
  t.equal(words(7)[0], 'S0: term 1, asks for votes (inferred from its messages)')
  t.equal(words(3)[0], 'S0: has said nothing')
})
