/**
 * The place in the address: `#t=2344.5&s=S1`, so that a link shows the same moment. A time in
 * tenths is one as the page prints it, and means all that is printed so; with more digits it is
 * exact.
 */

export interface Place {
  readonly atMs?: number
  readonly isExact?: boolean
  readonly focus?: string
}

export function readPlace(hash: string): Place {
  const given = new URLSearchParams(hash.replace(/^#/, ''))
  const [time, focus] = [given.get('t'), given.get('s')]
  const atMs = time === null || time === '' ? Number.NaN : Number(time)
  return {
    ...(Number.isFinite(atMs) ? { atMs } : {}),
    ...(/\.\d\d/.test(time ?? '') ? { isExact: true } : {}),
    ...(focus === null || focus === '' ? {} : { focus }),
  }
}

export function writePlace({ atMs = 0, focus, isExact = false }: Place): string {
  const time = isExact ? atMs.toFixed(3) : String(Math.round(atMs * 1_000) / 1_000)
  return `#t=${time}${focus === undefined ? '' : `&s=${encodeURIComponent(focus)}`}`
}
