/** Votes for a server whose saved log seems to be behind that of the voter (§5.4.1). Pure. */
import type { ServerLog } from '../page/server-log.ts'
import type { Vote } from './elections.ts'
import type { Fact } from './facts.ts'
import type { Run } from './run.ts'

const TOLD_MAX = 3

interface End {
  readonly term: number
  readonly index: number
}

export function votesForShorter(
  run: Run,
  logs: ReadonlyMap<string, ServerLog>,
  votes: readonly Vote[],
): readonly Fact[] {
  const found = votes.flatMap(({ isYes, voter, candidacy, turn }) => {
    const own = endOf(logs.get(voter), run.turn(turn).events[0] as number)
    const other = endOf(
      logs.get(candidacy.candidate),
      run.turn(candidacy.turn).events.at(-1) as number,
    )
    if (!isYes || own === undefined || other === undefined || !isBehind(other, own)) return []
    const remark = `it seems that ${voter}'s log ended at index ${own.index} in term ${own.term}, and that of ${candidacy.candidate} at index ${other.index} in term ${other.term}`
    return [{ turn, weight: 91, remark }]
  })
  return [...new Set([...found.slice(0, 1), ...found.slice(1 - TOLD_MAX)])]
}

function endOf(log: ServerLog | undefined, event: number): End | undefined {
  const index = log?.spans.after(event)?.last
  if (log === undefined || index === undefined) return undefined
  const term = log.savedAfter(index, event)?.term
  return term === undefined ? undefined : { term, index }
}

function isBehind(one: End, other: End): boolean {
  return one.term < other.term || (one.term === other.term && one.index < other.index)
}
