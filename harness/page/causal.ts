/**
 * What can have led to an event (Lamport's happened-before): what its process did before in that
 * life, what it received and why that was sent, and what it had saved in the life before. The
 * order in which the test acted is no cause. Pure.
 */
import type { TraceEvent } from '../sim/trace.ts'

/** For each event 1 if it is one of the given or in their past. */
export function causalPast(events: readonly TraceEvent[], from: readonly number[]): Uint8Array {
  const past = new Uint8Array(events.length)
  for (const event of from) past[event] = 1
  const causes = causesOf(events)
  // A cause stands before its effect, so one way back through the events finds all.
  for (let at = events.length - 1; at >= 0; at--) {
    if (past[at] === 0) continue
    for (const cause of causes[at] as readonly number[]) past[cause] = 1
  }
  return past
}

/** What of a process is known on the way through the events. */
interface Process {
  /** Its events in this life, ascending, and their moments. */
  readonly events: number[]
  lastSave: number | undefined
}

function causesOf(events: readonly TraceEvent[]): readonly (readonly number[])[] {
  const processes = new Map<string, Process>()
  const calls = new Map<unknown, number>()
  const requests = new Map<unknown, number>()
  return events.map(({ kind, who, id, from, action, answeredAtMs }, at) => {
    const process = processes.get(who) ?? { events: [], lastSave: undefined }
    processes.set(who, process)
    const causes: number[] = []
    const add = (cause: number | undefined): unknown => cause !== undefined && causes.push(cause)
    add(process.events.at(-1))
    process.events.push(at)
    if (kind === 'call') calls.set(id, at)
    else if (kind === 'request') {
      requests.set(id, at)
      add(calls.get(id))
    } else if (kind === 'reply') {
      const answering = processes.get(String(from))?.events ?? []
      add(answerOf(events, answering, requests.get(id), Number(answeredAtMs)))
    } else if (kind === 'save') process.lastSave = at
    else if (kind === 'fault' && action === 'start') add(process.lastSave)
    else if (kind === 'fault' && action === 'crash') process.events.length = 0
    return causes
  })
}

/** The last thing that a server did before its answer set out, from the request on. */
function answerOf(
  events: readonly TraceEvent[],
  own: readonly number[],
  request: number | undefined,
  answeredAtMs: number,
): number | undefined {
  if (request === undefined) return undefined
  let last = request
  for (let at = own.length - 1; at >= 0; at--) {
    const event = own[at] as number
    if (event <= request) break
    if ((events[event] as TraceEvent).atMs > answeredAtMs) continue
    last = event
    break
  }
  return last
}
