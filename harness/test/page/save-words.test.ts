/** Tests of harness/page/save-words.ts, row-words.ts and follow-ids.ts. */
import t from 'tap'
import { idsIn } from '../../page/follow-ids.ts'
import { isShown } from '../../page/log-filter.ts'
import { shortWords, wholeWords } from '../../page/row-words.ts'
import { Saves } from '../../page/save-words.ts'
import { at, begin } from './events.ts'

const save = (ms: number, stateBytes: number, inferred?: object, snapshotBytes = 0) => {
  const read = inferred === undefined ? {} : { inferred }
  return at(ms, 'save', 'S0', { stateBytes, snapshotBytes, text: `save ${stateBytes} B`, ...read })
}

const events = [
  begin('S0'),
  save(1, 80),
  save(2, 77),
  save(3, 90, { length: 1, kept: 0, entries: [[1, '"a"']], term: 1, vote: -1 }),
  at(3, 'save', 'S1', { stateBytes: 5, snapshotBytes: 0 }),
  save(4, 99, {
    length: 3,
    kept: 1,
    entries: [
      [1, '"b"'],
      [2, `"${'x'.repeat(90)}c"`],
    ],
    term: 2,
    vote: 1,
  }),
  save(5, 99, { length: 3, kept: 3, entries: [], term: 2, vote: 1 }, 40),
  save(6, 85, { length: 2, kept: 1, entries: [[3, '"d"']], term: 3, vote: -1 }),
  begin('S0', 2, 7),
  save(8, 85, {
    length: 2,
    kept: 0,
    entries: [
      [1, '"a"'],
      [3, '"d"'],
    ],
    term: 3,
    vote: -1,
  }),
]
const saves = new Saves(events)

t.test('a line says what a save holds, and what is different', async (t) => {
  const lines = [1, 2, 3, 5, 6, 7, 9].map((place) => saves.short(place))
  t.strictSame(lines, [
    'save 80 B',
    'save 77 B (3 B fewer)',
    'save 90 B: term 1, no vote, log of 1: 1 new',
    'save 99 B: term 2, vote S1, log of 3: 2 new',
    'save 99 B and snapshot 40 B: term 2, vote S1, log of 3: as before',
    'save 85 B: term 3, no vote, log of 2: 2 gone, 1 new',
    'save 85 B: term 3, no vote, log of 2',
  ])
  t.equal(saves.short(4), 'save 5 B', 'of another server nothing is compared')
})

t.test('the details say all that is read, and that nothing is', async (t) => {
  const [sizes, unread] = saves.facts(2)
  t.match(sizes, '77 B of state, no snapshot; against its save before, at 1 ms: 3 B fewer of state')
  t.match(unread, 'nothing in it reads as a log')
  const more = new Saves([...events.slice(1, 3), save(2.5, 80)])
  t.equal(more.facts(2).at(-1), 'its saves before: 77 B at 2 ms, 80 B at 1 ms')
  t.strictSame(saves.facts(5), [
    '99 B of state, no snapshot; against its save before, at 3 ms: 9 B more of state',
    'it reads as term 2, vote S1, a log of 3 entries',
    'changed: the term was 1; it had no vote; of the log 2 new',
    'entry 2 of 3, term 1: "b"',
    'entry 3 of 3, term 2: "xxx…×90c"',
  ])
  t.match(saves.facts(6)[0], 'a snapshot of 40 B; against its save before, at 4 ms: as many bytes')
  t.match(saves.facts(6)[0], '40 B more of snapshot')
  t.match(saves.facts(9)[0], 'in the life before')
  t.match(saves.facts(1)[0], 'its first save')
})

t.test('a line of the log begins with what tells it apart', async (t) => {
  const command = '{"op":"append","key":"k","value":"4 ","clientId":7853853192621812}'
  const apply = at(1, 'apply', 'S0', { index: 14, command, text: `apply 14: ${command}` })
  t.equal(shortWords(apply, 0, saves), 'apply 14: append k 4')
  t.equal(wholeWords(apply), `apply 14: ${command}`)
  const body = `{term:2, prevLogIndex:5, prevLogTerm:1, entries:["${'x'.repeat(900)}"], leaderCommit:4}`
  const call = at(1, 'call', 'S0', { text: `-> S4 append ${body}` })
  t.equal(shortWords(call, 0, saves), '-> S4 append {prev 5/1, 1 entry, commit 4, term 2}')
  t.match(wholeWords(call), 'xxx…×900"], leaderCommit:4}')
  t.equal(shortWords(events[2] ?? call, 2, saves), saves.short(2))
  const debug = at(1, 'debug', 'S0', { text: 'my {prevLogIndex:5, entries:[]}' })
  t.equal(shortWords(debug, 0, saves), 'my {prevLogIndex:5, entries:[]}', 'as it was said')
  t.equal(shortWords(at(1, 'timer', 'S0', { text: '' }), 0, saves), 'timer')
})

t.test('one request is followed through messages and commands', async (t) => {
  const [words = ''] = idsIn('put {key:"k", clientId:7853853192621812, requestId:2}')
  t.equal(words, 'clientId:7853853192621812,requestId:2')
  const shows = (text: string): boolean =>
    isShown(at(1, 'call', 'S0', { text }), { words, focus: undefined, hidden: new Set() })
  t.ok(shows('-> S1 put {clientId:7853853192621812, requestId:2}'))
  t.ok(shows('apply 3: {"clientId":7853853192621812,"requestId":2}'))
  t.notOk(shows('apply 3: {"clientId":7853853192621812,"requestId":3}'))
  t.strictSame(idsIn('append {term:1, leaderId:0, prevLogIndex:3}'), [], 'numbers of servers')
  t.strictSame(
    idsIn('{Id:"ab cd", other:1, SeqNum:100000}'),
    ['Id:"ab cd"', 'SeqNum:100000'].map((one) => one.replace(/["\s]/g, '')),
  )
  t.equal(idsIn('clientId:11111 clientId:22222 clientId:33333 clientId:44444').length, 3)
})
