/**
 * The bootstrap of a realm: runs first in a fresh context, builds every global and `#lab`, loads the
 * submission and returns the entry points of `protocol.ts`. No host function is reachable from here: what a
 * server wants from the world goes into the outbox.
 */
import { sfc32 } from '../../sim/sfc32.ts'
import { type Inside, OP, type Setup } from '../protocol.ts'
import { receiveWith } from './channel.ts'
import { callHandler } from './dispatch.ts'
import { makeEnds } from './ends.ts'
import { describeError } from './errors.ts'
import { installGlobals } from './globals.ts'
import type { InsideHost } from './host.ts'
import { makeLab } from './lab.ts'
import { decodeText, encodeText } from './labgob.ts'
import { makeOutbox } from './outbox.ts'
import { makePersister } from './persister.ts'
import { isThenable, jsonParse, promisePrototype, whenSettled } from './primordial-extras.ts'
import { bootProgram, type Program } from './programs.ts'

/** The submission's bundle as a function, in the form Node gives to a CommonJS module. */
type LoadSubmission = (require: (name: string) => unknown, module: { exports: object }) => void

export function bootstrap(load: LoadSubmission): Inside {
  const outbox = makeOutbox()
  let nowMs = 0
  let setup: Setup | undefined
  let nextWord: () => number = () => 0
  let playedCount = 0

  /** 32 bits of chance: recorded choices first, then this realm's own generator. */
  const draw = (): number => {
    const drawn = nextWord()
    const played = setup !== undefined && playedCount < setup.randomPlayed.length
    const value = played ? (setup?.randomPlayed[playedCount++] as number) : drawn
    if (setup?.recordDraws) outbox.put(OP.draw, value)
    return value
  }
  const host: InsideHost = {
    get logging() {
      return setup?.logging ?? false
    },
    nowMs: () => nowMs,
    random: () => (draw() * 2097152 + (draw() >>> 11)) / 9007199254740992,
    setTimer: (id, delayMs) => outbox.put(OP.setTimer, id, delayMs),
    clearTimer: (id) => outbox.put(OP.clearTimer, id),
    log: (topic, text) => outbox.put(OP.log, topic, text),
  }
  const fail = (where: string, error: unknown): void => {
    outbox.put(OP.error, where, describeError(error))
  }
  /** Runs a piece of student code; what it throws becomes an error of this server. */
  const guard = <T>(where: string, run: () => T): T | undefined => {
    try {
      return run()
    } catch (error) {
      fail(where, error)
      return undefined
    }
  }

  const globals = installGlobals(host)
  const lab = makeLab(host)
  const ends = makeEnds(outbox)
  let program: Program | undefined

  const raft = (): NonNullable<Program['raft']> => {
    const rf = program?.raft
    if (rf === undefined) throw new Error('there is no Raft in this program')
    return rf
  }

  return {
    promisePrototype,
    describeError,
    takeOutbox: () => outbox.take(),
    boot(now, setupText, raftState, snapshot) {
      nowMs = now
      const given = jsonParse(setupText) as Setup
      nextWord = sfc32(given.randomWords)
      setup = given
      guard('loading the submission', () => {
        const module = { exports: {} }
        load(() => lab, module)
        const persister = makePersister(outbox, raftState, snapshot)
        program = bootProgram(given, { exports: module.exports, ends, lab, persister })
      })
    },
    fireTimer(now, id) {
      nowMs = now
      guard('a timer', () => globals.fireTimer(id))
    },
    serve(now, rpcId, svcMeth, args) {
      nowMs = now
      guard(`the handler of ${svcMeth}`, () => {
        const reply = callHandler(program?.services ?? {}, svcMeth, decodeText(args))
        if (!isThenable(reply)) {
          outbox.put(OP.reply, rpcId, encodeReply(svcMeth, reply))
          return
        }
        whenSettled(
          reply,
          (value) =>
            guard(`the handler of ${svcMeth}`, () => {
              outbox.put(OP.reply, rpcId, encodeReply(svcMeth, value))
            }),
          (error) => fail(`the handler of ${svcMeth}`, error),
        )
      })
    },
    answer(now, callId, reply) {
      nowMs = now
      guard('the reply of a call', () => ends.answer(callId, reply))
    },
    receiveApply(now) {
      nowMs = now
      const applyCh = program?.applyCh
      if (applyCh === undefined) return
      receiveWith(applyCh, (message) => {
        guard('applyCh.send()', () => putApply(message))
      })
    },
    start(now, command) {
      nowMs = now
      return guard('Raft.start()', () => {
        const started = raft().start(decodeText(command)) as unknown
        const { index, term, isLeader } = checkShape('Raft.start()', started, {
          index: 'number',
          term: 'number',
          isLeader: 'boolean',
        })
        return `${index} ${term} ${isLeader ? 1 : 0}`
      })
    },
    probe(now) {
      nowMs = now
      const state = guard('Raft.getState()', () =>
        checkShape('Raft.getState()', raft().getState() as unknown, {
          term: 'number',
          isLeader: 'boolean',
        }),
      )
      return state === undefined ? -1 : 2 * (state.term as number) + (state.isLeader ? 1 : 0)
    },
    snapshot(now, index, snapshot) {
      nowMs = now
      guard('Raft.snapshot()', () => raft().snapshot(index, snapshot))
    },
    kill(now) {
      nowMs = now
      guard('kill()', () => program?.kill())
    },
    invoke(now, invocationId, method, args) {
      nowMs = now
      guard(`${method}()`, () => {
        const settled = program?.invoke(method, decodeText(args) as unknown[])
        whenSettled(
          settled,
          (value) =>
            guard(`${method}()`, () => {
              outbox.put(OP.result, invocationId, encodeText(value, `the result of ${method}()`))
            }),
          (error) => fail(`${method}()`, error),
        )
      })
    },
  }

  function putApply(message: unknown): void {
    const given = message as Record<string, unknown> | null
    if (typeof given === 'object' && given !== null && given.kind === 'command') {
      checkShape('applyCh.send(message)', given, { commandIndex: 'number' })
      const command = encodeText(given.command, 'message.command')
      outbox.put(OP.applyCommand, given.commandIndex as number, command)
    } else if (typeof given === 'object' && given !== null && given.kind === 'snapshot') {
      checkShape('applyCh.send(message)', given, {
        snapshotIndex: 'number',
        snapshotTerm: 'number',
      })
      const bytes = given.snapshot
      if (!(bytes instanceof Uint8Array)) {
        throw new TypeError('applyCh.send(message): message.snapshot must be a Uint8Array')
      }
      const { snapshotIndex, snapshotTerm } = given as Record<string, number>
      outbox.put(OP.applySnapshot, snapshotIndex as number, snapshotTerm as number, bytes.slice())
    } else {
      throw new TypeError(
        "applyCh.send(message): message.kind must be 'command' or 'snapshot'; see ApplyMsg in '#lab'",
      )
    }
  }
}

