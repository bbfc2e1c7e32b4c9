/**
 * What a process can run: one entry for every class of a submission that the tester starts. An
 * entry constructs it, names its RPC services and says what the entry points of a realm act upon.
 */
import type { ApplyMsg, Channel, ClientEnd, Persister } from '../../api/lab.ts'
import type { Setup } from '../protocol.ts'
import type { Services } from './dispatch.ts'
import type { Ends } from './ends.ts'
import { construct as constructWith, define, NativeTypeError } from './primordials.ts'

/** What the tester may do with a Raft server. */
interface RaftMethods {
  getState(): unknown
  start(command: unknown): unknown
  snapshot(index: number, snapshot: Uint8Array): void
  kill(): void
}

export interface Program {
  readonly services: Services
  readonly raft?: RaftMethods
  /** The channel the tester's applier reads, where it is the service above Raft. */
  readonly applyCh?: Channel<ApplyMsg>
  kill(): void
  /** Calls a clerk's operation. */
  invoke(method: string, args: unknown[]): unknown
}

export interface Surroundings {
  readonly exports: object
  readonly ends: Ends
  readonly lab: { makeChannel<T>(): Channel<T> }
  readonly persister: Persister
}

type Instance = Record<string, unknown>
type Constructor = new (...args: unknown[]) => Instance

/** How a class of a submission is found and checked. */
interface ClassInfo {
  readonly file: string
  readonly name: string
  /** Its name in the bundle, where two files export the same one. */
  readonly as?: string
  readonly methods: readonly string[]
}

const RAFT: ClassInfo = {
  file: 'raft/raft.ts',
  name: 'Raft',
  methods: ['getState', 'start', 'snapshot', 'kill'],
}

const SERVICES: Record<string, ClassInfo> = {
  kvserver: { file: 'kvraft/server.ts', name: 'KVServer', methods: ['kill'] },
  shardctrler: { file: 'shardctrler/server.ts', name: 'ShardCtrler', methods: ['kill'] },
  shardkv: { file: 'shardkv/server.ts', name: 'ShardKV', methods: ['kill'] },
}

const KV_METHODS = ['get', 'put', 'append']
const CLERKS: Record<string, ClassInfo> = {
  kvclerk: { file: 'kvraft/client.ts', name: 'Clerk', as: 'KVClerk', methods: KV_METHODS },
  ctrlerclerk: {
    file: 'shardctrler/client.ts',
    name: 'Clerk',
    as: 'CtrlerClerk',
    methods: ['query', 'join', 'leave', 'move'],
  },
  shardclerk: { file: 'shardkv/client.ts', name: 'Clerk', as: 'ShardClerk', methods: KV_METHODS },
}

export function bootProgram(setup: Setup, around: Surroundings): Program {
  const service = SERVICES[setup.program]
  if (service !== undefined) return bootService(service, setup, around)
  const clerk = CLERKS[setup.program]
  if (clerk !== undefined) return bootClerk(clerk, setup, around)
  return bootRaft(setup, around)
}

function bootRaft(setup: Setup, around: Surroundings): Program {
  const applyCh = around.lab.makeChannel<ApplyMsg>()
  const ends = endsOf(around, setup.ends)
  const raft = construct(RAFT, around, [ends, setup.me, around.persister, applyCh])
  const methods = raft as unknown as RaftMethods
  return {
    services: { Raft: raft },
    raft: methods,
    applyCh,
    kill: () => methods.kill(),
    invoke: () => undefined,
  }
}

/** A server with a Raft of its own in the field `rf`. */
function bootService(info: ClassInfo, setup: Setup, around: Surroundings): Program {
  const args: unknown[] = [endsOf(around, setup.ends), setup.me, around.persister]
  if (setup.program !== 'shardctrler') args.push(setup.maxRaftState)
  if (setup.program === 'shardkv') {
    const makeEnd = (name: string): ClientEnd => around.ends.makeEnd(name)
    args.push(setup.gid, endsOf(around, setup.ctrlerEnds ?? []), makeEnd)
  }
  const server = construct(info, around, args)
  const { rf } = server
  if (typeof rf !== 'object' || rf === null) {
    throw new NativeTypeError(
      `${info.file}: class ${info.name} has no field rf; it must hold the server's Raft`,
    )
  }
  checkMethods(rf as Instance, RAFT)
  return {
    services: { [info.name]: server, Raft: rf },
    raft: rf as RaftMethods,
    kill: () => (server as { kill(): void }).kill(),
    invoke: () => undefined,
  }
}

function bootClerk(info: ClassInfo, setup: Setup, around: Surroundings): Program {
  const args: unknown[] = [endsOf(around, setup.ends)]
  if (setup.program === 'shardclerk') args.push((name: string) => around.ends.makeEnd(name))
  const clerk = construct(info, around, args)
  return {
    services: {},
    kill() {},
    invoke: (method, given) =>
      (clerk as Record<string, (...args: unknown[]) => unknown>)[method]?.(...given),
  }
}

function endsOf(around: Surroundings, numbers: readonly number[]): ClientEnd[] {
  const ends: ClientEnd[] = []
  for (let i = 0; i < numbers.length; i++) {
    define(ends, i, around.ends.end(numbers[i] as number), true)
  }
  return ends
}

function construct(info: ClassInfo, around: Surroundings, args: unknown[]): Instance {
  const found = (around.exports as Instance)[info.as ?? info.name]
  if (typeof found !== 'function')
    throw new NativeTypeError(`${info.file} must export a class ${info.name}`)
  const instance = constructWith(found as Constructor, args) as Instance
  checkMethods(instance, info)
  return instance
}

/** Asked of the instance, because a method may also be a field that holds a function. */
function checkMethods(instance: Instance, { file, name, methods }: ClassInfo): void {
  for (let i = 0; i < methods.length; i++) {
    const method = methods[i] as string
    if (typeof instance[method] !== 'function') {
      throw new NativeTypeError(`${file}: class ${name} has no method ${method}()`)
    }
  }
}
