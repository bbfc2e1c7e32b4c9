/** Acknowledged and lost, or lost and not repeated, on the Raft that is a step function. */
import type { Base } from '../../entry.ts'

const TAKE = 'take(s, prevIndex, entries)\n  s.commit'

export const kept: Base['kinds'] = {
  'lost-append-not-repeated': [
    {
      file: 'raft/leading.ts',
      find: 'if (oldest !== undefined && nowMs - oldest.sentMs >= LOST_MS) probeFrom(flow, flow.match + 1)',
      replace: '',
    },
  ],
  'sent-again-not-stored': [
    { file: 'raft/answering.ts', find: TAKE, replace: `if (prevIndex >= s.commit) ${TAKE}` },
  ],
  'uncommitted-dropped-at-new-term': [
    {
      file: 'raft/state.ts',
      find: 'if (term <= s.term) return\n  s.term = term',
      replace: `if (term <= s.term) return
  s.log.splice(Math.max(s.commit, s.edge) - s.edge + 1)
  s.term = term`,
    },
  ],
  'replaced-entries-not-persisted': [
    {
      file: 'raft/state.ts',
      find: `s.log.splice(index - s.edge, Infinity, ...entries.slice(i))
    s.isDirty = true`,
      replace: `const last = end(s)
    s.log.splice(index - s.edge, Infinity, ...entries.slice(i))
    if (end(s) > last) s.isDirty = true`,
    },
  ],
  'sent-again-below-snapshot-not-stored': [
    { file: 'raft/answering.ts', find: TAKE, replace: `if (prevIndex >= s.edge) ${TAKE}` },
  ],
}
