/**
 * Wrong services that put several operations into the log as one entry. Patches on a right one of
 * that design; they show only where several clients wait at one leader at once.
 */
import type { ZooEntry } from './entry.ts'

const base = 'harness/test/services/batching'
const APPLY = 'const values = batch.map((operation) => this.#state.apply(operation))'

export const batchServiceEntries: readonly ZooEntry[] = [
  {
    id: 'batch-judged-by-first',
    title: 'Whether a batch has been carried out before is judged by its first operation.',
    part: '3A',
    tests: ['TestUnreliable3A'],
    base,
    patches: [
      { file: 'kvraft/state.ts', find: "if (this.isDone(operation)) return ''", replace: '' },
      {
        file: 'kvraft/server.ts',
        find: APPLY,
        replace: `const isDone = batch[0] !== undefined && this.#state.isDone(batch[0])
    const values = batch.map((operation) => {
      return isDone && operation.kind !== 'get' ? '' : this.#state.apply(operation)
    })`,
      },
    ],
  },
  {
    id: 'batch-replies-mixed-up',
    title: 'The clerks of a batch get the replies of each other.',
    part: '3A',
    tests: ['TestConcurrent3A', 'TestSharedKeys3A'],
    base,
    patches: [
      {
        file: 'kvraft/server.ts',
        find: 'this.#batches.settle(operation, values[at])',
        replace: 'this.#batches.settle(operation, values[values.length - 1 - at])',
      },
    ],
  },
]

export const batchSnapshotEntries: readonly ZooEntry[] = [
  {
    id: 'snapshot-amid-batch',
    title: 'A snapshot taken in the middle of a batch counts as one of the whole batch.',
    part: '3B',
    tests: [
      'TestSnapshotUnreliableRecoverConcurrentPartition3B',
      'TestSnapshotUnreliableRecoverConcurrentPartitionLinearizable3B',
    ],
    base,
    patches: [
      {
        file: 'kvraft/server.ts',
        find: `    this.#snapshotWhenDue(index)\n    for`,
        replace: '    for',
      },
      {
        file: 'kvraft/server.ts',
        find: APPLY,
        replace: `const values = batch.map((operation) => {
      const value = this.#state.apply(operation)
      this.#snapshotWhenDue(index)
      return value
    })`,
      },
    ],
  },
]
