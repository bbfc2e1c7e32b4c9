/**
 * What goes through the memory of a Go program: its header, the requests that are written into its
 * inbox and the operations that are read from its outbox. `harness/go/labworld` is the other side.
 */
import { OP } from '../protocol.ts'
import type { WasmMemory } from './wasm.ts'

/** Entries into a program. */
export const ENTRY = {
  grow: 0,
  boot: 1,
  serve: 2,
  answer: 3,
  receiveApply: 4,
  start: 5,
  probe: 6,
  snapshot: 7,
  kill: 8,
  invoke: 9,
  clerk: 10,
} as const

/** Words of the header. */
export const AT = {
  inbox: 0,
  inboxSize: 1,
  outbox: 2,
  outboxSize: 3,
  taken: 4,
  probes: 5,
  probeTerm: 6,
  probeLeader: 7,
  starts: 8,
  startIndex: 9,
  startTerm: 10,
  startLeader: 11,
  saidTerm: 12,
  saidLeader: 13,
  noKill: 14,
  booted: 15,
  hasBell: 16,
  rung: 17,
} as const

/** What a program is woken for, as in harness/go/labworld/connect.go. */
export const RUNG = { request: 1, timer: 2 } as const

/** An operation between a program of clerks and `clerks.ts`: the clerk who says what follows. */
export const WHOSE = 100

type Operand = number | string | Uint8Array

/** Operands of each operation: a number, a text or bytes. */
const OPERANDS: Readonly<Record<number, string>> = {
  [OP.call]: 'nntt',
  [OP.reply]: 'nt',
  [OP.save]: 'bb',
  [OP.applyCommand]: 'nt',
  [OP.applySnapshot]: 'nnb',
  [OP.log]: 'tt',
  [OP.error]: 'tt',
  [OP.result]: 'nt',
  [OP.makeEnd]: 'nt',
  [OP.sawCommand]: 'nt',
  [OP.sawSnapshot]: 'n',
  [WHOSE]: 'n',
}

/** Places in an outbox that an operation takes, with its operands. */
export function lengthOf(operation: number): number {
  return 1 + (OPERANDS[operation] as string).length
}

/** The memory grows, so whoever looks into it looks anew. */
export class GoMemory {
  readonly #memory: WasmMemory
  readonly #header: number
  #bytes: Buffer
  #view: DataView

  constructor(memory: WasmMemory, header: number) {
    this.#memory = memory
    this.#header = header
    this.#bytes = Buffer.from(memory.buffer)
    this.#view = new DataView(memory.buffer)
  }

  word(at: number): number {
    this.#look()
    return this.#view.getUint32(this.#header + 4 * at, true)
  }

  /** Signed. */
  number(at: number): number {
    return this.word(at) | 0
  }

  put(at: number, word: number): void {
    this.#look()
    this.#view.setUint32(this.#header + 4 * at, word, true)
  }

  /** Bytes that these operands take. A list is its length and its numbers. */
  static sizeOf(operands: readonly (Operand | readonly number[])[]): number {
    let size = 0
    for (const operand of operands) {
      if (typeof operand === 'number') size += 8
      else if (typeof operand === 'string') size += 4 + Buffer.byteLength(operand)
      else if (operand instanceof Uint8Array) size += 4 + operand.length
      else size += 8 + 8 * operand.length
    }
    return size
  }

  /** Writes a request; it must have room. */
  write(operands: readonly (Operand | readonly number[])[]): void {
    let at = this.word(AT.inbox)
    const number = (value: number): void => {
      this.#view.setFloat64(at, value, true)
      at += 8
    }
    for (const operand of operands) {
      if (typeof operand === 'number') number(operand)
      else if (typeof operand === 'string') {
        const size = this.#bytes.write(operand, at + 4)
        this.#view.setUint32(at, size, true)
        at += 4 + size
      } else if (operand instanceof Uint8Array) {
        this.#view.setUint32(at, operand.length, true)
        this.#bytes.set(operand, at + 4)
        at += 4 + operand.length
      } else {
        number(operand.length)
        for (const value of operand) number(value)
      }
    }
  }

  /** Bytes put out since the last time. */
  get outboxSize(): number {
    return this.word(AT.taken) === 0 ? this.word(AT.outboxSize) : 0
  }

  /**
   * Everything put out since the last time, as operations and operands in a row. `tell` hears
   * before each of them, and at the end, how many bytes come before what follows.
   */
  take(into: unknown[], tell: (before: number) => void): void {
    const size = this.outboxSize
    const start = this.word(AT.outbox)
    const end = start + size
    for (let at = start; at < end; ) {
      tell(at - start + 1)
      const operation = this.#bytes[at++] as number
      into.push(operation)
      for (const kind of OPERANDS[operation] as string) {
        if (kind === 'n') {
          into.push(this.#view.getFloat64(at, true))
          at += 8
          continue
        }
        const length = this.#view.getUint32(at, true)
        at += 4 + length
        into.push(
          kind === 't'
            ? this.#bytes.toString('utf8', at - length, at)
            : new Uint8Array(this.#bytes.subarray(at - length, at)),
        )
      }
    }
    tell(Number.POSITIVE_INFINITY)
    if (size > 0) this.put(AT.taken, 1)
  }

  #look(): void {
    if (this.#bytes.buffer === this.#memory.buffer) return
    this.#bytes = Buffer.from(this.#memory.buffer)
    this.#view = new DataView(this.#memory.buffer)
  }
}
