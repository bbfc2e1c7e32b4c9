/**
 * What a process can run: one entry for every class of a submission that the tester starts. An entry
 * constructs it, names its RPC services and says what the entry points of a realm act upon.
 */
import type { ApplyMsg, Channel, ClientEnd, Persister } from '../../api/lab.ts'
import type { Setup } from '../protocol.ts'
import type { Services } from './dispatch.ts'
import type { Ends } from './ends.ts'

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

type Constructor = new (...args: unknown[]) => Record<string, unknown>

const RAFT_METHODS = ['getState', 'start', 'snapshot', 'kill']

export function bootProgram(setup: Setup, around: Surroundings): Program {
  switch (setup.program) {
    case 'raft':
      return bootRaft(setup, around)
    default:
      throw new Error(`no program named ${setup.program}`)
  }
}

function bootRaft(setup: Setup, around: Surroundings): Program {
  const applyCh = around.lab.makeChannel<ApplyMsg>()
  const Raft = findClass(around, 'Raft', 'raft/raft.ts')
  const peers = endsOf(around, setup.ends)
  const raft = new Raft(peers, setup.me, around.persister, applyCh) as unknown as RaftMethods
  checkMethods(raft, 'Raft', RAFT_METHODS, 'raft/raft.ts')
  return {
    services: { Raft: raft },
    raft,
    applyCh,
    kill: () => raft.kill(),
    invoke: () => undefined,
  }
}

function endsOf(around: Surroundings, numbers: readonly number[]): ClientEnd[] {
  return numbers.map((number) => around.ends.end(number))
}

function findClass(around: Surroundings, name: string, file: string): Constructor {
  const found = (around.exports as Record<string, unknown>)[name]
  if (typeof found !== 'function') throw new TypeError(`${file} must export a class ${name}`)
  return found as Constructor
}

/** Asked of the instance, because a method may also be a field that holds a function. */
function checkMethods(
  instance: object,
  name: string,
  methods: readonly string[],
  file: string,
): void {
  for (const method of methods) {
    if (typeof (instance as Record<string, unknown>)[method] !== 'function') {
      throw new TypeError(`${file}: class ${name} has no method ${method}()`)
    }
  }
}
