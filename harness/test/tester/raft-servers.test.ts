/** Tests of harness/tester/raft-servers.ts. */
import t from 'tap'
import { RaftServers } from '../../tester/raft-servers.ts'

t.test(
  'snapshot() is called for what a server has applied only: a service has no more',
  async (t) => {
    const called: number[] = []
    const servers = Object.create(RaftServers.prototype, {
      life: { value: () => ({ lastApplied: 11 }) },
      callSnapshot: { value: (_server: number, index: number) => called.push(index) },
    }) as RaftServers
    t.equal(servers.snapshot(1, 12), false, 'its command would be missing from the snapshot')
    t.equal(servers.snapshot(1, 11), true)
    t.strictSame(called, [11])
  },
)
