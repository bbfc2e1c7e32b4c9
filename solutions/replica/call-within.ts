/** A call that is given up after a while, for callers who can ask somebody else. */
import type { ClientEnd } from '#lab'

/**
 * Like `end.call()`, but resolves to undefined after `ms` at the latest. The handler may still run,
 * or run later: a call that changes something must be one that may be made twice.
 */
export async function callWithin<Reply>(
  ms: number,
  end: ClientEnd,
  svcMeth: string,
  args: unknown,
): Promise<Reply | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms)
  })
  try {
    return await Promise.race([end.call<Reply>(svcMeth, args), late])
  } finally {
    clearTimeout(timer)
  }
}
