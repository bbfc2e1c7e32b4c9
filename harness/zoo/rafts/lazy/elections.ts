/** Kinds of part 2A, elections and heartbeats, on the lazy Raft. */
import type { Realisation } from '../../entry.ts'

export const elections: Record<string, Realisation> = {
  'second-vote-in-a-term': [
    {
      file: 'raft/raft.ts',
      find: 'const free = s.ballot === NOBODY || s.ballot === args.candidate',
      replace: 'const free = true',
    },
  ],
  // Its loop looks at the deadline after pauses of random length, which would spread equal
  // deadlines again.
  'election-timeout-not-random': [
    {
      file: 'raft/state.ts',
      find: 'ELECTION_MS_MIN + Math.random() * (ELECTION_MS_MAX - ELECTION_MS_MIN)',
      replace: '(ELECTION_MS_MIN + ELECTION_MS_MAX) / 2',
    },
    { file: 'raft/raft.ts', find: 'sleep(5 + Math.random() * 20)', replace: 'sleep(10)' },
  ],
  'higher-term-in-reply-ignored': [
    {
      file: 'raft/raft.ts',
      find: 'if (replyTerm > s.term) this.follow(replyTerm)\n',
      replace: '',
    },
  ],
  'candidate-does-not-yield': [
    {
      file: 'raft/raft.ts',
      find: 'if (this.dead || args.term < s.term) return this.clash(NO_TERM, 0)',
      replace: `const isRival = s.role === 'candidate' && args.term === s.term
    if (this.dead || args.term < s.term || isRival) return this.clash(NO_TERM, 0)`,
    },
  ],
  // A new leader still says once that it leads.
  'no-heartbeats': [
    {
      file: 'raft/raft.ts',
      find: 'private dead = false',
      replace: `private dead = false
  /** Per peer: the commit it has heard of in this office. */
  private told: number[] = []`,
    },
    {
      file: 'raft/raft.ts',
      find: 's.matched = this.peers.map(() => 0)',
      replace: 's.matched = this.peers.map(() => 0)\n    this.told = []',
    },
    {
      file: 'raft/raft.ts',
      find: 'if (peer === this.me) continue',
      replace: `if (peer === this.me) continue
      const hasAll = s.matched[peer] === tail(s) && this.told[peer] === s.commit
      if (s.role === 'leader' && hasAll) continue`,
    },
    {
      file: 'raft/raft.ts',
      find: 'if (reply.accepted) this.noteMatch(peer, matched)',
      replace: `if (reply.accepted) this.told[peer] = args.commit
    if (reply.accepted) this.noteMatch(peer, matched)`,
    },
  ],
  'candidate-votes-for-rival': [
    { file: 'raft/raft.ts', find: 's.ballot = this.me', replace: 's.ballot = NOBODY' },
  ],
  'vote-freed-by-heartbeat': [
    { file: 'raft/raft.ts', find: 'if (term <= s.term) return\n', replace: '' },
  ],
  // What is counted is answers; a peer whose answer is not in its own place is asked every round.
  'voter-counted-twice': [
    {
      file: 'raft/raft.ts',
      find: 's.answers[peer] = reply.granted',
      replace: 's.answers.push(reply.granted)',
    },
  ],
  'pre-vote-taken-for-election': 'It has no pre-vote.',
  'pre-vote-frees-vote': 'It has no pre-vote.',
  'refused-vote-resets-timer': [
    {
      file: 'raft/raft.ts',
      find: 'if (args.term > s.term) this.follow(args.term)\n    const free',
      replace: `s.deadline = electionDeadline()
    if (args.term > s.term) this.follow(args.term)
    const free`,
    },
  ],
  'heartbeats-of-ended-office': 'One loop does everything, for as long as the server lives.',
}
