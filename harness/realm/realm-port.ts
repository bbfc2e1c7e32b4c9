/** What comes out of a realm, as the tester gets it. */

/** What a process does to the world. The tester supplies it. */
export interface RealmPort {
  call(callId: number, end: number, svcMeth: string, args: string): void
  /** The bytes stay as they are until the process saves something else. */
  save(raftState: Uint8Array, snapshot: Uint8Array): void
  reply(rpcId: number, reply: string): void
  applyCommand(index: number, command: string): void
  applySnapshot(index: number, term: number, snapshot: Uint8Array): void
  /** A Raft handed a command to the service in its own process. */
  sawCommand(index: number, command: string): void
  sawSnapshot(index: number): void
  /** A timer came due, and what follows is what it caused; not told of one that only set timers. */
  timer(id: number, delayMs: number): void
  /** A timer was set, or cleared before it was due; told only while a trace is kept. */
  timerSet(id: number, delayMs: number): void
  timerCleared(id: number): void
  /** Learn the source texts of handlers, and of what timers call, while a trace is kept. */
  readonly places: {
    addHandler(svcMeth: string, source: string): void
    addTimer(id: number, source: string): void
  }
  log(topic: string, text: string): void
  /** Student code threw; `description` holds the stack, to be read by a `StackMapper`. */
  error(where: string, description: string): void
  result(invocationId: number, result: string): void
  makeEnd(end: number, serverName: string): void
}

/** What start() returned. */
export interface Started {
  readonly index: number
  readonly term: number
  readonly isLeader: boolean
  /** What getState() said around it, where that is not what it says now. */
  readonly said?: { readonly term: number; readonly isLeader: boolean }
}
