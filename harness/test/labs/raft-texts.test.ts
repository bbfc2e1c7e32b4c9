/**
 * What failures say of Rafts that were made wrong: only what was seen, who and where, and which
 * promise is broken. Where a check tells two cases apart, both are here.
 */
import t from 'tap'
import { checkSaid, type Row } from './said.ts'

const STORY = /^before that: /

const ELECTIONS: readonly Row[] = [
  [
    'a leader that never goes',
    {
      file: 'raft/raft.ts',
      find: 'private becomeFollower(term: number): void {',
      replace:
        'private becomeFollower(term: number): void {\n    if (this.leader !== undefined) return',
    },
    'TestReElection2A',
    { message: /^S\d and S\d both say that they lead, 8 s and more/, rule: /reverts to follower/ },
  ],
  [
    'a candidate that does not yield',
    'candidate-does-not-yield',
    'TestCandidateYields2A',
    {
      message: /^S\d went on to term \d+ although it had heard from S\d, the leader of its term/,
      rule: /a candidate that receives AppendEntries/,
      details: [/^S\d {2}sent \d+ more requests to S\d in term/, /^S\d {2}left it at [\d,]+ ms$/],
    },
  ],
  [
    'a leader that forgets one of the others',
    {
      file: 'raft/leader.ts',
      find: 'for (const follower of this.followers) {\n      if (Date.now()',
      replace:
        'for (const follower of this.followers) {\n      if (follower.server !== 2 && Date.now()',
    },
    'TestCandidateYields2A',
    {
      message: /^S2 was the first to leave term \d+, in which S\d led, and S\d followed to term/,
      rule: /heartbeats from the leader keep followers/,
    },
  ],
]

const LOGS: readonly Row[] = [
  [
    'nobody is elected',
    'election-timeout-not-random',
    'TestBasicAgree2B',
    { message: /: no connected server accepted it within [\d,]+ ms$/, rule: /within five seconds/ },
  ],
  [
    'a follower that lags for ever',
    'heartbeats-unchecked',
    'TestFailAgree2B',
    {
      message: /^one\(106\) failed .*: it was applied at index \d+ by [12] of 3 servers$/,
      rule: /the leader retries/,
      details: [/^S\d {2}accepted it at index \d+ in term \d+ at .*, the last of \d times$/],
    },
  ],
  [
    'a leader with an entry of its own',
    {
      file: 'raft/raft.ts',
      find: 'this.leader = new Leader({',
      replace: "state.log.append({ term: 1, command: 'mine' })\n    this.leader = new Leader({",
    },
    'TestBasicAgree2B',
    {
      message: /^the command agreed on got index 2, but 1 is the next$/,
      rule: /an empty entry of a leader's own takes no index here/,
      details: [/^S\d {2}applied "mine" at index 1 at/],
    },
  ],
  [
    'commands that are sent again and again',
    'whole-log-every-time',
    'TestRPCBytes2B',
    { message: /^too many RPC bytes: [\d,]+ bytes .* 200,000 bytes$/, rule: /its first sending/ },
  ],
  [
    'much else in every message',
    {
      file: 'raft/leader.ts',
      find: 'leaderCommit: applier.commitIndex,',
      replace: "leaderCommit: applier.commitIndex, padding: 'x'.repeat(5_000),",
    },
    'TestRPCBytes2B',
    {
      message: /^too many RPC bytes/,
      rule: /^6\.5840/,
      details: [/^100,000 bytes of commands were sent to other servers, who needed 100,000 bytes$/],
    },
  ],
  [
    'ten times the heartbeats',
    'heartbeats-every-10-ms',
    'TestCount2B',
    {
      message: /^\d+ RPCs reached the servers in a second without commands, the limit is 60$/,
      rule: /at most ten heartbeats per second/,
      details: [/^no server changed its term in it$/],
    },
  ],
]

const CRASHES: readonly Row[] = [
  [
    'a vote that is not saved',
    'vote-not-persisted',
    'TestVotePersisted2C',
    {
      message: /both claim to be leader/,
      rule: /Election Safety/,
      details: [/^before that: .* after its restart S\d stood in the same term and asked it$/],
    },
  ],
  [
    'a vote of an earlier term',
    'votes-of-old-term-counted',
    'TestOldVotes2C',
    { message: /cannot have the votes of a majority$/, rule: /Raft §5\.2/, details: [STORY] },
  ],
  [
    'no leader, so that it comes to no vote',
    'vote-not-reset',
    'TestOldVotes2C',
    { message: /^expected one leader, got none/, rule: /within five seconds/, silent: [STORY] },
  ],
  [
    'a matchIndex that moves back',
    'match-index-moves-back',
    'TestMatchIndexKept2C',
    {
      message: /^nobody has applied index \d+ of S\d, 8,000 ms after it could hear S\d again$/,
      rule: /matchIndex increases monotonically/,
      details: [/^S\d {2}has sent S\d [1-9]\d* replies since it could be heard again$/],
    },
  ],
  [
    'a killed server that takes a command',
    {
      file: 'raft/raft.ts',
      find: 'if (this.leader === undefined || this.isKilled) return { index',
      replace: 'if (this.leader === undefined) return { index',
    },
    'TestKilled2C',
    {
      message: /^S\d was not silent in the 3 s that began 2 s after kill\(\): 1 save$/,
      rule: /falls silent within two seconds/,
      details: [/; 1 of them came at once with it$/],
    },
  ],
  [
    'killed servers that go on',
    'dead-instance-goes-on',
    'TestKilled2C',
    { message: /: \d+ calls$/, rule: /falls silent/, details: [/; 0 of them came at once/] },
  ],
  [
    'a heartbeat of the past is heeded',
    'past-heartbeats-heeded',
    'TestDeposedLeader2C',
    {
      message: /^no command was applied by 3 servers within 60 s: /,
      rule: /an election begins unless/,
      details: [/^S\d {2}accepted \d+ commands, the last at index \d+$/],
    },
  ],
]

const SNAPSHOTS: readonly Row[] = [
  [
    'a snapshot that is saved without its first byte',
    {
      file: 'raft/state.ts',
      find: 'this.snapshot = snapshot\n',
      replace: 'this.snapshot = snapshot.slice(1)\n',
    },
    'TestSnapshotIndex2D',
    {
      message: /^S\d has saved \d+ bytes that are no snapshot of the service$/,
      rule: /you drop the log up to index and keep bytes/,
    },
  ],
  [
    'an old index',
    'snapshot-index-unchecked',
    'TestSnapshotIndex2D',
    {
      message: /^S\d has saved the snapshot of index \d, but should have the snapshot of index 9: /,
      rule: /is ignored\.$/,
    },
  ],
]

checkSaid(t, [...ELECTIONS, ...LOGS, ...CRASHES, ...SNAPSHOTS])
