/** Part 2A, a scenario of our own: requests for votes that cross on their way. */
import { raftTest } from './openings.ts'

/** So short beside an election timeout that a Raft with chance in it elects soon. */
const LINK_MS = 10

export const slowLinks = raftTest({
  part: '2A',
  name: 'TestSlowLinks2A',
  title: 'Test (2A): election where every message takes a while',
  points: 4,
  servers: 5,
  origin: 'ours',
  async body(_t, raft) {
    const slow = raft.routes.delay(() => true, LINK_MS)
    for (let round = 0; round < 3; round++) {
      // All begin at one moment: without chance in it, all stand before they hear of each other.
      raft.renew()
      for (const server of raft.servers) raft.connect(server)
      const leader = await raft.checkOneLeader()
      raft.disconnect(leader)
      await raft.checkOneLeader()
    }
    slow.lift()
  },
})
