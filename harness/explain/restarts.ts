/**
 * What a service had left of itself when it was started again: of each group the snapshot that its
 * last leader saved before it went down, and that of its next one. Pure.
 */
import { groupOf } from '../page/processes.ts'
import type { Fact } from './facts.ts'
import type { Run } from './run.ts'
import type { Elections } from './terms.ts'

const TOLD_MAX = 4

interface Life {
  readonly who: string
  /** The turn of its last save with a snapshot. */
  readonly saved: number
  /** Places of events. */
  readonly crash: number
  readonly start: number
}

export function factsOfRestarts(run: Run, { offices }: Elections, weight: number): readonly Fact[] {
  const facts: Fact[] = []
  for (const [group, lives] of livesByGroup(run)) {
    const own = offices.filter((office) => office.group === group)
    const leaders = lives.flatMap(({ crash, start }) => [
      own.findLast(({ turn }) => turn < run.turnOf(crash))?.leader,
      own.find(({ turn }) => turn > run.turnOf(start))?.leader,
    ])
    for (const { who, saved, start } of lives.filter((life) => leaders.includes(life.who))) {
      const ms = Math.floor(run.event(start).atMs).toLocaleString('en-US')
      const remark = `with this ${who} starts again at ${ms} ms`
      facts.push({ turn: saved, weight, remark })
    }
  }
  return facts.slice(0, TOLD_MAX)
}

/** Lives that ended in a crash and had a snapshot saved, and were followed by another. */
function livesByGroup(run: Run): ReadonlyMap<string, readonly Life[]> {
  const found = new Map<string, Life[]>()
  const saved = new Map<string, number>()
  const crashed = new Map<string, number>()
  for (const [at, { kind, who, action, snapshotBytes }] of run.events.entries()) {
    if (kind === 'save' && Number(snapshotBytes) > 0) saved.set(who, run.turnOf(at))
    if (kind !== 'fault') continue
    if (action !== 'start') crashed.set(who, at)
    const [crash, turn] = [crashed.get(who), saved.get(who)]
    if (action !== 'start' || crash === undefined || turn === undefined) continue
    const life = { who, saved: turn, crash, start: at }
    found.set(groupOf(who), [...(found.get(groupOf(who)) ?? []), life])
  }
  return found
}
