/**
 * The bootstrap of a realm: runs first in a fresh context, builds every global and `#lab`, loads
 * the submission and returns the entry points of `protocol.ts`. No host function is reachable from
 * here: what a server wants from the world goes into the outbox.
 */
import { sfc32 } from '../../sim/sfc32.ts'
import { type Inside, OP, type Setup } from '../protocol.ts'
import { makeChannel, receiveWith } from './channel.ts'
import { checkBoolean, checkInteger, checkResult, show } from './check-shape.ts'
import { callHandler } from './dispatch.ts'
import { makeEnds } from './ends.ts'
import { describeError } from './errors.ts'
import { installGlobals } from './globals.ts'
import type { InsideHost } from './host.ts'
import { makeLab } from './lab.ts'
import { decodeText, encodeText } from './labgob.ts'
import { makeOutbox } from './outbox.ts'
import { makePersister } from './persister.ts'
import {
  copyBytes,
  isBytes,
  isThenable,
  jsonParse,
  promisePrototype,
  whenSettled,
} from './primordial-extras.ts'
import { NativeTypeError } from './primordials.ts'
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
  const lab = { ...makeLab(host), makeChannel: <T>() => makeChannel<T>(watchChannel()) }
  const ends = makeEnds(outbox)
  let program: Program | undefined
  let applyChannel: object | undefined

  const raft = (): NonNullable<Program['raft']> => {
    const rf = program?.raft
    if (rf === undefined) throw new Error('there is no Raft in this program')
    return rf
  }

  /** What an import of the submission gives that the bundle has left to the realm. */
  const importLab = (name: string): object => {
    if (name === '#lab') return lab
    throw new NativeTypeError(
      `${show(name)} cannot be loaded: student code imports '#lab' and its own files, nothing else`,
    )
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
      const module = { exports: {} }
      const isLoaded = guard('the top level of the submission', () => {
        load(importLab, module)
        return true
      })
      if (isLoaded === undefined) return
      guard('the constructor', () => {
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
        const what = 'Raft.start()'
        const started = raft().start(decodeText(command))
        const given = checkResult(what, started, 'index, term, isLeader')
        if (!checkBoolean(what, given, 'isLeader')) return '-1 0 0'
        const index = checkInteger(what, given, 'index', 0)
        return `${index} ${checkInteger(what, given, 'term', 0)} 1`
      })
    },
    probe(now) {
      nowMs = now
      if (program === undefined) return -1
      const state = guard('Raft.getState()', () => {
        const what = 'Raft.getState()'
        const given = checkResult(what, raft().getState(), 'term, isLeader')
        const term = checkInteger(what, given, 'term', 0)
        return 2 * term + (checkBoolean(what, given, 'isLeader') ? 1 : 0)
      })
      return state ?? -1
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

  /**
   * Reports what goes from a Raft to the service above it, when both are in this process: what
   * looks like an ApplyMsg, on the first channel that carried one.
   */
  function watchChannel(): (value: unknown) => void {
    const channel = {}
    return (value) => {
      const { kind, commandIndex, snapshotIndex, command } = (value ?? {}) as Record<
        string,
        unknown
      >
      const isCommand = kind === 'command' && typeof commandIndex === 'number'
      const isSnapshot = kind === 'snapshot' && typeof snapshotIndex === 'number'
      if (!program?.isService || !(isCommand || isSnapshot)) return
      applyChannel ??= channel
      if (applyChannel !== channel) return
      if (isCommand) putSeen(commandIndex, command)
      else outbox.put(OP.sawSnapshot, snapshotIndex as number)
    }
  }

  /** A command that cannot be encoded is not compared; it will fail where it has to travel. */
  function putSeen(index: number, command: unknown): void {
    let text: string
    try {
      text = encodeText(command)
    } catch {
      return
    }
    outbox.put(OP.sawCommand, index, text)
  }

  function putApply(message: unknown): void {
    const what = 'applyCh.send(message)'
    const given = (typeof message === 'object' ? message : null) as Record<string, unknown> | null
    if (given?.kind === 'command') {
      const index = checkInteger(what, given, 'commandIndex', 0)
      outbox.put(OP.applyCommand, index, encodeText(given.command, 'message.command'))
    } else if (given?.kind === 'snapshot') {
      const index = checkInteger(what, given, 'snapshotIndex', 0)
      const term = checkInteger(what, given, 'snapshotTerm', 0)
      const bytes = given.snapshot
      if (!isBytes(bytes)) {
        throw new NativeTypeError(
          `${what}: snapshot must be a Uint8Array, but it is ${show(bytes)}`,
        )
      }
      outbox.put(OP.applySnapshot, index, term, copyBytes(bytes))
    } else {
      throw new NativeTypeError(
        `${what}: kind must be 'command' or 'snapshot' (see ApplyMsg in '#lab'), but the message is ${show(message)}`,
      )
    }
  }
}

function encodeReply(svcMeth: string, reply: unknown): string {
  if (reply === undefined) {
    throw new NativeTypeError(
      `the handler of ${svcMeth} returned undefined: a handler must return its reply, or a promise of it`,
    )
  }
  return encodeText(reply, `the reply of ${svcMeth}`)
}
