/** Tests of harness/explain/story.ts. */
import t from 'tap'
import { makeStory } from '../../explain/story.ts'
import type { TraceEvent } from '../../sim/trace.ts'
import type { Failure } from '../../tester/failure.ts'
import { at, begin, state } from '../page/events.ts'

const SERVERS = ['S0', 'S1', 'S2']

function failure(message: string, more: Partial<Failure> = {}): Failure {
  return { kind: 'check', message, details: [], atMs: 100, frames: [], ...more }
}

function textsOf(events: readonly TraceEvent[], failed: Failure): readonly string[] {
  return makeStory(events, SERVERS, failed).sentences.map(({ text }) => text)
}

let lastId = 0

/** One server stands for election in a term and asks another, who answers. Methods have any name. */
function ask(from: string, to: string, term: number, atMs: number, answer: string): TraceEvent[] {
  const [id, svcMeth] = [++lastId, 'Raft.ballot']
  const body = `ballot {t:${term}, from:"${from}"}`
  return [
    at(atMs, 'timer', from, { text: 'timer of 9 ms' }),
    at(atMs, 'call', from, { id, to, svcMeth, text: `-> ${to} ${body}` }),
    state(atMs, from, term),
    at(atMs + 1, 'request', to, { id, from, svcMeth, text: `${from} asks ${body}` }),
    at(atMs + 1, 'save', to, { stateBytes: 7, snapshotBytes: 0 }),
    state(atMs + 1, to, term),
    at(atMs + 2, 'reply', from, {
      ...{ id, from: to, svcMeth, answeredAtMs: atMs + 1 },
      text: `<- ${to} ballot ${answer}`,
    }),
  ]
}

const begun = SERVERS.flatMap((who) => [begin(who), state(0, who, 0)])

t.test('a server that says yes to two in a term is told to have done so', async (t) => {
  const both = (second: string, term = 1): readonly TraceEvent[] => [
    ...begun,
    ...ask('S0', 'S2', 1, 10, '{t:1, ok:true}'),
    at(20, 'fault', 'S2', { action: 'crash', life: 1, text: 'crash' }),
    at(21, 'fault', 'S2', { action: 'start', life: 2, text: 'start, life 2' }),
    state(21, 'S2', 1),
    ...ask('S1', 'S2', term, 30, second),
    at(40, 'check', 'test', { text: 'FAILED: two leaders' }),
  ]
  const failed = failure('S0 and S1 both claim to be leader of term 1')
  const yes = textsOf(both('{t:1, ok:true}'), failed)
  t.match(yes, [
    /^S0: timer of 9 ms is over: enters term 1/,
    /^S2 gets S0's ballot \{t:1, from:"S0"\}: enters term 1, saves 7 B and answers \{t:1, ok:true\}/,
  ])
  t.ok(yes.includes('S2 crashes; its last save was at 11 ms'))
  t.ok(yes.includes('S2 starts again; it comes back in term 1'))
  const second = "S2 gets S1's ballot"
  const remark = 'in this term S2 had said yes to S0 already'
  t.match(yes.find((text) => text.startsWith(second)) ?? '', remark)
  t.equal(yes.at(-1), 'FAILED: two leaders')
  for (const other of [both('{t:1, ok:false}'), both('{t:1, ok:true, more:false}')]) {
    t.notMatch(textsOf(other, failed).join('\n'), remark, 'a no, or what cannot be told')
  }
  t.notMatch(textsOf(both('{t:2, ok:true}', 2), failed).join('\n'), remark, 'another term')
})

t.test('where a handler and a timer stand is told once', async (t) => {
  const placed = ask('S0', 'S2', 1, 10, '{t:1, ok:true}').map((event) => {
    if (event.kind === 'timer') return { ...event, place: 'raft/raft.ts:7' }
    return event.kind === 'request' ? { ...event, place: 'raft/raft.ts:9' } : event
  })
  const later = placed.map((event) => ({ ...event, atMs: event.atMs + 20 }))
  const events = [
    ...begun,
    ...placed,
    ...later,
    at(60, 'check', 'test', { text: 'FAILED: two leaders' }),
  ]
  const texts = textsOf(events, failure('S0 and S1 both claim to be leader of term 1')).join('\n')
  t.match(texts, 'S0: timer of 9 ms is over (raft/raft.ts:7)')
  t.match(texts, 'S2 gets S0\'s ballot {t:1, from:"S0"} (raft/raft.ts:9): ')
  for (const place of ['raft.ts:7', 'raft.ts:9']) t.equal(texts.split(place).length, 2, place)
})

t.test('an entry that takes the place of another is told with both', async (t) => {
  const save = (atMs: number, who: string, entry: readonly [number, string]): TraceEvent => {
    const inferred = { length: 1, kept: 0, entries: [entry] }
    return at(atMs, 'save', who, { stateBytes: 9, snapshotBytes: 0, inferred })
  }
  const apply = (atMs: number, who: string, command: string): TraceEvent =>
    at(atMs, 'apply', who, { index: 1, command, text: `apply 1: ${command}` })
  const failed = failure('S0 and S1 applied different commands at index 1')
  const run = (command: string): readonly TraceEvent[] => [
    ...begun,
    save(10, 'S0', [1, '101']),
    apply(11, 'S0', '101'),
    save(20, 'S1', [1, '101']),
    save(30, 'S1', [2, command]),
    apply(31, 'S1', command),
    at(31, 'check', 'test', { text: 'FAILED' }),
  ]
  const told = textsOf(run('202'), failed).join('\n')
  const placed = 'S1 now holds 202 of term 2 at index 1, in the place of 101 of term 1'
  t.match(told, `it seems that ${placed}`)
  t.match(told, 'S1 applies 202 at index 1; at index 1 S0 had applied 101')
  t.notMatch(textsOf(run('101'), failed).join('\n'), 'S0 had applied')
})

t.test('what is repeated is counted, whatever the numbers in it', async (t) => {
  const many = Array.from({ length: 40 }, (_, round) =>
    ask('S0', 'S1', round + 1, 10 + 2 * round, `{t:${round + 1}, ok:false}`),
  ).flat()
  const events = [...begun, ...many, at(100, 'check', 'test', { text: 'FAILED' })]
  const told = textsOf(events, failure('no connected server accepted it within 80 ms'))
  t.match(
    told.join('\n'),
    'S0 asks S1 like this 40 times until 88 ms, the last time answered {t:40',
  )
  t.ok(told.length <= 25, 'a story is short')
})

t.test('a server that stays in its term although it heard of a newer one stands out', async (t) => {
  const told = (termAfter: number): string => {
    const [timer, call, own, request, save] = ask('S0', 'S1', 5, 10, '{}') as [
      ...[TraceEvent, TraceEvent, TraceEvent, TraceEvent, TraceEvent],
    ]
    const after = [state(11, 'S1', termAfter), at(12, 'check', 'test', { text: 'FAILED' })]
    const events = [...begun, timer, call, own, request, save, ...after]
    return textsOf(events, failure('S1 failed')).join('\n')
  }
  t.match(told(0), 'S0 was in term 5 when it sent that, and S1 stays in term 0')
  t.notMatch(told(5), 'stays in term')
})

t.test('of a run that was lost there is no story', async (t) => {
  t.strictSame(makeStory([], [], failure('the worker died', { kind: 'crash' })), {
    sentences: [],
    events: 0,
  })
})
