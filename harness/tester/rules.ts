/**
 * Promises of the lab texts that several checks quote: the file, the place in it, and its own
 * words. `harness/test/docs/rules.test.ts` holds every such line, here and in the suites, against
 * the file it names.
 */

export const RULE = {
  leaderInTime:
    'labs/raft/README.md, Part 2A: When a leader is lost, a new one must be there within five seconds',
  leaderStays:
    'labs/raft/README.md, Part 2A: A leader is elected and stays leader while nothing fails',
  firstIndex:
    "labs/raft/README.md, Part 2B: Indexes start at 1, and the first command gets index 1: an empty entry of a leader's own takes no index here",
  start:
    'labs/raft/raft.ts, start(): On the leader: index is where the command will stand if it is ever committed (the first is 1), term the current term, isLeader true.',
  saveBoth:
    'labs/raft/README.md, Part 2D: State and snapshot are saved together: save(state, snapshot). A save without the snapshot erases it',
  onlyForward: 'labs/raft/README.md, Part 2D: The service may only move forward.',
  behindSnapshot:
    'labs/raft/README.md, Part 2D: After a restart the service reads the saved snapshot itself. Raft goes on with the entry behind it.',
  retries:
    'Raft §5.3: the leader retries AppendEntries until all followers store all entries, and each applies what is committed',
  onMajority: 'Raft §5.3: an entry is committed once it is stored on a majority of the servers',
  available:
    'Raft §2: the system is available as long as any majority of the servers are operational and can communicate with each other and with clients',
  linearizable:
    'labs/kvraft/README.md: operations look as if executed one at a time, each between its call and its return',
  seesAll:
    'labs/kvraft/README.md: an operation sees everything that had returned before it was called, whoever called it',
  exactlyOnce:
    'labs/kvraft/README.md: each operation takes effect exactly once, although a clerk may have to send it many times',
  comesToAnEnd:
    'labs/kvraft/README.md, Part 3A: Once the network is whole again, everything that waits must come to an end within some seconds.',
  snapshotInTime:
    'labs/kvraft/README.md, Part 3B: Take a snapshot when the saved Raft state nears maxRaftState: the tests fail a log that stays above eight times as much.',
  noSnapshots: 'labs/kvraft/README.md, Part 3A: Not yet: snapshots. maxRaftState is -1.',
  evenly: 'labs/shardctrler/README.md: no group has two more than another',
  fewestMoves:
    'labs/shardctrler/README.md: Of all even divisions, it is one that moves the fewest shards from where they were.',
  oneConfiguration:
    'labs/shardctrler/README.md: Each join, leave and move makes one configuration, whose number is one higher',
  changedOnce:
    'labs/shardctrler/README.md: it makes it once, even if the clerk had to send it many times',
  queryIsFresh:
    'labs/shardctrler/README.md: A query sees every operation that had returned before it was asked.',
  soonServed:
    'labs/shardkv/README.md: Within some seconds after a change, if the groups concerned are up, the shards are where they belong.',
  servesItsOwn:
    'labs/shardkv/README.md: A group serves the shards it owns in its configuration and has received, and no other',
} as const
