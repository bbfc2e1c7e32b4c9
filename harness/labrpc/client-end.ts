/** A ClientEnd for callers outside a realm: the labrpc tests. */
import type { ClientEnd } from '../api/lab.ts'
import { decodeText, encodeText } from '../realm/inside/labgob.ts'
import type { Network } from './network.ts'
import type { End } from './observers.ts'

export function makeClientEnd(network: Network, end: End): ClientEnd {
  return {
    call<Reply>(svcMeth: string, args: unknown): Promise<Reply | undefined> {
      const text = encodeText(args, 'args')
      return new Promise((resolve) => {
        network.call(end, svcMeth, text, (reply) => {
          resolve(reply === undefined ? undefined : (decodeText(reply) as Reply))
        })
      })
    },
  }
}
