/**
 * Wrong sharded stores that part 4B must catch: what a leader knows that was behind, or restarted,
 * or has just been elected; what servers and clerks forget. Patches on `solutions/shardkv`.
 */
import type { ReferenceKind } from './entry.ts'

export const leaderKinds: readonly ReferenceKind[] = [
  {
    id: 'restore-keeps-old-shards',
    title: 'A snapshot is restored over the shards that are there; those that have gone stay.',
    part: '4B',
    tests: ['TestGoneBehind4B'],
    patches: [
      {
        file: 'shardkv/shard-store.ts',
        find: 'this.shards = new Map(saved.shards.map((copy) => [copy.shard, new Shard(copy)]))',
        replace: 'for (const copy of saved.shards) this.shards.set(copy.shard, new Shard(copy))',
      },
    ],
  },
  {
    id: 'restore-keeps-awaited',
    title: 'A server that learns from a snapshot that shards have arrived still waits for them.',
    part: '4B',
    tests: ['TestArrivedBehind4B'],
    patches: [
      {
        file: 'shardkv/shard-store.ts',
        find: 'this.awaited = new Set(saved.awaited)',
        replace: 'this.awaited = new Set([...this.awaited, ...saved.awaited])',
      },
    ],
  },
  {
    id: 'no-command-in-new-term',
    title: 'A new leader waits for a request before anything of an earlier term commits.',
    part: '4B',
    tests: ['TestConfirmAndCrash4B'],
    patches: [
      { file: 'shardkv/server.ts', find: 'this.nudgeOnce(term)\n', replace: 'void term\n' },
    ],
  },
  {
    id: 'only-last-request-known',
    title: 'Only a repetition of the very last request of a client counts as one.',
    part: '4B',
    tests: ['TestLateRequest4B'],
    patches: [
      {
        file: 'shardkv/shard.ts',
        find: 'requestId > (this.lastRequests.get(clientId) ?? 0)',
        replace: 'requestId !== (this.lastRequests.get(clientId) ?? 0)',
      },
    ],
  },
  {
    id: 'shard-requests-forgotten-in-time',
    title: 'A group forgets the requests of a client that it has not heard of for ten seconds.',
    part: '4B',
    tests: ['TestRetryAfterMove4B'],
    patches: [
      {
        file: 'shardkv/shard.ts',
        find: 'if (requestId > (this.lastRequests.get(clientId) ?? 0)) {',
        replace: `const now = Date.now()
    const isForgotten = now - (this.heard.get(clientId) ?? now) > 10_000
    this.heard.set(clientId, now)
    if (isForgotten || requestId > (this.lastRequests.get(clientId) ?? 0)) {`,
      },
      {
        file: 'shardkv/shard.ts',
        find: 'readonly number: number',
        replace: `readonly number: number
  private readonly heard = new Map<number, number>()`,
      },
    ],
  },
  {
    id: 'clerk-stays-with-its-group',
    title:
      'A clerk asks the controller again after ErrWrongGroup only, and never if nobody answers.',
    part: '4B',
    tests: ['TestMissedConfigs4B'],
    patches: [
      {
        file: 'shardkv/client.ts',
        find: 'for (let tries = 0; tries < servers.length; tries++) {',
        replace: `for (let tries = 1; servers.length > 0; tries++) {
      if (tries % servers.length === 0) await sleep(RETRY_MS)`,
      },
    ],
  },
  {
    id: 'deletion-confirmed-before-commit',
    title:
      'The last owner says that it has deleted a shard when it has put that into its log, and is not asked again.',
    part: '4B',
    tests: ['TestDeletedInTheEnd4B'],
    patches:
      'Nobody asks it to: it sends the shards again until it has itself committed that they have gone.',
  },
  {
    id: 'confirmations-not-in-snapshot',
    title: 'A snapshot does not say for which shards the last owner has still to be told.',
    part: '4B',
    tests: ['TestDeletedInTheEnd4B'],
    patches: 'The last owner asks, and is told by whoever has the shard.',
  },
  {
    id: 'shard-waits-by-index',
    title: 'Whoever waits at an index is answered by whatever command is applied there.',
    part: '4B',
    tests: ['TestSameIndex4B'],
    patches: [
      {
        file: 'replica/replica.ts',
        find: 'waiting !== undefined && waiting.identity === this.machine.identify(command)',
        replace: 'waiting !== undefined',
      },
    ],
  },
  {
    id: 'shard-waits-by-kind-and-key',
    title: 'A waiter takes a command of the same kind on the same key for its own.',
    part: '4B',
    tests: ['TestSameIndex4B'],
    patches: [
      {
        file: 'shardkv/shard-store.ts',
        find: `return \`\${command.clientId}/\${command.requestId}\``,
        replace: `return \`\${command.kind} \${command.key}\``,
      },
    ],
  },
]