function encodeReply(svcMeth: string, reply: unknown): string {
  if (reply === undefined) {
    throw new TypeError(
      `the handler of ${svcMeth} returned undefined: a handler must return its reply, or a promise of it`,
    )
  }
  return encodeText(reply, `the reply of ${svcMeth}`)
}

/** Checks what student code returned against the types it promised. */
function checkShape(
  what: string,
  value: unknown,
  shape: Record<string, 'number' | 'boolean'>,
): Record<string, number | boolean> {
  if (isThenable(value)) {
    throw new TypeError(
      `${what} returned a promise: it must be synchronous (not async) and return its result at once`,
    )
  }
  const given = value as Record<string, unknown> | null | undefined
  for (const key in shape) {
    const found = given === null || given === undefined ? undefined : given[key]
    const isRight = shape[key] === 'number' ? Number.isInteger(found) : typeof found === 'boolean'
    if (isRight) continue
    const wanted = shape[key] === 'number' ? 'an integer' : 'a boolean'
    throw new TypeError(
      typeof given === 'object' && given !== null
        ? `${what}: ${key} must be ${wanted}, but it is ${String(found)}`
        : `${what} must give an object with ${key} (${wanted}), but it gave ${String(given)}`,
    )
  }
  return given as Record<string, number | boolean>
}
