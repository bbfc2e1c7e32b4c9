/** Part 2A, a scenario of our own: how often a minority may ask, it elects nobody. */

import { raftTest } from './openings.ts'
import { connectOnly } from './steering.ts'

/** Several elections. */
const CAMPAIGNS_MS = 1_500
/** Late enough for a candidate that asks again before it has an answer. */
const LATE_MS = 150

export const minority = raftTest({
  part: '2A',
  name: 'TestMinority2A',
  title: 'Test (2A): a minority elects nobody, however often it votes',
  points: 4,
  servers: 7,
  origin: 'ours',
  async body(t, raft) {
    for (const [round, connected] of [
      [0, 1, 2],
      [4, 5],
    ].entries()) {
      // From the first election on: nobody has led, and nobody has been heard.
      if (round > 0) raft.renew()
      const watch = raft.forbidLeaders(
        raft.servers,
        `only S${connected.join(', S')} of 7 servers are connected`,
        'Raft §5.2: each server votes for at most one candidate in a term; a candidate wins with the votes of a majority of all servers',
      )
      connectOnly(raft, connected)
      await t.sleep(CAMPAIGNS_MS)
      const late = raft.routes.delay(({ leg }) => leg === 'reply', LATE_MS)
      await t.sleep(CAMPAIGNS_MS)
      late.lift()
      watch.end()
      for (const server of raft.servers) raft.connect(server)
      await raft.checkOneLeader()
    }
  },
})
