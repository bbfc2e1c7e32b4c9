/**
 * The bootstrap of a realm: runs first in a fresh context, builds every global and `#lab`, loads
 * the submission and returns the entry points of `protocol.ts`. What a server wants from the world
 * goes into the outbox; the only host functions in here turn text into bytes and back (`utf8.ts`).
 */
import { sfc32 } from '../../sim/sfc32.ts'
import { type Inside, type NativeText, OP, type Setup, SOURCE_LETTERS } from '../protocol.ts'
import { ApplyWatch, putApply } from './apply-messages.ts'
import { makeChannel, receiveWith } from './channel.ts'
import { checkBoolean, checkInteger, checkResult, show } from './check-shape.ts'
import { Dispatcher } from './dispatch.ts'
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
  isThenable,
  jsonParse,
  promisePrototype,
  whenSettled,
} from './primordial-extras.ts'
import { functionToText, NativeTypeError, sliceText } from './primordials.ts'
import { bootProgram, type Program } from './programs.ts'
import { useNativeText } from './utf8.ts'

/** The submission's bundle as a function, in the form Node gives to a CommonJS module. */
type LoadSubmission = (require: (name: string) => unknown, module: { exports: object }) => void

export function bootstrap(load: LoadSubmission, nativeText: NativeText): Inside {
  useNativeText(nativeText)
  return new InsideRealm(load)
}

class InsideRealm implements Inside {
  readonly promisePrototype = promisePrototype
  readonly describeError = describeError
  readonly #load: LoadSubmission
  readonly #outbox = makeOutbox()
  readonly #ends = makeEnds(this.#outbox)
  readonly #applyWatch = new ApplyWatch(this.#outbox)
  readonly #globals: { fireTimer(id: number): void }
  readonly #lab: ReturnType<typeof makeLab>
  #nowMs = 0
  #setup: Setup | undefined
  #nextWord: () => number = () => 0
  #playedCount = 0
  #program: Program | undefined
  #dispatcher = new Dispatcher({})

  constructor(load: LoadSubmission) {
    this.#load = load
    const host = this.#makeHost()
    this.#globals = installGlobals(host)
    this.#lab = {
      ...makeLab(host),
      makeChannel: <T>() => makeChannel<T>(this.#applyWatch.forChannel()),
    }
  }

  takeOutbox(): ArrayLike<unknown> | undefined {
    return this.#outbox.take()
  }

