/**
 * What a Raft hands to the service above it, on its way out of the realm: to the tester's applier,
 * or only reported, where the service is the submission's own.
 */
import { OP } from '../protocol.ts'
import { checkInteger, show } from './check-shape.ts'
import { encodeText } from './labgob.ts'
import type { Outbox } from './outbox.ts'
import { copyBytes, isBytes } from './primordial-extras.ts'
import { NativeTypeError } from './primordials.ts'

type Fields = Record<string, unknown>

/** Puts out an ApplyMsg for the tester's applier. Throws a TypeError for anything else. */
export function putApply(outbox: Outbox, message: unknown): void {
  const what = 'applyCh.send(message)'
  const given = (typeof message === 'object' ? message : null) as Fields | null
  if (given?.kind === 'command') {
    const index = checkInteger(what, given, 'commandIndex', 0)
    outbox.put(OP.applyCommand, index, encodeText(given.command, 'message.command'))
  } else if (given?.kind === 'snapshot') {
    const index = checkInteger(what, given, 'snapshotIndex', 0)
    const term = checkInteger(what, given, 'snapshotTerm', 0)
    const bytes = given.snapshot
    if (!isBytes(bytes)) {
      throw new NativeTypeError(`${what}: snapshot must be a Uint8Array, but it is ${show(bytes)}`)
    }
    outbox.put(OP.applySnapshot, index, term, copyBytes(bytes))
  } else {
    throw new NativeTypeError(
      `${what}: kind must be 'command' or 'snapshot' (see ApplyMsg in '#lab'), but the message is ${show(message)}`,
    )
  }
}

/**
 * Reports what goes from a Raft to a service in the same process: what looks like an ApplyMsg, on
 * the first channel that carried one.
 */
export class ApplyWatch {
  readonly #outbox: Outbox
  /** Off unless the process runs a service of the submission. */
  isOn = false
  #applyChannel: object | undefined

  constructor(outbox: Outbox) {
    this.#outbox = outbox
  }

  /** To be told of every value that changes hands on one new channel. */
  forChannel(): (value: unknown) => void {
    const channel = {}
    return (value) => {
      if (!this.isOn || typeof value !== 'object' || value === null) return
      const { kind, commandIndex, snapshotIndex, command } = value as Fields
      const isCommand = kind === 'command' && typeof commandIndex === 'number'
      const isSnapshot = kind === 'snapshot' && typeof snapshotIndex === 'number'
      if (!isCommand && !isSnapshot) return
      this.#applyChannel ??= channel
      if (this.#applyChannel !== channel) return
      if (isCommand) this.#putSeen(commandIndex, command)
      else this.#outbox.put(OP.sawSnapshot, snapshotIndex as number)
    }
  }

  /** A command that cannot be encoded is not compared; it will fail where it has to travel. */
  #putSeen(index: number, command: unknown): void {
    let text: string
    try {
      text = encodeText(command)
    } catch {
      return
    }
    this.#outbox.put(OP.sawCommand, index, text)
  }
}
