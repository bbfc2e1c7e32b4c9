/** Every kind of fault on the key-value service that puts operations into the log by batches. */
import type { Base, Patch, Realisation } from '../entry.ts'
import { batchingSnapshots } from './batching-snapshots.ts'

const BATCHES = 'kvraft/batches.ts'
const CLIENT = 'kvraft/client.ts'
const SERVER = 'kvraft/server.ts'
const STATE = 'kvraft/state.ts'

const IS_DONE = "if (this.isDone(operation)) return ''"
const KNOWN = 'return serial <= (this.#lastWrites.get(clerk) ?? 0)'
const PATIENCE = 'const PATIENCE_MS = 500'
const SUBMIT = 'const value = await this.#batches.submit(operation)'
const APPLY = 'const values = batch.map((operation) => this.#state.apply(operation))'
const SETTLE =
  'for (const [at, operation] of batch.entries()) this.#batches.settle(operation, values[at])'

/** Who waits is answered by what stands in its place of the entry at its index. */
function waitingByPlace(isOwn: string): readonly Patch[] {
  return [
    {
      file: SERVER,
      find: SETTLE,
      replace: 'this.#batches.settleAt(index, batch, values)',
    },
    {
      file: BATCHES,
      find: '  /** All entries up to an index are carried out. */',
      replace: `  settleAt(index: number, batch: Batch, values: readonly string[]): void {
    if (this.#started?.index !== index) return
    for (const [at, mine] of this.#started.batch.entries()) {
      const other = batch[at]
      if (other !== undefined && ${isOwn}) this.settle(mine, values[at])
    }
  }`,
    },
  ]
}

const service: Record<string, Realisation> = {
  'no-duplicate-detection': [{ file: STATE, find: IS_DONE, replace: '' }],
  'duplicates-checked-at-start-only': [
    {
      file: SERVER,
      find: SUBMIT,
      replace: `if (operation.kind !== 'get' && this.#state.isDone(operation)) {
      return { isDone: true, value: '' }
    }
    ${SUBMIT}`,
    },
    { file: STATE, find: IS_DONE, replace: '' },
  ],
  'only-last-request-is-duplicate': [
    { file: STATE, find: KNOWN, replace: 'return serial === (this.#lastWrites.get(clerk) ?? 0)' },
  ],
  'requests-forgotten-in-time': [
    {
      file: STATE,
      find: KNOWN,
      replace: `const now = Date.now()
    const isForgotten = now - (this.#heard.get(clerk) ?? now) > 10_000
    this.#heard.set(clerk, now)
    return !isForgotten && serial <= (this.#lastWrites.get(clerk) ?? 0)`,
    },
    {
      file: STATE,
      find: 'readonly #values = new Map<string, string>()',
      replace: `readonly #values = new Map<string, string>()
  readonly #heard = new Map<number, number>()`,
    },
  ],
  'put-twice-after-reconnect': [
    {
      file: SERVER,
      find: 'setInterval(() => this.#batches.review(), REVIEW_MS)',
      replace: `setInterval(() => {
      this.#batches.review()
      if (!this.rf.getState().isLeader) this.#state.forgetWrites()
    }, REVIEW_MS)`,
    },
    {
      file: STATE,
      find: '  save(): Uint8Array {',
      replace: `  forgetWrites(): void {
    this.#lastWrites.clear()
  }

  save(): Uint8Array {`,
    },
  ],
  'get-from-memory': [
    {
      file: SERVER,
      find: SUBMIT,
      replace: `const isGet = operation.kind === 'get'
    const value = isGet ? this.#state.apply(operation) : await this.#batches.submit(operation)`,
    },
  ],
  'waits-by-index-only': waitingByPlace('true'),
  'waits-by-kind-and-key': waitingByPlace('other.kind === mine.kind && other.key === mine.key'),
  'answers-before-apply': [
    {
      file: SERVER,
      find: SUBMIT,
      replace: `const answered = this.#batches.submit(operation)
    const value = operation.kind === 'get' ? await answered : ''`,
    },
  ],
  'stuck-after-losing-leadership': [
    {
      file: BATCHES,
      find: 'if (!isLeader || term !== this.#started.term) this.giveUp()',
      replace: '',
    },
    { file: CLIENT, find: PATIENCE, replace: 'const PATIENCE_MS = 1_000_000' },
  ],
  'never-put-in-again': [
    {
      file: BATCHES,
      find: 'this.#gathered.push(operation)\n    this.#startNext()',
      replace: `if (this.putIn.has(idOf(operation))) return waiting.answered
    this.#gathered.push(operation)
    this.#startNext()`,
    },
    {
      file: BATCHES,
      find: 'if (isLeader) this.#started = { index, term, batch }',
      replace: `if (isLeader) for (const operation of batch) this.putIn.add(idOf(operation))
    if (isLeader) this.#started = { index, term, batch }`,
    },
    {
      file: BATCHES,
      find: 'readonly #raft: Raft',
      replace: `readonly #raft: Raft
  readonly putIn = new Set<string>()`,
    },
    {
      file: SERVER,
      find: SETTLE,
      replace: `${SETTLE}
    for (const { clerk, serial } of batch) this.#batches.putIn.delete(\`\${clerk}.\${serial}\`)`,
    },
  ],
  'clerk-stays-with-stuck-leader': [
    { file: CLIENT, find: PATIENCE, replace: 'const PATIENCE_MS = 1_000_000' },
  ],
  'clerk-does-not-retry': [
    {
      file: CLIENT,
      find: 'if (reply !== undefined) return reply',
      replace: "return reply ?? { isDone: true, value: '' }",
    },
  ],
  'retries-with-new-id': [
    {
      file: CLIENT,
      find: "server.call<Reply>('KVServer.execute', operation)",
      replace: `server.call<Reply>('KVServer.execute', {
        ...operation,
        serial: ++this.#serial,
      })`,
    },
  ],
  'append-overwrites': [
    { file: STATE, find: "kind === 'put' ? value : before + value", replace: 'value' },
  ],
  'snapshots-unasked': [{ file: SERVER, find: 'this.#maxRaftState >= 0 && ', replace: '' }],
  'clerk-pauses-after-success': [
    {
      file: CLIENT,
      find: 'if (reply?.isDone) return reply.value',
      replace: `if (reply?.isDone) {
        await sleep(50)
        return reply.value
      }`,
    },
  ],
  'batch-judged-by-first': [
    { file: STATE, find: IS_DONE, replace: '' },
    {
      file: SERVER,
      find: APPLY,
      replace: `const isDone = batch[0] !== undefined && this.#state.isDone(batch[0])
    const values = batch.map((operation) => {
      return isDone && operation.kind !== 'get' ? '' : this.#state.apply(operation)
    })`,
    },
  ],
  'batch-replies-mixed-up': [
    {
      file: SERVER,
      find: 'this.#batches.settle(operation, values[at])',
      replace: 'this.#batches.settle(operation, values[values.length - 1 - at])',
    },
  ],
}

export const batching: Base = {
  folder: 'harness/test/services/batching',
  kinds: { ...service, ...batchingSnapshots },
}
