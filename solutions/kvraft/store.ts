/**
 * The state machine: what the log means. Every server applies the same commands in the same order
 * and so holds the same data. It knows nothing of Raft, clerks or time.
 */
import { decode, encode } from '#lab'
import type { Command } from './common.ts'

/** A store as a snapshot. Pairs instead of Maps: they take fewer bytes and less time to encode. */
interface Saved {
  lastApplied: number
  data: [string, string][]
  lastRequests: [number, number][]
}

export class Store {
  /** The index of the last command that has had its effect. */
  lastApplied = 0
  private data = new Map<string, string>()
  /**
   * The last put or append of each client. A client has one operation at a time, so when it is on
   * to the next one, it never needs the one before again: one number for each client will do.
   */
  private lastRequests = new Map<number, number>()

  /** Carries out the command at an index, and returns what the client gets: the value of a get. */
  apply(index: number, command: Command): string {
    this.lastApplied = index
    // A get may be carried out as often as it is asked: the client takes one answer.
    if (command.op === 'get') return this.data.get(command.key) ?? ''
    if (!this.isDuplicate(command)) this.change(command)
    return ''
  }

  /**
   * Decided here and nowhere earlier: a request that a clerk has sent twice may stand in the log
   * twice, put there by two leaders who could not know of each other.
   */
  private isDuplicate({ clientId, requestId }: Command): boolean {
    return requestId <= (this.lastRequests.get(clientId) ?? 0)
  }

  private change({ op, key, value, clientId, requestId }: Command): void {
    const before = op === 'append' ? (this.data.get(key) ?? '') : ''
    this.data.set(key, before + value)
    this.lastRequests.set(clientId, requestId)
  }

  /**
   * All of it as bytes. Without the last requests, a duplicate that is still on its way would take
   * effect again on a server that was restored.
   */
  toSnapshot(): Uint8Array {
    const { lastApplied, data, lastRequests } = this
    const saved: Saved = { lastApplied, data: [...data], lastRequests: [...lastRequests] }
    return encode(saved)
  }

  /** Replaces all of it by what a snapshot holds. */
  restore(snapshot: Uint8Array): void {
    const { lastApplied, data, lastRequests } = decode<Saved>(snapshot)
    this.lastApplied = lastApplied
    this.data = new Map(data)
    this.lastRequests = new Map(lastRequests)
  }
}
