/** The place in the address: `#t=2344&s=S1`, so that a link shows the same moment. */

export interface Place {
  readonly atMs?: number
  readonly focus?: string
}

export function readPlace(hash: string): Place {
  const given = new URLSearchParams(hash.replace(/^#/, ''))
  const [time, focus] = [given.get('t'), given.get('s')]
  const atMs = time === null || time === '' ? Number.NaN : Number(time)
  return {
    ...(Number.isFinite(atMs) ? { atMs } : {}),
    ...(focus === null || focus === '' ? {} : { focus }),
  }
}

export function writePlace({ atMs = 0, focus }: Place): string {
  const time = String(Math.round(atMs * 1_000) / 1_000)
  return `#t=${time}${focus === undefined ? '' : `&s=${encodeURIComponent(focus)}`}`
}
