/**
 * Messages that others overtook: what was sent later on the same way had come long before. Much
 * that is wrong shows only in what such a message does. Pure.
 */
import type { Fact } from './facts.ts'
import type { Exchange, Run } from './run.ts'

/** Ours: less than this is the usual to and fro of a network. */
const LATE_MS = 30
/** Where there are more, they are nothing that stands out. */
const FEW = 6
const TOLD_MAX = 4

export function factsOfLate(run: Run): readonly Fact[] {
  const found = [...lateOn(run, 'request'), ...lateOn(run, 'end')].sort((a, b) => a.turn - b.turn)
  const weight = found.length <= FEW ? 77 : 55
  // Several in a row on one way are one story.
  const ends = found.filter(({ way }, at) => {
    const isFirst = found.findIndex((one) => one.way === way) === at
    return isFirst || found.findLastIndex((one) => one.way === way) === at
  })
  return ends.slice(-TOLD_MAX).map(({ turn, remark }) => ({ turn, remark, weight }))
}

interface Late {
  readonly turn: number
  readonly remark: string
  readonly way: string
}

function lateOn(run: Run, leg: 'request' | 'end'): readonly Late[] {
  const arrived = [...run.exchanges()]
    .filter((exchange) => exchange[leg] !== undefined && isRight(run, exchange, leg))
    .sort((a, b) => (a[leg] as number) - (b[leg] as number))
  /** By way the call that was sent last of those that have come. */
  const newest = new Map<string, number>()
  return arrived.flatMap((exchange) => {
    const { from, to, call } = exchange
    const way = `${from} ${to}`
    const at = exchange[leg] as number
    const known = newest.get(way) ?? -1
    if (call > known) {
      newest.set(way, call)
      return []
    }
    const lateMs = run.event(at).atMs - run.event(call).atMs
    if (lateMs < LATE_MS) return []
    const what = leg === 'request' ? `${from} had sent that` : `${from} had asked that`
    const remark = `${what} ${Math.round(lateMs)} ms before, and later ones have come already`
    return [{ turn: run.turnOf(at), remark, way: `${way} ${exchange.method}` }]
  })
}

/** Between servers, and no news that something was lost. */
function isRight(run: Run, { from, to, end }: Exchange, leg: 'request' | 'end'): boolean {
  if (!run.isServer(from) || !run.isServer(to)) return false
  return leg === 'request' || (end !== undefined && run.event(end).kind === 'reply')
}
