/** Wrong Rafts that part 2A must catch: elections and heartbeats. Patches on `solutions/raft`. */
import type { ReferenceKind } from './entry.ts'

export const electionKinds: readonly ReferenceKind[] = [
  {
    id: 'second-vote-in-a-term',
    title: 'A server votes again in a term in which it has voted for another candidate.',
    part: '2A',
    tests: ['TestVoteOnce2A'],
    patches: [
      {
        file: 'raft/raft.ts',
        find: 'const isFree = state.votedFor === null || state.votedFor === args.candidateId',
        replace: 'const isFree = true',
      },
    ],
  },
  {
    id: 'election-timeout-not-random',
    title: 'Every election timeout has the same length.',
    part: '2A',
    tests: ['TestSlowLinks2A'],
    patches: [{ file: 'raft/raft.ts', find: 'Math.random() * (', replace: '0 * (' }],
  },
  {
    id: 'higher-term-in-reply-ignored',
    title: 'A leader or candidate does not step down when a reply carries a higher term.',
    part: '2A',
    tests: ['TestStepDown2A'],
    patches: [
      {
        file: 'raft/leader.ts',
        find: 'if (reply.term > this.term) this.office.onHigherTerm(reply.term)',
        replace: '',
      },
      {
        file: 'raft/raft.ts',
        find: 'if (reply.term > this.state.currentTerm) this.becomeFollower(reply.term)',
        replace: '',
      },
    ],
  },
  {
    id: 'candidate-does-not-yield',
    title: 'A candidate turns down the leader that its own term has elected.',
    part: '2A',
    tests: ['TestCandidateYields2A', 'TestCandidateFollows2B'],
    patches: [
      {
        file: 'raft/raft.ts',
        find: 'if (this.isKilled || term < this.state.currentTerm) return false',
        replace: `if (this.isKilled || term < this.state.currentTerm) return false
    if (this.isCandidate && term === this.state.currentTerm) return false`,
      },
    ],
  },
  {
    id: 'no-heartbeats',
    title: 'A leader sends nothing while there are no commands.',
    part: '2A',
    tests: ['TestInitialElection2A'],
    patches: [
      {
        file: 'raft/leader.ts',
        find: 'setInterval(() => this.sendHeartbeats(), HEARTBEAT_MS)',
        replace: 'setInterval(() => {}, HEARTBEAT_MS)',
      },
    ],
  },
  {
    id: 'candidate-votes-for-rival',
    title: 'A candidate counts its own vote, but is free to give it to another one as well.',
    part: '2A',
    tests: ['TestVoteOnce2A'],
    patches: [{ file: 'raft/raft.ts', find: 'state.voteFor(me)\n', replace: '' }],
  },
  {
    id: 'vote-freed-by-heartbeat',
    title: 'An AppendEntries frees the vote of the same term.',
    part: '2A',
    tests: ['TestVoteOnce2A'],
    patches: [
      {
        file: 'raft/raft.ts',
        find: 'if (term > this.state.currentTerm) this.state.adoptTerm(term)',
        replace: 'this.state.adoptTerm(term)',
      },
    ],
  },
  {
    id: 'voter-counted-twice',
    title: 'A candidate asks again, and two answers of one voter count as two votes.',
    part: '2A',
    tests: ['TestMinority2A'],
    patches: [
      {
        file: 'raft/raft.ts',
        find: 'if (server !== me) void this.askForVote(server, args, voters)\n',
        replace: `if (server === me) continue
      void this.askForVote(server, args, voters)
      for (const waitMs of [80, 160, 240]) {
        setTimeout(() => {
          const isOpen = this.isCandidate && state.currentTerm === args.term
          if (isOpen) void this.askForVote(server, args, voters)
        }, waitMs)
      }
`,
      },
      {
        file: 'raft/raft.ts',
        find: 'voters.add(server)',
        replace: 'voters.add(voters.size + 100)',
      },
    ],
  },
  {
    id: 'pre-vote-taken-for-election',
    title: 'Who wins a pre-vote leads without asking for votes.',
    part: '2A',
    tests: ['TestInitialElection2A'],
    patches: 'It has no pre-vote.',
  },
  {
    id: 'pre-vote-frees-vote',
    title: 'Beginning a pre-vote frees the vote of the present term.',
    part: '2A',
    tests: ['TestVoteOnce2A'],
    patches: 'It has no pre-vote.',
  },
  {
    id: 'refused-vote-resets-timer',
    title: 'Whoever asks for a vote puts off the election of whom it asks, also in vain.',
    part: '2A',
    tests: ['TestOldRequests2A'],
    patches: [
      {
        file: 'raft/raft.ts',
        find: 'if (args.term > state.currentTerm) this.becomeFollower(args.term)\n    const isFree',
        replace: `this.resetElectionDeadline()
    if (args.term > state.currentTerm) this.becomeFollower(args.term)
    const isFree`,
      },
    ],
  },
  {
    id: 'heartbeats-of-ended-office',
    title: 'The heartbeats of an office go on when it has ended.',
    part: '2A',
    tests: ['TestManyOffices2A'],
    patches: [{ file: 'raft/leader.ts', find: 'clearInterval(this.heartbeatTimer)', replace: '' }],
  },
]
