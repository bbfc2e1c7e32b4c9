/** Garbage of past runs, collected between two of them; no run can see it. */

/**
 * Collects where the process is larger than that. V8 alone would wait far longer than a limit of
 * memory can allow, and since Node 26 its usual collection keeps much of what past realms held, so
 * that the limit would blame a run for all those before it; the one of last resort does not.
 */
export function collectGarbage(aboveBytes: number): void {
  if (process.memoryUsage.rss() <= aboveBytes) return
  globalThis.gc?.({ type: 'major', flavor: 'last-resort' })
}
