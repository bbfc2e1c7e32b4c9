/** What can be wrong with the snapshots of the service that puts operations in by batches. */
import type { Realisation } from '../entry.ts'

const BATCHES = 'kvraft/batches.ts'
const SERVER = 'kvraft/server.ts'
const STATE = 'kvraft/state.ts'
const KNOWN = 'return serial <= (this.#lastWrites.get(clerk) ?? 0)'
const APPLY = 'const values = batch.map((operation) => this.#state.apply(operation))'
const INSTALL = 'this.#state.load(snapshot)\n    this.#batches.passed(index)'

export const batchingSnapshots: Record<string, Realisation> = {
  'duplicates-not-in-snapshot': [
    { file: STATE, find: 'clerks: [...this.#lastWrites.keys()]', replace: 'clerks: []' },
  ],
  'duplicates-kept-on-install': [
    {
      file: SERVER,
      find: INSTALL,
      replace: 'this.#state.load(snapshot, true)\n    this.#batches.passed(index)',
    },
    {
      file: STATE,
      find: 'load(snapshot: Uint8Array)',
      replace: 'load(snapshot: Uint8Array, keepsWrites = false)',
    },
    {
      file: STATE,
      find: 'this.#lastWrites.clear()',
      replace: 'if (!keepsWrites) this.#lastWrites.clear()',
    },
    {
      file: STATE,
      find: 'for (const [at, clerk] of clerks.entries()) this',
      replace: 'if (!keepsWrites) for (const [at, clerk] of clerks.entries()) this',
    },
  ],
  'installed-snapshot-ignored': [
    {
      file: SERVER,
      find: INSTALL,
      replace: 'this.#state.index = index\n    this.#batches.passed(index)',
    },
  ],
  'snapshot-not-read-at-start': [
    { file: SERVER, find: 'if (snapshot.length > 0) this.#state.load(snapshot)', replace: '' },
  ],
  'last-applied-not-in-snapshot': [
    {
      file: SERVER,
      find: 'this.#state.index = index\n    this.#snapshotWhenDue(index)',
      replace: 'this.#state.index++\n    this.#snapshotWhenDue(this.#state.index)',
    },
    { file: STATE, find: 'this.index = index\n', replace: 'this.index = 0\n' },
  ],
  'replays-after-restart': [
    {
      file: SERVER,
      find: 'this.rf.snapshot(index, ',
      replace: 'this.rf.snapshot(index - 1, ',
    },
    {
      file: SERVER,
      find: `if (index <= this.#state.index) return
    ${APPLY}`,
      replace: APPLY,
    },
    {
      file: STATE,
      find: 'for (const [at, clerk] of clerks.entries()) this.#lastWrites.set(clerk, serials[at] ?? 0)',
      replace: '',
    },
  ],
  'never-snapshots': [
    { file: SERVER, find: 'if (isDue) this.rf', replace: 'if (isDue && index < 0) this.rf' },
  ],
  'only-leader-snapshots': [
    {
      file: SERVER,
      find: 'if (isDue) this.rf',
      replace: 'if (isDue && this.rf.getState().isLeader) this.rf',
    },
  ],
  'remembers-every-request': [
    { file: STATE, find: KNOWN, replace: 'return this.#lastWrites.has([clerk, serial].join())' },
    {
      file: STATE,
      find: 'this.#lastWrites.set(clerk, serial)',
      replace: 'this.#lastWrites.set([clerk, serial].join(), 1)',
    },
  ],
  'jumped-over-counts-as-done': [
    {
      file: SERVER,
      find: INSTALL,
      replace: 'this.#state.load(snapshot)\n    this.#batches.passed(index, true)',
    },
    {
      file: BATCHES,
      find: 'passed(index: number)',
      replace: 'passed(index: number, isJumped = false)',
    },
    {
      file: BATCHES,
      find: 'this.settle(operation, undefined)',
      replace: "this.settle(operation, isJumped && operation.kind !== 'get' ? '' : undefined)",
    },
  ],
  'snapshot-amid-batch': [
    {
      file: SERVER,
      find: '    this.#snapshotWhenDue(index)\n    for',
      replace: '    for',
    },
    {
      file: SERVER,
      find: APPLY,
      replace: `const values = batch.map((operation) => {
      const value = this.#state.apply(operation)
      this.#snapshotWhenDue(index)
      return value
    })`,
    },
  ],
}
