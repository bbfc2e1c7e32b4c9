/**
 * Submissions that hand over values of the wrong kind: what cannot travel, and what was not
 * promised.
 */
import type { HostileCase } from './case.ts'

const AGREE = 'TestBasicAgree2B'
const LEADER = '    if (!this.getState().isLeader) return super.start(command)'

/** A Raft whose constructor also does this; `peers`, `me`, `persister`, `applyCh` are at hand. */
function constructing(...lines: string[]): string {
  return [
    'export class Raft extends Good {',
    '  constructor(peers, me, persister, applyCh) {',
    '    super(peers, me, persister, applyCh)',
    ...lines.map((line) => `    ${line}`),
    '  }',
    '}',
  ].join('\n')
}

function method(...lines: string[]): string {
  return ['export class Raft extends Good {', ...lines, '}'].join('\n')
}

const TRAVEL: readonly HostileCase[] = [
  {
    does: 'sends a function',
    code: constructing("void peers[1].call('Raft.requestVote', { term: 1, done: () => {} })"),
    says: /^S0: TypeError: cannot encode args\.done: a function does not travel/,
    at: 'raft/raft.ts:5',
  },
  {
    does: 'replies with a class instance',
    code: method('  requestVote() { return { reply: new (class Reply {})() } }'),
    says: /the reply of Raft\.requestVote\.reply: an instance of Reply does not travel/,
    detail: /the handler of Raft.requestVote/,
  },
  {
    does: 'applies a cycle',
    code: constructing(
      'const command = {}',
      'command.self = command',
      "void applyCh.send({ kind: 'command', command, commandIndex: 1 })",
    ),
    says: /cannot encode message\.command\.self: a cycle does not travel/,
  },
  {
    does: 'replies with a promise inside',
    code: method('  requestVote() { return { term: Promise.resolve(1) } }'),
    says: /reply of Raft\.requestVote\.term: a Promise does not travel; await it first/,
  },
  {
    does: 'replies with nothing',
    code: method('  requestVote() {}'),
    says: /the handler of Raft\.requestVote returned undefined: a handler must return its reply/,
  },
  {
    does: 'replies with something else than it is asked for',
    code: method("  requestVote() { return 'yes' }"),
    kind: 'check',
    says: /leader/,
  },
  {
    does: 'calls a name without a dot',
    code: constructing("void peers[1].call('requestVote', {})"),
    says: /call\("requestVote"\): expected 'Service\.method', such as 'Raft\.requestVote'/,
    at: 'raft/raft.ts:5',
  },
  {
    does: 'calls with a name that is no string',
    code: constructing('void peers[1].call(undefined, {})'),
    says: /call\(undefined\): expected 'Service\.method'/,
    at: 'raft/raft.ts:5',
  },
  {
    does: 'calls a service that is not there',
    code: constructing("setTimeout(() => void peers[1].call('Kv.get', {}), 9)"),
    says: /unknown service Kv in Kv\.get; expecting one of Raft/,
  },
  {
    does: 'calls a method that is not there',
    code: constructing("setTimeout(() => void peers[1].call('Raft.RequestVote', {}), 9)"),
    says: /unknown method RequestVote in Raft\.RequestVote; expecting one of .*requestVote/,
  },
]

const SHAPES: readonly HostileCase[] = [
  {
    does: 'has an async start()',
    code: method('  async start(command) { return super.start(command) }'),
    says: /Raft\.start\(\) returned a promise: it must not be async/,
    test: AGREE,
  },
  {
    does: 'returns an array from start()',
    code: method('  start(command) {', LEADER, '    return [1, 1, true]', '  }'),
    says: /Raft\.start\(\): isLeader must be true or false, but it is undefined/,
    test: AGREE,
  },
  {
    does: 'returns nothing from start()',
    code: method('  start() {}'),
    says: /Raft\.start\(\) must return \{ index, term, isLeader \}, but it returned undefined/,
    test: AGREE,
  },
  {
    does: 'returns an index that is a string',
    code: method(
      '  start(command) {',
      LEADER,
      "    return { index: '1', term: 1, isLeader: true }",
      '  }',
    ),
    says: /Raft\.start\(\): index must be an integer, 0 or more, but it is "1"/,
    test: AGREE,
  },
  {
    does: 'returns only isLeader: false where it does not lead',
    code: method(
      '  start(command) {',
      '    const s = super.start(command)',
      '    return s.isLeader ? s : { isLeader: false }',
      '  }',
    ),
    passes: true,
    test: AGREE,
  },
  {
    does: 'has an async getState()',
    code: method('  async getState() { return super.getState() }'),
    says: /Raft\.getState\(\) returned a promise: it must not be async/,
  },
  {
    does: 'returns a term that is no number',
    code: method('  getState() { return { term: NaN, isLeader: false } }'),
    says: /Raft\.getState\(\): term must be an integer, 0 or more, but it is NaN/,
  },
  {
    does: 'returns a term below zero',
    code: method('  getState() { return { term: -1, isLeader: false } }'),
    says: /Raft\.getState\(\): term must be an integer, 0 or more, but it is -1/,
  },
  {
    does: 'returns isLeader as a number',
    code: method('  getState() { return { term: 1, isLeader: 0 } }'),
    says: /Raft\.getState\(\): isLeader must be true or false, but it is 0/,
  },
  {
    does: 'sends a bare command on applyCh',
    code: constructing("void applyCh.send('x')"),
    says: /applyCh\.send\(message\): kind must be 'command' or 'snapshot'.*but the message is "x"/,
  },
  {
    does: 'sends a message without an index on applyCh',
    code: constructing("void applyCh.send({ kind: 'command', command: 1 })"),
    says: /\(message\): commandIndex must be an integer, 0 or more, but it is undefined/,
  },
  {
    does: 'sends a snapshot that is no bytes on applyCh',
    code: constructing(
      "void applyCh.send({ kind: 'snapshot', snapshot: [], snapshotIndex: 1, snapshotTerm: 1 })",
    ),
    says: /applyCh\.send\(message\): snapshot must be a Uint8Array, but it is \[\]/,
  },
  {
    does: 'delivers an empty snapshot',
    code: constructing(
      'const snapshot = new Uint8Array()',
      "void applyCh.send({ kind: 'snapshot', snapshot, snapshotIndex: 1, snapshotTerm: 1 })",
    ),
    kind: 'check',
    says: /S\d sent an empty snapshot on applyCh/,
    test: 'TestSnapshotBasic2D',
  },
  {
    does: 'saves an object',
    code: constructing('persister.save({ term: 1 })'),
    says: /persister\.save\(\): raftState must be a Uint8Array/,
    at: 'raft/raft.ts:5',
  },
  {
    does: 'lacks a method',
    code: method(
      '  constructor(...given) {',
      '    super(...given)',
      '    this.kill = undefined',
      '  }',
    ),
    says: /raft\/raft\.ts: class Raft has no method kill\(\)/,
  },
  {
    does: 'writes its methods as arrow function fields',
    code: method(
      '  ask = () => super.getState()',
      '  getState = () => this.ask()',
      '  vote = (args) => super.requestVote(args)',
      '  requestVote = (args) => this.vote(args)',
    ),
    passes: true,
  },
  {
    does: 'exports something that is no class',
    code: 'export const Raft = { Good }',
    says: /raft\/raft\.ts must export a class Raft/,
  },
]

export const valueCases: readonly HostileCase[] = [...TRAVEL, ...SHAPES]
