/** Tests of harness/report/log.ts. */
import t from 'tap'
import { formatLog, type LogView, STORY_KINDS } from '../../report/log.ts'
import { makePalette } from '../../report/palette.ts'

const events = [
  { atMs: 0, kind: 'fault', who: 'test', text: 'started S0, S1 and S2' },
  { atMs: 217.25, kind: 'timer', who: 'S1', text: 'timer due' },
  { atMs: 217.25, kind: 'state', who: 'S1', text: 'term 1' },
  { atMs: 217.25, kind: 'call', who: 'S1', to: 'S0', text: 'Raft.requestVote to S0' },
  { atMs: 218.5, kind: 'debug', who: 'S0', topic: 'vote', text: 'yes' },
  { atMs: 1218.5, kind: 'fault', who: 'test', server: 'S2', text: 'disconnected S2' },
]

function show(more: Partial<LogView> = {}): readonly string[] {
  return formatLog(events, {
    servers: ['S0', 'S1', 'S2'],
    onlyServers: [],
    onlyTopics: [],
    columns: 76,
    palette: makePalette(false),
    ...more,
  })
}

t.test('a column per server, across for the test', async (t) => {
  t.strictSame(show(), [
    '         ms  S0                   S1                   S2',
    '      0      -- test: started S0, S1 and S2',
    '    217.25                        timer due',
    '    217.25                        term 1',
    '    217.25                        Raft.requestVote to',
    '                                  S0',
    '    218.5    vote: yes',
    '  1,218.5    -- test: disconnected S2',
  ])
})

t.test('a narrow terminal has one column with names', async (t) => {
  const lines = show({ columns: 40 })
  t.equal(lines[1], '    217.25   S1    timer due')
  t.equal(lines[5], '    218.5    S0    vote: yes')
  t.ok(lines.every((line) => line.length <= 40))
})

t.test('filters by server keep calls to it and what concerns all', async (t) => {
  t.strictSame(show({ onlyServers: ['s0'], columns: 76 }), [
    '         ms  S0',
    '      0      -- test: started S0, S1 and S2',
    '    217.25   -- S1: Raft.requestVote to S0',
    '    218.5    vote: yes',
    '3 of 6 events shown',
  ])
  t.strictSame(show({ onlyServers: ['2'] }).slice(1, -1), [
    '      0      -- test: started S0, S1 and S2',
    '  1,218.5    -- test: disconnected S2',
  ])
})

t.test('filters by kind or topic', async (t) => {
  t.strictSame(show({ onlyTopics: ['vote', 'state'] }).slice(1), [
    '    217.25                        term 1',
    '    218.5    vote: yes',
    '2 of 6 events shown',
  ])
})

t.test(
  'a topic that no event has is named, but not a kind that only the story asked for',
  async (t) => {
    t.match(show({ onlyTopics: ['vote', 'nothing'] }).at(-1), "no event of topic 'nothing'")
    t.equal(show({ onlyTopics: STORY_KINDS }).at(-1), '3 of 6 events shown')
  },
)

const long = JSON.stringify({ entries: Array.from({ length: 40 }, (_, at) => `cmd-${at}`) })
const messages = [
  {
    atMs: 1,
    kind: 'call',
    who: 'S0',
    to: 'S1',
    svcMeth: 'Raft.appendEntries',
    bytes: 412,
    text: `-> S1 appendEntries ${long}`,
  },
  {
    atMs: 2,
    kind: 'reply',
    who: 'S0',
    from: 'S1',
    svcMeth: 'Raft.requestVote',
    bytes: 20,
    text: '<- S1 requestVote {voteGranted:true}',
  },
]

function showMessages(more: Partial<LogView>): string {
  const view = { servers: ['S0', 'S1'], onlyServers: [], onlyTopics: [], columns: 100 }
  return formatLog(messages, { ...view, palette: makePalette(false), ...more }).join('\n')
}

t.test('messages are short among all servers, whole where one or two are chosen', async (t) => {
  t.match(showMessages({}), /cmd-\d\D[\s\S]*…\]\}\s+\(412\s+B\)/)
  t.notMatch(showMessages({}), 'cmd-39')
  t.match(showMessages({ onlyServers: ['S0'] }), 'cmd-39')
})

t.test('filters by RPC method and by text', async (t) => {
  t.match(showMessages({ onlyTopics: ['requestvote'] }), /voteGranted[\s\S]*1 of 2 events shown/)
  t.match(showMessages({ onlyTopics: ['Raft.appendEntries'] }), /cmd-0[\s\S]*1 of 2 events shown/)
  t.match(showMessages({ find: 'GRANTED' }), /voteGranted[\s\S]*1 of 2 events shown/)
  t.match(showMessages({ find: 'CMD-39' }), '1 of 2 events shown', 'what is cut is found, too')
  t.match(showMessages({ find: 'nowhere' }), "no event holds 'nowhere'")
})

t.test('a group stands for its servers', async (t) => {
  const lines = formatLog(
    [
      { atMs: 1, kind: 'save', who: 'G100.S0', text: 'save 1 B' },
      { atMs: 2, kind: 'save', who: 'G101.S0', text: 'save 2 B' },
    ],
    {
      servers: ['G100.S0', 'G101.S0'],
      onlyServers: ['g100'],
      onlyTopics: [],
      columns: 76,
      palette: makePalette(false),
    },
  )
  t.match(lines[0], /^ +ms {2}G100\.S0$/)
  t.match(lines[1], /save 1 B/)
  t.equal(lines[2], '1 of 2 events shown')
})

t.test('a filter that nothing meets says what there is', async (t) => {
  t.strictSame(show({ onlyServers: ['S7'], onlyTopics: ['votes', 'fault'] }).slice(-3), [
    '1 of 6 events shown',
    "no event of 'S7'; there are S0, S1, S2, test",
    "no event of topic 'votes'; there are call, debug, fault, state, timer, vote",
  ])
})

t.test('long and hostile words stay in their column', async (t) => {
  const text = `\u001b[2J${'x'.repeat(5000)}`
  const lines = formatLog([{ atMs: 1, kind: 'debug', who: 'S2', text }], {
    servers: ['S0', 'S1', 'S2'],
    onlyServers: [],
    onlyTopics: [],
    columns: 100,
    palette: makePalette(false),
  })
  t.ok(lines.length < 10)
  t.ok(lines.every((line) => line.length <= 100 && !line.includes('\u001b')))
})

t.test('kinds have colours', async (t) => {
  t.match(show({ palette: makePalette(true) })[1], '\u001b[33m')
})
