/**
 * A run for tests of the page that has a little of everything: elections, messages that arrive and
 * that are lost, a crash with a restart, cuts, a client, and two servers that apply different
 * commands at one index.
 */
import type { PageRun } from '../../page/run.ts'
import type { TraceEvent } from '../../sim/trace.ts'

const servers = ['S0', 'S1', 'S2']
const vote = 'Raft.requestVote'
const append = 'Raft.appendEntries'

let nextId = 1

interface Rpc {
  readonly from: string
  readonly to: string
  readonly svcMeth: string
  readonly args: string
  readonly atMs: number
}

function call({ from, to, svcMeth, args, atMs }: Rpc, id: number): TraceEvent {
  const name = svcMeth.slice(svcMeth.indexOf('.') + 1)
  return {
    atMs,
    kind: 'call',
    who: from,
    text: `-> ${to} ${name} ${args}`,
    id,
    to,
    svcMeth,
    bytes: 60,
  }
}

/** Call, request and reply, each a millisecond after the other. */
function answered(rpc: Rpc, reply: string): TraceEvent[] {
  const id = nextId++
  const { from, to, svcMeth, atMs, args } = rpc
  const name = svcMeth.slice(svcMeth.indexOf('.') + 1)
  const [about, back] = [
    { id, from, svcMeth },
    { id, from: to, svcMeth, answeredAtMs: atMs + 1 },
  ]
  return [
    call(rpc, id),
    { atMs: atMs + 1, kind: 'request', who: to, text: `${from} asks ${name} ${args}`, ...about },
    { atMs: atMs + 2, kind: 'reply', who: from, text: `<- ${to} ${name} ${reply}`, ...back },
  ]
}

/** Lost on its way there; the caller is told much later. */
function lost(rpc: Rpc, toldMs: number): TraceEvent[] {
  const id = nextId++
  const { from: who, to: from, svcMeth } = rpc
  const why = 'request lost'
  return [
    call(rpc, id),
    { atMs: toldMs, kind: 'lost', who, text: `x- ${from} ${why}`, id, from, svcMeth, why },
  ]
}

function links(who: string, isUp: boolean, atMs: number, not = who): TraceEvent[] {
  const others = servers.filter((to) => to !== who && to !== not)
  return others.flatMap((to) => [
    { atMs, kind: 'link', who, text: `${isUp ? 'up' : 'down'} to ${to}`, to, isUp },
    { atMs, kind: 'link', who: to, text: `${isUp ? 'up' : 'down'} to ${who}`, to: who, isUp },
  ])
}

const start = (who: string, atMs: number, life: number): TraceEvent => {
  return { atMs, kind: 'fault', who, text: `start, life ${life}`, action: 'start', life }
}

const state = (who: string, atMs: number, term: number, isLeader: boolean): TraceEvent => {
  const text = `term ${term}, ${isLeader ? 'leader' : 'not leader'}`
  return { atMs, kind: 'state', who, text, term, isLeader }
}

const apply = (who: string, atMs: number, index: number, command: string): TraceEvent => {
  return { atMs, kind: 'apply', who, text: `index ${index}: ${command}`, index, command }
}

const save = (who: string, atMs: number, stateBytes: number): TraceEvent => {
  return { atMs, kind: 'save', who, text: `save ${stateBytes} B`, stateBytes, snapshotBytes: 0 }
}

function happened(): readonly TraceEvent[] {
  const ask = { svcMeth: vote, args: '{term:1, candidateId:0}', from: 'S0' }
  const send = { svcMeth: append, from: 'S0', args: '{term:1, entries:["x=1"]}' }
  const events: TraceEvent[] = [
    ...servers.map((who) => start(who, 0, 1)),
    ...servers.flatMap((who) => links(who, true, 0)),
    save('S0', 150, 77),
    ...answered({ ...ask, to: 'S1', atMs: 150 }, '{term:1, voteGranted:true}'),
    ...lost({ ...ask, to: 'S2', atMs: 150 }, 1_150),
    state('S0', 152, 1, true),
    {
      atMs: 160,
      kind: 'start',
      who: 'S0',
      text: 'start "x=1"',
      isAccepted: true,
      index: 1,
      term: 1,
    },
    ...answered({ ...send, to: 'S1', atMs: 160 }, '{term:1, success:true}'),
    ...answered({ ...send, to: 'S2', atMs: 160.5 }, '{term:1, success:true}'),
    { atMs: 161.2, kind: 'debug', who: 'S1', text: 'one entry to my log', topic: 'LOG' },
    apply('S0', 163, 1, 'x=1'),
    { atMs: 400, kind: 'fault', who: 'S0', text: 'disconnect', action: 'disconnect' },
    ...links('S0', false, 400),
    { atMs: 420, kind: 'fault', who: 'S2', text: 'crash, life 1', action: 'crash', life: 1 },
    start('S2', 900, 2),
    ...links('S2', true, 900, 'S0'),
    state('S1', 1_300, 2, true),
    ...answered({ ...ask, from: 'S1', to: 'S2', args: '{term:2}', atMs: 1_298 }, '{term:2}'),
    apply('S1', 2_344.5, 1, 'x=2'),
    { atMs: 2_344.5, kind: 'check', who: 'test', text: 'S0 and S1 applied different commands' },
  ]
  return events.sort((a, b) => a.atMs - b.atMs)
}

export const smallRun: PageRun = {
  test: 'TestRejoin2B',
  title: 'Test (2B): rejoin of partitioned leader',
  seed: 41,
  ok: false,
  servers,
  lines: [
    {
      kind: 'headline',
      text: 'TestRejoin2B failed at 2,344 virtual ms: S0 and S1 applied different commands at index 1',
    },
    { kind: 'detail', text: 'S0  "x=1"  at 163 ms' },
    { kind: 'detail', text: 'S1  "x=2"  at 2,344 ms' },
    { kind: 'field', label: 'rule', text: 'Raft Fig. 3, State Machine Safety' },
    { kind: 'field', label: 'again', text: 'npm run grade 2B TestRejoin2B seed=41' },
  ],
  failedAtMs: 2_344.5,
  events: happened(),
}
