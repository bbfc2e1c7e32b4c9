/**
 * The guest: a process in which one server or clerk of a submission lives at a time, behind the
 * entry points of `protocol.ts`. It reads a request, carries it out, answers, and knows nothing of
 * tests, seeds, clocks or other processes. Nothing that happens in here can be trusted outside.
 */

import { isMainThread } from 'node:worker_threads'
import { collectGarbage } from '../realm/collect-garbage.ts'
import { type Inside, OP, OP_OPERANDS } from '../realm/protocol.ts'
import { RealmFactory } from '../realm/realm-factory.ts'
import { tuneV8 } from '../realm/tune-v8.ts'
import { drain } from '../sim/drain.ts'
import { type FrameValue, FrameWriter, readFrame } from './frame.ts'
import { startLineWatch } from './line-watch.ts'
import { PipeReader, writeFrame } from './pipe.ts'
import { ENTRY, ENTRY_OPERANDS, GUEST_FD, WANTS } from './requests.ts'
import { SentBytes } from './saved-bytes.ts'

/** Above this a realm that is left is collected at once. */
const COLLECT_ABOVE_BYTES = 100 * 2 ** 20

tuneV8()

/** With a number of ms, a second thread looks for code that uses more and does not come back. */
const afterCpuMs = Number(process.argv[2] ?? 0)
const onRequest =
  isMainThread && afterCpuMs > 0 ? startLineWatch(__filename, afterCpuMs) : undefined

let factory: RealmFactory | undefined
let inside: Inside | undefined
/** What the world has of this realm's saves. */
let sent = new SentBytes()
let nowMs = 0
let started: string | undefined
let state: number | undefined
/** Descriptions of promises that were rejected since the last answer. */
let rejected: string[] = []

process.on('unhandledRejection', (reason) => {
  rejected.push(inside?.describeError(reason) ?? '')
})

/** What an entry does, by code. */
const ENTRIES: Readonly<Record<number, (operands: readonly never[]) => void>> = {
  [ENTRY.load]: ([code, file, bootstrap]) => {
    factory = new RealmFactory(code as never, file as never, bootstrap as never)
  },
  [ENTRY.make]: () => {
    inside = factory?.make()
    sent = new SentBytes()
  },
  [ENTRY.leave]: () => {
    inside = undefined
    collectGarbage(COLLECT_ABOVE_BYTES)
  },
  [ENTRY.boot]: ([setup, raftState, snapshot]) =>
    inside?.boot(nowMs, setup as never, raftState as never, snapshot as never),
  [ENTRY.fireTimer]: ([id]) => inside?.fireTimer(nowMs, id as never),
  [ENTRY.serve]: ([rpcId, svcMeth, args]) =>
    inside?.serve(nowMs, rpcId as never, svcMeth as never, args as never),
  [ENTRY.answer]: ([callId, reply]) => inside?.answer(nowMs, callId as never, reply),
  [ENTRY.receiveApply]: () => inside?.receiveApply(nowMs),
  [ENTRY.start]: ([command]) => {
    started = inside?.start(nowMs, command as never)
  },
  [ENTRY.probe]: () => {
    state = inside?.probe(nowMs)
  },
  [ENTRY.snapshot]: ([index, snapshot]) =>
    inside?.snapshot(nowMs, index as never, snapshot as never),
  [ENTRY.kill]: () => inside?.kill(nowMs),
  [ENTRY.invoke]: ([id, method, args]) =>
    inside?.invoke(nowMs, id as never, method as never, args as never),
  [ENTRY.time]: ([ms]) => {
    nowMs = ms as never
  },
}

/** Carries out a request; gives what is wanted in answer. */
function carryOut(request: readonly FrameValue[]): number {
  for (let at = 0; at < request.length; ) {
    const entry = request[at] as number
    if (entry === ENTRY.ask) return request[at + 1] as number
    const end = at + 1 + (ENTRY_OPERANDS[entry] as number)
    ENTRIES[entry]?.(request.slice(at + 1, end) as never[])
    at = end
  }
  return 0
}

const writer = new FrameWriter()

function putOutbox(outbox: ArrayLike<unknown>): void {
  for (let at = 0; at < outbox.length; ) {
    const operation = outbox[at] as number
    const end = at + 1 + (OP_OPERANDS[operation]?.length ?? 0)
    if (operation === OP.save) {
      writer.put(operation)
      writer.putChange(0, outbox[at + 1] as Uint8Array, sent)
      writer.putChange(1, outbox[at + 2] as Uint8Array, sent)
      at = end
    } else while (at < end) writer.put(outbox[at++])
  }
}

function answer(wants: number): void {
  const outbox = wants & WANTS.outbox ? inside?.takeOutbox() : undefined
  if (wants & WANTS.state) state = inside?.probe(nowMs)
  writer.clear()
  writer.put(rejected.length)
  for (const description of rejected) writer.put(description)
  writer.put(started)
  writer.put(state)
  if (outbox !== undefined) putOutbox(outbox)
  rejected = []
  started = undefined
  state = undefined
  writeFrame(GUEST_FD.answers, writer.finish())
}

const reader = new PipeReader()

/** Serves requests for as long as promise work can be done without leaving the call. */
function serve(): void {
  for (;;) {
    const request = reader.read(GUEST_FD.requests)
    if (request === undefined) process.exit(0)
    onRequest?.()
    const wants = carryOut(readFrame(request))
    if (wants & WANTS.drain) {
      if (!drain.isSynchronous) {
        setImmediate(() => {
          answer(wants)
          setImmediate(serve)
        })
        return
      }
      drain.now()
    }
    answer(wants)
  }
}

if (isMainThread) {
  // To say that the guest is up; nothing of the submission is loaded yet.
  writeFrame(GUEST_FD.answers, new FrameWriter().finish())
  setImmediate(serve)
}
