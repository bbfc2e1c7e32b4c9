/**
 * The kinds of wrong services that part 3B must catch, to do with snapshots, and patches on
 * `solutions/kvraft`.
 */
import type { ReferenceKind } from './entry.ts'
import { NO_BATCHES } from './kv-3a.ts'

export const serviceSnapshotKinds: readonly ReferenceKind[] = [
  {
    id: 'duplicates-not-in-snapshot',
    title: 'A snapshot holds the data, but not which requests were carried out.',
    part: '3B',
    tests: ['TestDuplicateAfterRestart3B', 'TestDuplicateAfterInstall3B'],
    patches: [
      {
        file: 'kvraft/store.ts',
        find: 'lastRequests: [...lastRequests] }',
        replace: 'lastRequests: [] }',
      },
    ],
  },
  {
    id: 'duplicates-kept-on-install',
    title: 'A snapshot from the leader replaces the data, but not the list of requests.',
    part: '3B',
    tests: ['TestDuplicateAfterInstall3B'],
    patches: [
      {
        file: 'kvraft/server.ts',
        find: 'this.restore(snapshot)\n',
        replace: `const { lastRequests } = this.store
    this.restore(snapshot)
    this.store.lastRequests = lastRequests
`,
      },
    ],
  },
  {
    id: 'installed-snapshot-ignored',
    title: 'A snapshot from the leader moves the index, but not the data.',
    part: '3B',
    tests: ['TestLaggingServerLeads3B'],
    patches: [
      {
        file: 'kvraft/server.ts',
        find: 'this.restore(snapshot)\n',
        replace: 'this.store.lastApplied = index\n',
      },
    ],
  },
  {
    id: 'snapshot-not-read-at-start',
    title: 'A server that starts does not read its own snapshot.',
    part: '3B',
    tests: ['TestRestartEach3B', 'TestDuplicateAfterRestart3B'],
    patches: [
      {
        file: 'kvraft/server.ts',
        find: 'this.restore(persister.readSnapshot())',
        replace: '',
      },
    ],
  },
  {
    // Nothing but the index goes wrong: Raft takes the snapshots that follow for old ones.
    id: 'last-applied-not-in-snapshot',
    title: 'A server counts the commands, and after a restart from a snapshot counts from 0 again.',
    part: '3B',
    tests: ['TestRestartEach3B'],
    patches: [
      {
        file: 'kvraft/store.ts',
        find: 'this.lastApplied = index',
        replace: 'this.lastApplied++',
      },
      {
        file: 'kvraft/store.ts',
        find: 'this.lastApplied = lastApplied',
        replace: 'this.lastApplied = 0',
      },
    ],
  },
  {
    // The list of requests and the check of the index each would hide the others.
    id: 'replays-after-restart',
    title: 'A snapshot is labelled too low, and a restart carries out again what it already holds.',
    part: '3B',
    tests: ['TestDuplicateAfterRestart3B'],
    patches: [
      {
        file: 'kvraft/server.ts',
        find: 'this.rf.snapshot(this.store.lastApplied, ',
        replace: 'this.rf.snapshot(this.store.lastApplied - 1, ',
      },
      {
        file: 'kvraft/server.ts',
        find: 'if (index <= this.store.lastApplied) return\n    const result',
        replace: 'const result',
      },
      {
        file: 'kvraft/store.ts',
        find: 'this.lastRequests = new Map(lastRequests)',
        replace: 'this.lastRequests = new Map()',
      },
    ],
  },
  {
    id: 'never-snapshots',
    title: 'No snapshot is ever taken.',
    part: '3B',
    tests: ['TestSnapshotRPC3B', 'TestSnapshotSize3B'],
    patches: [
      {
        file: 'kvraft/server.ts',
        find: 'if (this.isSnapshotDue()) this.takeSnapshot()',
        replace: '',
      },
    ],
  },
  {
    id: 'only-leader-snapshots',
    title: 'Only the leader takes snapshots, so the logs of the others grow.',
    part: '3B',
    tests: ['TestSnapshotSize3B'],
    patches: [
      {
        file: 'kvraft/server.ts',
        find: 'if (this.isSnapshotDue())',
        replace: 'if (this.isSnapshotDue() && this.rf.getState().isLeader)',
      },
    ],
  },
  {
    id: 'remembers-every-request',
    title: 'The snapshot holds every request there ever was, not the last one of each client.',
    part: '3B',
    tests: ['TestDuplicateTableSize3B', 'TestSnapshotSize3B'],
    patches: [
      {
        file: 'kvraft/store.ts',
        find: 'return requestId <= (this.lastRequests.get(clientId) ?? 0)',
        replace: 'return this.lastRequests.has([clientId, requestId].join())',
      },
      {
        file: 'kvraft/store.ts',
        find: 'this.lastRequests.set(clientId, requestId)',
        replace: 'this.lastRequests.set([clientId, requestId].join(), 1)',
      },
    ],
  },
  {
    id: 'jumped-over-counts-as-done',
    title: 'Who waits at an index that a snapshot jumps over is told that the put is done.',
    part: '3B',
    tests: ['TestSameIndex3B'],
    patches: [
      {
        file: 'kvraft/waiters.ts',
        find: 'if (index <= lastIndex) this.answer(index, undefined)',
        replace: `const isGet = this.byIndex.get(index)?.command.op === 'get'
      if (index <= lastIndex) this.answer(index, isGet ? undefined : '')`,
      },
    ],
  },
  {
    // It shows only where several clients wait at one leader at once.
    id: 'snapshot-amid-batch',
    title: 'A snapshot taken in the middle of a batch counts as one of the whole batch.',
    part: '3B',
    tests: [
      'TestSnapshotUnreliableRecoverConcurrentPartition3B',
      'TestSnapshotUnreliableRecoverConcurrentPartitionLinearizable3B',
    ],
    patches: NO_BATCHES,
  },
]
