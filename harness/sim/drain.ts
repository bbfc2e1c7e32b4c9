/**
 * Runs all promise work that is waiting, from inside an event of the real loop. Node's own routine
 * does it in a call (a tenth of the cost of a turn of the loop, and it delivers unhandled
 * rejections on the way); where a Node version has it no more, the loop takes a turn instead and
 * the trace is the same.
 */
const tickCallback = (process as { _tickCallback?: () => void })._tickCallback

export const drain = {
  /**
   * Whether {@link drain.now} does anything; otherwise give the real loop a turn after each event.
   */
  isSynchronous: typeof tickCallback === 'function',
  /** Must not be called from promise work: it would silently do nothing. */
  now(): void {
    tickCallback?.call(process)
  },
}
