/** Tests of harness/page/body-words.ts. */
import t from 'tap'
import { elideRuns, tellingBody, tellingValues } from '../../page/body-words.ts'

t.test('many of one letter are told once, and what is behind them stays', async (t) => {
  t.equal(elideRuns(`"${'x'.repeat(200)}", leaderCommit:4`), '"xxx…×200", leaderCommit:4')
  t.equal(elideRuns('x'.repeat(15)), 'x'.repeat(15), 'few stay')
  t.equal(elideRuns('😀'.repeat(20)), '😀😀😀…×20', 'a letter may be two characters')
  t.equal(elideRuns(`${'a'.repeat(16)}${'b'.repeat(17)}`), 'aaa…×16bbb…×17')
  t.equal(elideRuns('\n'.repeat(16)), '\n\n\n…×16')
})

t.test('of an AppendEntries: where it goes on and how much it brings', async (t) => {
  const body = (entries: string): string =>
    `{term:2, leaderId:0, prevLogIndex:5, prevLogTerm:1, entries:${entries}, leaderCommit:29}`
  t.equal(tellingBody(body('[]')), '{prev 5/1, no entries, commit 29, term 2}')
  const one = '{term:2, command:{op:"a, b", key:"]"}}'
  t.equal(tellingBody(body(`[${one}]`)), '{prev 5/1, 1 entry, commit 29, term 2}')
  t.equal(tellingBody(body(`[${one}, ${one}]`)), '{prev 5/1, 2 entries, commit 29, term 2}')
  t.equal(tellingBody(body('[{term:2,…}]')), '{prev 5/1, entries, commit 29, term 2}', 'cut')
  const go = '{Term:3, LeaderId:1, PrevLogIndex:0, PrevLogTerm:0, Entries:null, LeaderCommit:0}'
  t.equal(tellingBody(go), '{prev 0/0, no entries, commit 0, term 3}')
  t.equal(tellingBody('{prevLogIndex:4}'), '{prevLogIndex:4}', 'something else')
})

t.test('of a RequestVote: who stands, and the end of its log', async (t) => {
  const vote = '{term:2, candidateId:1, lastLogIndex:5, lastLogTerm:1}'
  t.equal(tellingBody(vote), '{term 2, candidate 1, last 5/1}')
  t.equal(tellingBody('{CandidateId:1, LastLogIndex:5}'), '{candidate 1, last 5}')
})

t.test('numbers of clients stand last', async (t) => {
  t.equal(
    tellingBody('{key:"k", clientId:7853853192621812, requestId:2}'),
    '{key:"k", requestId:2, clientId:7853853192621812}',
  )
  t.equal(
    tellingBody('{"clientId":7853853192621812,"op":{"kind":"get"}}'),
    '{op:{"kind":"get"}, clientId:7853853192621812}',
  )
  t.equal(tellingBody('no body'), 'no body')
  t.equal(tellingBody('{}'), '{}')
})

t.test('of a command its values', async (t) => {
  t.equal(
    tellingValues('{"op":"append","key":"k","value":"4 ","clientId":7853853192621812}'),
    'append k 4',
  )
  t.equal(tellingValues('7853853'), '7853853', 'a number is all that it is')
  t.equal(tellingValues('"x=1"'), 'x=1')
})
