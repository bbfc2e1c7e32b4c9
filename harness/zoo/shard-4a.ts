/** Wrong shard controllers that part 4A must catch. Patches on `solutions/shardctrler`. */
import type { ReferenceKind } from './entry.ts'

const HISTORY = 'shardctrler/config-history.ts'
const REBALANCE = 'shardctrler/rebalance.ts'
const SERVER = 'shardctrler/server.ts'

/** Gives the server a way to look at the configurations without asking the log. */
const HISTORY_IN_REACH = [
  {
    file: SERVER,
    find: '  private readonly replica: Replica<Request, Reply>',
    replace: `  private readonly replica: Replica<Request, Reply>
  private readonly history = new ConfigHistory()`,
  },
  {
    file: SERVER,
    find: 'MAX_RAFT_STATE, new ConfigHistory()',
    replace: 'MAX_RAFT_STATE, this.history',
  },
]

const ANSWER = "return (await this.replica.propose(request)) ?? { err: 'ErrWrongLeader' }"

export const ctrlerKinds: readonly ReferenceKind[] = [
  {
    id: 'ties-by-insertion-order',
    title:
      'Between groups that are equally full, the order decides in which a server has come to know them.',
    part: '4A',
    tests: ['TestSameOnReplicas4A'],
    patches: [
      {
        file: HISTORY,
        find: 'return { groups, shards: rebalance(shards, Object.keys(groups).map(Number)) }',
        replace: `for (const gid of Object.keys(groups).map(Number)) known.add(gid)
  return { groups, shards: rebalance(shards, [...known].filter((gid) => gid in groups)) }`,
      },
      {
        file: HISTORY,
        find: 'interface Saved {',
        replace: `const known = new Set<number>()

interface Saved {`,
      },
      { file: REBALANCE, find: ' || gidA - gidB', replace: '' },
    ],
  },
  {
    id: 'ties-by-chance',
    title: 'Between groups that are equally full, every server throws its own dice.',
    part: '4A',
    tests: ['TestSameOnReplicas4A', 'TestMulti'],
    patches: [
      { file: REBALANCE, find: ' || gidA - gidB', replace: ' || Math.random() - 0.5' },
      { file: REBALANCE, find: '([gidA, a], [gidB, b])', replace: '([, a], [, b])' },
    ],
  },
  {
    id: 'shards-dealt-anew',
    title: 'Every join and leave deals out all shards anew, wherever they were.',
    part: '4A',
    tests: ['TestFewestMoves4A', 'TestMulti'],
    patches: [
      {
        file: REBALANCE,
        find: 'const kept = shards.map((gid) => (takePlace(room, gid) ? gid : 0))',
        replace: 'const kept = shards.map(() => 0)',
      },
    ],
  },
  {
    id: 'larger-shares-to-the-first',
    title:
      'The groups with one shard more than others are those with the smallest gids, not the fullest.',
    part: '4A',
    tests: ['TestFewestMoves4A'],
    patches: [
      { file: REBALANCE, find: 'b - a || gidA - gidB', replace: 'gidA - gidB' },
      { file: REBALANCE, find: '([gidA, a], [gidB, b])', replace: '([gidA], [gidB])' },
    ],
  },
  {
    id: 'join-changes-older-config',
    title:
      'A join adds its groups to the configuration before, which the new one shares them with.',
    part: '4A',
    tests: ['TestQueryNumbers4A', 'TestBasic'],
    patches: [
      {
        file: HISTORY,
        find: 'spread({ ...groups, ...operation.servers }, shards)',
        replace: 'spread(Object.assign(groups, operation.servers), shards)',
      },
    ],
  },
  {
    id: 'servers-of-the-first-join',
    title: 'A group that has left and joins again is given the servers it had the first time.',
    part: '4A',
    tests: ['TestQueryNumbers4A'],
    patches: [
      {
        file: HISTORY,
        find: 'return spread({ ...groups, ...operation.servers }, shards)',
        replace: `for (const [gid, names] of Object.entries(operation.servers)) {
          this.known[Number(gid)] ??= names
          operation.servers[Number(gid)] = this.known[Number(gid)] ?? names
        }
        return spread({ ...groups, ...operation.servers }, shards)`,
      },
      {
        file: HISTORY,
        find: 'private lastRequests = new Map<number, number>()',
        replace: `private lastRequests = new Map<number, number>()
  private readonly known: Config['groups'] = {}`,
      },
    ],
  },
  {
    id: 'move-rebalances',
    title: 'A move divides the shards evenly afterwards, as a join does.',
    part: '4A',
    tests: ['TestBasic', 'TestFewestMoves4A'],
    patches: [
      {
        file: HISTORY,
        find: 'return { groups, shards: moved(shards, operation.shard, operation.gid) }',
        replace: 'return spread(groups, moved(shards, operation.shard, operation.gid))',
      },
    ],
  },
  {
    id: 'controller-repeats-requests',
    title: 'The controller carries out a request as often as it is sent.',
    part: '4A',
    tests: ['TestLostReply4A', 'TestUnreliable4A'],
    patches: [
      {
        file: HISTORY,
        find: 'if (requestId > (this.lastRequests.get(clientId) ?? 0)) {',
        replace: 'if (requestId > 0) {',
      },
    ],
  },
  {
    id: 'controller-takes-late-requests',
    title:
      "Only a client's last request counts as a repeated one; an older one is carried out again.",
    part: '4A',
    tests: ['TestLostReply4A'],
    patches: [
      {
        file: HISTORY,
        find: 'if (requestId > (this.lastRequests.get(clientId) ?? 0)) {',
        replace: 'if (requestId !== this.lastRequests.get(clientId)) {',
      },
    ],
  },
  {
    id: 'query-answered-by-follower',
    title: 'Any controller answers a query from what it knows.',
    part: '4A',
    tests: ['TestStaleQuery4A'],
    patches: [
      ...HISTORY_IN_REACH,
      {
        file: SERVER,
        find: ANSWER,
        replace: `if (request.operation.kind === 'query') return this.history.apply(request)
    ${ANSWER}`,
      },
    ],
  },
  {
    id: 'query-answered-from-memory',
    title: 'Whoever takes itself for the leader answers a query from what it knows.',
    part: '4A',
    tests: ['TestStaleQuery4A'],
    patches: [
      ...HISTORY_IN_REACH,
      {
        file: SERVER,
        find: ANSWER,
        replace: `if (request.operation.kind === 'query' && this.replica.isLeader) {
      return this.history.apply(request)
    }
    ${ANSWER}`,
      },
    ],
  },
  {
    id: 'query-beyond-the-newest',
    title: 'A query for a configuration that does not exist yet is answered with an empty one.',
    part: '4A',
    tests: ['TestQueryNumbers4A', 'TestBasic'],
    patches: [
      {
        file: HISTORY,
        find: 'return this.configs[num] ?? this.newest',
        replace: 'return num < 0 ? this.newest : (this.configs[num] ?? makeFirstConfig())',
      },
    ],
  },
  {
    id: 'ctrler-waits-by-index',
    title: 'Whoever waits at an index is answered by whatever command is applied there.',
    part: '4A',
    tests: ['TestSameIndex4A'],
    patches: [
      {
        file: 'replica/replica.ts',
        find: 'waiting !== undefined && waiting.identity === this.machine.identify(command)',
        replace: 'waiting !== undefined',
      },
    ],
  },
  {
    id: 'ctrler-waits-by-kind',
    title: 'A waiter takes a command of the same kind for its own.',
    part: '4A',
    tests: ['TestSameIndex4A'],
    patches: [
      {
        file: HISTORY,
        find: `identify({ clientId, requestId }: Request): string {
    return \`\${clientId}/\${requestId}\``,
        replace: `identify({ operation }: Request): string {
    return operation.kind`,
      },
    ],
  },
]