  boot(nowMs: number, setupText: string, raftState: Uint8Array, snapshot: Uint8Array): void {
    this.#nowMs = nowMs
    const setup = jsonParse(setupText) as Setup
    this.#nextWord = sfc32(setup.randomWords)
    this.#setup = setup
    const module = { exports: {} }
    const isLoaded = this.#guard('the top level of the submission', () => {
      this.#load((name) => this.#import(name), module)
      return true
    })
    if (isLoaded === undefined) return
    this.#guard('the constructor', () => {
      const persister = makePersister(this.#outbox, raftState, snapshot)
      const around = { exports: module.exports, ends: this.#ends, lab: this.#lab, persister }
      this.#applyWatch.isOn = setup.program !== 'raft'
      this.#program = bootProgram(setup, around)
      this.#dispatcher = new Dispatcher(this.#program.services)
      if (setup.logging) {
        this.#dispatcher.visitHandlers((svcMeth, handler) => {
          this.#outbox.put(OP.handler, svcMeth, sourceOf(handler))
        })
      }
    })
  }

  fireTimer(nowMs: number, id: number): void {
    this.#nowMs = nowMs
    this.#guard('a timer', () => this.#globals.fireTimer(id))
  }

  serve(nowMs: number, rpcId: number, svcMeth: string, args: string): void {
    this.#nowMs = nowMs
    try {
      const reply = this.#dispatcher.call(svcMeth, decodeText(args))
      if (isThenable(reply)) {
        const send = (value: unknown): void => this.#reply(rpcId, svcMeth, value)
        this.#later(handlerOf(svcMeth), reply, send)
      } else {
        this.#reply(rpcId, svcMeth, reply)
      }
    } catch (error) {
      this.#fail(handlerOf(svcMeth), error)
    }
  }

  #reply(rpcId: number, svcMeth: string, value: unknown): void {
    this.#outbox.put(OP.reply, rpcId, encodeReply(svcMeth, value))
  }

  answer(nowMs: number, callId: number, reply: string | undefined): void {
    this.#nowMs = nowMs
    this.#guard('the reply of a call', () => this.#ends.answer(callId, reply))
  }

  receiveApply(nowMs: number): void {
    this.#nowMs = nowMs
    const applyCh = this.#program?.applyCh
    if (applyCh === undefined) return
    receiveWith(applyCh, (message) => {
      this.#guard('applyCh.send()', () => putApply(this.#outbox, message))
    })
  }

  start(nowMs: number, command: string): string | undefined {
    this.#nowMs = nowMs
    const what = 'Raft.start()'
    return this.#guard(what, () => {
      const started = this.#raft.start(decodeText(command))
      const given = checkResult(what, started, 'index, term, isLeader')
      if (!checkBoolean(what, given, 'isLeader')) return '-1 0 0'
      const index = checkInteger(what, given, 'index', 0)
      return `${index} ${checkInteger(what, given, 'term', 0)} 1`
    })
  }

  probe(nowMs: number): number {
    this.#nowMs = nowMs
    if (this.#program === undefined) return -1
    const what = 'Raft.getState()'
    try {
      const given = checkResult(what, this.#raft.getState(), 'term, isLeader')
      const term = checkInteger(what, given, 'term', 0)
      return 2 * term + (checkBoolean(what, given, 'isLeader') ? 1 : 0)
    } catch (error) {
      this.#fail(what, error)
      return -1
    }
  }

  snapshot(nowMs: number, index: number, snapshot: Uint8Array): void {
    this.#nowMs = nowMs
    this.#guard('Raft.snapshot()', () => this.#raft.snapshot(index, copyBytes(snapshot)))
  }

  kill(nowMs: number): void {
    this.#nowMs = nowMs
    this.#guard('kill()', () => this.#program?.kill())
  }

  invoke(nowMs: number, invocationId: number, method: string, args: string): void {
    this.#nowMs = nowMs
    const where = `${method}()`
    this.#guard(where, () => {
      const settled = this.#program?.invoke(method, decodeText(args) as unknown[])
      this.#later(where, settled, (value) => {
        this.#outbox.put(OP.result, invocationId, encodeText(value, `the result of ${where}`))
      })
    })
  }

  get #raft(): NonNullable<Program['raft']> {
    const rf = this.#program?.raft
    if (rf === undefined) throw new NativeTypeError('there is no Raft in this program')
    return rf
  }

  /** Runs a piece of student code; what it throws becomes an error of this server. */
  #guard<T>(where: string, run: () => T): T | undefined {
    try {
      return run()
    } catch (error) {
      this.#fail(where, error)
      return undefined
    }
  }

  /** Goes on with a result of student code once it is there. */
  #later(where: string, result: unknown, onValue: (value: unknown) => void): void {
    whenSettled(
      result,
      (value) => this.#guard(where, () => onValue(value)),
      (error) => this.#fail(where, error),
    )
  }

  #fail(where: string, error: unknown): void {
    this.#outbox.put(OP.error, where, describeError(error))
  }

  /** What an import of the submission gives that the bundle has left to the realm. */
  #import(name: string): object {
    if (name === '#lab') return this.#lab
    throw new NativeTypeError(
      `${show(name)} cannot be loaded: student code imports '#lab' and its own files, nothing else`,
    )
  }

  #makeHost(): InsideHost {
    const outbox = this.#outbox
    const isLogging = (): boolean => this.#setup?.logging ?? false
    return {
      get logging() {
        return isLogging()
      },
      nowMs: () => this.#nowMs,
      random: () => (this.#draw() * 2097152 + (this.#draw() >>> 11)) / 9007199254740992,
      setTimer: (id, delayMs, callback) => {
        outbox.put(OP.setTimer, id, delayMs)
        if (isLogging()) outbox.put(OP.callback, id, sourceOf(callback))
      },
      clearTimer: (id) => outbox.put(OP.clearTimer, id),
      log: (topic, text) => outbox.put(OP.log, topic, text),
    }
  }

  /** 32 bits of chance: recorded choices first, then this realm's own generator. */
  #draw(): number {
    const drawn = this.#nextWord()
    const { randomPlayed = [], recordDraws = false } = this.#setup ?? {}
    const value = randomPlayed[this.#playedCount++] ?? drawn
    if (recordDraws) this.#outbox.put(OP.draw, value)
    return value
  }
}

function sourceOf(callable: object): string {
  return sliceText(functionToText(callable), 0, SOURCE_LETTERS)
}

function handlerOf(svcMeth: string): string {
  return `the handler of ${svcMeth}`
}

function encodeReply(svcMeth: string, reply: unknown): string {
  if (reply === undefined) {
    throw new NativeTypeError(
      `the handler of ${svcMeth} returned undefined: a handler must return its reply, or a promise of it`,
    )
  }
  return encodeText(reply, `the reply of ${svcMeth}`)
}
