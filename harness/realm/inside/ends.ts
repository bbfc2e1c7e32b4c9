/**
 * The ends a process holds. A call goes out with a number and is settled when its answer comes in.
 */
import type { ClientEnd } from '../../api/lab.ts'
import { OP } from '../protocol.ts'
import { show } from './check-shape.ts'
import { decodeText, encodeText } from './labgob.ts'
import type { Outbox } from './outbox.ts'
import {
  lastIndexOf,
  mapDelete,
  mapGet,
  mapSet,
  NativeMap,
  NativePromise,
  NativeTypeError,
} from './primordials.ts'

export interface Ends {
  /** The end with that number, as told in the setup. */
  end(number: number): ClientEnd
  /** A new end to the server of that name (lab 4's makeEnd). */
  makeEnd(serverName: string): ClientEnd
  /** Settles a call. */
  answer(callId: number, reply: string | undefined): void
}

/** Numbers of ends made by `makeEnd`, far from those given in a setup. */
const FIRST_MADE_END = 1_000_000

export function makeEnds(outbox: Outbox): Ends {
  const pending = new NativeMap<number, (reply: unknown) => void>()
  let lastCallId = 0
  let nextEnd = FIRST_MADE_END

  const end = (number: number): ClientEnd => ({
    call<Reply>(svcMeth: string, args: unknown): Promise<Reply | undefined> {
      if (typeof svcMeth !== 'string' || lastIndexOf(svcMeth, '.') < 0) {
        throw new NativeTypeError(
          `call(${show(svcMeth)}): expected 'Service.method', such as 'Raft.requestVote'`,
        )
      }
      const text = encodeText(args, 'args')
      return new NativePromise((resolve) => {
        const callId = ++lastCallId
        mapSet(pending, callId, resolve)
        outbox.put(OP.call, callId, number, svcMeth, text)
      })
    },
  })
  return {
    end,
    makeEnd(serverName) {
      outbox.put(OP.makeEnd, nextEnd, `${serverName}`)
      return end(nextEnd++)
    },
    answer(callId, reply) {
      const resolve = mapGet(pending, callId) as ((reply: unknown) => void) | undefined
      mapDelete(pending, callId)
      resolve?.(reply === undefined ? undefined : decodeText(reply))
    },
  }
}
