/** Builds what student code imports from '#lab'. Its documentation is in `harness/api/lab.ts`. */
import { makeChannel } from './channel.ts'
import { describeLine } from './describe.ts'
import type { InsideHost } from './host.ts'
import { decode, encode } from './labgob.ts'
import { floor, NativePromise } from './primordials.ts'

type Lab = typeof import('../../api/lab.ts')

/** Call after `installGlobals` and before any student code: `sleep` is built on setTimeout. */
export function makeLab(host: InsideHost): Lab {
  const { setTimeout } = globalThis
  return {
    makeChannel: () => makeChannel(),
    encode: (value) => encode(value),
    decode: <T>(bytes: Uint8Array) => decode(bytes) as T,
    sleep: (ms) =>
      new NativePromise((resolve) => {
        setTimeout(resolve, ms)
      }),
    nrand: () => floor(host.random() * 2 ** 53),
    debug(topic, ...values) {
      if (host.logging) host.log(`${topic}`, describeLine(values))
    },
  } satisfies Lab
}
