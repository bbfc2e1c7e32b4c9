/** Submissions that fail honestly, for attempts to start from. Text, because it runs inside. */

/** A Raft that never leads. `super(...)` gives `this` its peers, number, persister and applyCh. */
const DUD = `
const { Buffer } = globalThis.host?.require('buffer') ?? {}
class Dud {
  constructor(peers, me, persister, applyCh) {
    Object.assign(this, { peers, me, persister, applyCh })
  }
  getState() { return { term: 0, isLeader: false } }
  start() { return { index: -1, term: 0, isLeader: false } }
  snapshot() {}
  kill() {}
}
`

/** What it is told when an attempt has had no effect. */
export const HONEST = /^expected one leader, got none/

/** The dud, with some code at the end of its constructor and further members. */
export function dud(inConstructor: string, members = ''): string {
  return `${DUD}
export class Raft extends Dud {
  constructor(...given) {
    super(...given)
    ${inConstructor}
  }
  ${members}
}
`
}

/** The dud behind some code at its top level. */
export function dudAfter(topLevel: string): string {
  return `${topLevel}\n${dud('')}`
}

/** Guards what would do harm outside a world of processes of its own, where numbers are small. */
export const IN_OWN_WORLD = `
if (host.process.pid > 100) throw new Error('there are no walls around this process')
`
