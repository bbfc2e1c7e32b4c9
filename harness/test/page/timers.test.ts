/** Tests of harness/page/timers.ts and votes.ts. */
import t from 'tap'
import { findTimerLengths, type Timer, timerThatMatters } from '../../page/timers.ts'
import { findVotes, isVoteRequest } from '../../page/votes.ts'
import { at } from './events.ts'

const isServer = (name: string): boolean => name.startsWith('S')
const [ask, append] = ['Raft.requestVote', 'Raft.appendEntries']

t.test('lengths are of timers that brought something about', async (t) => {
  const events = [
    at(0, 'timer-set', 'S0', { timer: 1, dueMs: 300 }),
    at(0, 'timer-set', 'S0', { timer: 2, dueMs: 900 }),
    at(0, 'timer-set', 'S1', { timer: 1, dueMs: 50 }),
    at(50, 'timer', 'S1', { timer: 1 }),
    at(50, 'call', 'S0', { to: 'S1', svcMeth: ask }),
    at(300, 'timer', 'S0', { timer: 1 }),
    at(300, 'save', 'S0'),
    at(300, 'call', 'S0', { to: 'S1', svcMeth: ask }),
    at(301, 'timer-set', 'S0', { timer: 3, dueMs: 401 }),
    at(401, 'timer', 'S0', { timer: 3 }),
    at(401, 'call', 'S0', { to: 'C1', svcMeth: ask }),
    at(401, 'call', 'S0', { to: 'S1', svcMeth: append }),
    at(900, 'timer', 'S0', { timer: 2 }),
  ]
  t.strictSame(findTimerLengths(events, isServer), {
    election: { leastMs: 300, mostMs: 300 },
    round: { leastMs: 100, mostMs: 100 },
  })
  t.strictSame(findTimerLengths([], isServer), { election: undefined, round: undefined })
})

t.test('the timer that matters', async (t) => {
  const timer = (setMs: number, dueMs: number): Timer => ({ setMs, dueMs })
  const lengths = {
    election: { leastMs: 300, mostMs: 400 },
    round: { leastMs: 100, mostMs: 100 },
  }
  const [tick, round, rest, election, client] = [
    timer(0, 10),
    timer(10.3, 110.30000000000001),
    timer(0, 120),
    timer(0, 380),
    timer(0, 5_000),
  ]
  const all = [tick, client, round, election, rest]
  t.equal(timerThatMatters(all, false, lengths), election, 'not a wait for a client')
  t.equal(timerThatMatters([tick, rest, client], false, lengths), rest, 'what is left of one')
  t.equal(timerThatMatters(all, true, lengths), round, 'not the tick, which is sooner')
  t.equal(timerThatMatters([client], false, lengths), undefined)
  const nothing = { election: undefined, round: undefined }
  t.equal(timerThatMatters(all, false, nothing), client)
  t.equal(timerThatMatters(all, true, nothing), tick)
})

t.test('methods that ask for a vote are known by their names, trials are not meant', async (t) => {
  const names = ['Raft.requestVote', 'Raft.RequestVote', 'Raft.ballot', 'Raft.preVote']
  t.strictSame(names.map(isVoteRequest), [true, true, true, false])
  t.strictSame(['Raft.feed', 'KV.tryVote', undefined, 7].map(isVoteRequest), Array(4).fill(false))
})

t.test('votes are read off replies of one meaning', async (t) => {
  const votesIn = (asked: string, answer: string, answeredAtMs: unknown = 3): unknown[] => {
    const events = [
      at(1, 'call', 'S0', { id: 1, to: 'S1', svcMeth: ask, text: asked }),
      at(2, 'request', 'S1', { id: 1, from: 'S0', svcMeth: ask, text: asked }),
      at(3, 'save', 'S1'),
      at(4, 'reply', 'S0', { id: 1, from: 'S1', svcMeth: ask, answeredAtMs, text: answer }),
    ]
    return [...findVotes(events)]
  }
  t.strictSame(votesIn('{term:1}', '{term:1, granted:true}'), [
    [2, [{ voter: 'S1', candidate: 'S0' }]],
  ])
  t.equal((votesIn('{term:1}', '{ok:true}', 2)[0] as [number])[0], 1, 'answered at once')
  t.strictSame(votesIn('{term:1}', '{term:1, granted:false}'), [])
  t.strictSame(votesIn('{term:1}', '{ok:true, granted:false}'), [])
  t.strictSame(votesIn('{term:1, isTrial:true}', '{granted:true}'), [])
})
