/** The kinds of part 2A on the Raft with pre-vote. */
import type { Realisation } from '../../entry.ts'

export const elections: Readonly<Record<string, Realisation>> = {
  'second-vote-in-a-term': [
    {
      file: 'raft/raft.ts',
      find: 'const isFree = this.votedFor === NOBODY || this.votedFor === args.candidateId',
      replace: 'const isFree = true',
    },
  ],
  'election-timeout-not-random': [
    { file: 'raft/raft.ts', find: 'Math.random() * (', replace: '0 * (' },
  ],
  'higher-term-in-reply-ignored': [
    {
      file: 'raft/raft.ts',
      find: 'if (!this.isKilled && term > this.term) this.follow(term)\n',
      replace: '',
    },
  ],
  // Who stands for a pre-vote is asking, too. If only the second round turned the leader down, the
  // next pre-vote would end it.
  'candidate-does-not-yield': [
    {
      file: 'raft/raft.ts',
      find: 'if (this.isKilled || term < this.term) return false',
      replace: `if (this.isKilled || term < this.term) return false
    if (this.role.kind === 'asking' && term === this.term) return false`,
    },
  ],
  'no-heartbeats': [
    {
      file: 'raft/raft.ts',
      find: 'if (!isYoung) this.send(role, follower)',
      replace:
        'if (!isYoung && follower.nextIndex <= this.log.lastIndex) this.send(role, follower)',
    },
  ],
  // Giving a vote need not end a candidacy, if the candidate has voted for itself. The second hunk
  // relies on that.
  'candidate-votes-for-rival': [
    {
      file: 'raft/raft.ts',
      find: 'this.votedFor = this.me\n',
      replace: 'this.votedFor = NOBODY\n',
    },
    {
      file: 'raft/raft.ts',
      find: "this.persist()\n      this.setRole({ kind: 'follower' })\n",
      replace: 'this.persist()\n',
    },
  ],
  'vote-freed-by-heartbeat': [
    {
      file: 'raft/raft.ts',
      find: 'this.follow(term)\n    this.leaderHeardAtMs = Date.now()',
      replace: `this.follow(term)
    this.votedFor = NOBODY
    this.persist()
    this.leaderHeardAtMs = Date.now()`,
    },
  ],
  'voter-counted-twice': [
    {
      file: 'raft/raft.ts',
      find: 'if (server !== this.me) void this.askOne(role, server, args)\n',
      replace: `if (server === this.me) continue
      void this.askOne(role, server, args)
      for (const waitMs of [80, 160, 240]) {
        setTimeout(() => {
          if (this.role === role) void this.askOne(role, server, args)
        }, waitMs)
      }
`,
    },
    {
      file: 'raft/raft.ts',
      find: 'role.grantedBy.add(server)',
      replace: 'role.grantedBy.add(role.grantedBy.size + 100)',
    },
  ],
  'pre-vote-taken-for-election': [
    {
      file: 'raft/raft.ts',
      find: "this.ask('Raft.requestVote', this.term)",
      replace: 'this.lead()',
    },
  ],
  'pre-vote-frees-vote': [
    {
      file: 'raft/raft.ts',
      find: "setTimeout(() => this.ask('Raft.preVote', this.term + 1), delayMs)",
      replace: `setTimeout(() => {
      this.votedFor = NOBODY
      this.ask('Raft.preVote', this.term + 1)
    }, delayMs)`,
    },
  ],
  'refused-vote-resets-timer': [
    {
      file: 'raft/raft.ts',
      find: 'const voteGranted = !this.hasLeader()',
      replace: `if (this.role.kind !== 'leader') this.armElection()
    const voteGranted = !this.hasLeader()`,
    },
    {
      file: 'raft/raft.ts',
      find: 'if (this.isKilled || this.hasLeader()) return',
      replace: `if (this.role.kind !== 'leader') this.armElection()
    if (this.isKilled || this.hasLeader()) return`,
    },
  ],
  'heartbeats-of-ended-office': [
    {
      file: 'raft/raft.ts',
      find: "if (this.role.kind === 'leader') clearInterval(this.role.beat)",
      replace: '',
    },
    {
      file: 'raft/raft.ts',
      find: 'beat: setInterval(() => this.beat(role), HEARTBEAT_MS)',
      replace: `beat: setInterval(() => {
        if (this.role.kind === 'leader') this.beat(this.role)
      }, HEARTBEAT_MS)`,
    },
  ],
}
