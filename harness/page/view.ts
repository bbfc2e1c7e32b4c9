/** What the reader has chosen to see; the clock is told when it changes. */
export interface View {
  /** Pixels for a unit of the bent time. */
  zoom: number
  /** A lane that everything else steps back from. */
  focus: string | undefined
  /** RPC methods that are not drawn. */
  readonly hidden: Set<string>
  /** Text that is looked for. */
  words: string
  /** What did not lead to the failure steps back. */
  isOnlyPast: boolean
  /** The event the reader points at. */
  pointed: number | undefined
}

export const ZOOM = { least: 8, usual: 60, most: 600 }

/** `Raft.requestVote` is `requestVote`: whose it is goes without saying. */
export function shortMethod(svcMeth: string): string {
  return svcMeth.slice(svcMeth.lastIndexOf('.') + 1)
}

// Kept: to make one takes longer than a frame has for all that it writes.
const UP_TO_TENTHS = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 })
const TENTHS = new Intl.NumberFormat('en-US', {
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
})

/** `2,344.1 ms` */
export function formatMs(ms: number): string {
  return `${UP_TO_TENTHS.format(ms)} ms`
}

/** `2,344.0`, for a column. */
export function formatTenths(ms: number): string {
  return TENTHS.format(ms)
}

/** The moment that a reader sees of one. */
export function printedMs(ms: number): number {
  return Number(TENTHS.format(ms).replaceAll(',', ''))
}

/** `2,344` of a whole number. */
export function formatCount(count: number): string {
  return UP_TO_TENTHS.format(count)
}
