/** Who is a server and of which group, and who only asks: clerks and the test. Pure. */
import type { TraceEvent } from '../sim/trace.ts'

export interface Group {
  /** `G100`, `K` for the shard controllers, empty for the only group of a run without names. */
  readonly name: string
  readonly servers: readonly string[]
}

/** Who has lives is a server, also where the run does not name it (the shard controllers). */
export function groupsOf(
  servers: readonly string[],
  events: readonly TraceEvent[],
): readonly Group[] {
  const begun = events.filter(({ kind, action }) => kind === 'fault' && action === 'start')
  const groups = new Map<string, string[]>()
  for (const server of new Set([...servers, ...begun.map(({ who }) => who)])) {
    const name = groupOf(server)
    groups.set(name, [...(groups.get(name) ?? []), server])
  }
  return [...groups].map(([name, members]) => ({ name, servers: members }))
}

/** `G100.S0` is of `G100`, `K0` of `K`, `S0` of the group without a name. */
export function groupOf(server: string): string {
  const dot = server.lastIndexOf('.')
  if (dot >= 0) return server.slice(0, dot)
  return /^K\d+$/.test(server) ? 'K' : ''
}

/** Its name where its group is known already. */
export function shortName(server: string): string {
  return server.slice(server.lastIndexOf('.') + 1)
}

/** Words for a group as a heading. */
export function describeGroup(name: string): string {
  return name === 'K' ? 'controllers' : name
}
