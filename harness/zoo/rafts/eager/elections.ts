/** The kinds of part 2A on the eager Raft. */
import type { Realisation } from '../../entry.ts'

export const elections: Record<string, Realisation> = {
  'second-vote-in-a-term': [
    {
      file: 'raft/raft.ts',
      find: 'const isFree = this.#votedFor === NOBODY || this.#votedFor === args.candidateId',
      replace: 'const isFree = true',
    },
  ],
  'election-timeout-not-random': [
    {
      file: 'raft/raft.ts',
      find: 'ELECTION_MS_MIN + Math.random() * (ELECTION_MS_MAX - ELECTION_MS_MIN)',
      replace: 'ELECTION_MS_MAX',
    },
  ],
  'higher-term-in-reply-ignored': [
    {
      file: 'raft/raft.ts',
      find: 'if (!this.#killed && replyTerm > this.#term) this.#follow(replyTerm)',
      replace: 'if (replyTerm > this.#term) return false',
    },
    {
      file: 'raft/raft.ts',
      find: `this.#poll.hold((replyTerm) => {
      if (replyTerm > this.#term) this.#follow(replyTerm)
    }, onWon)`,
      replace: 'this.#poll.hold(() => {}, onWon)',
    },
  ],
  // Here a candidate whose time is over turns follower while it holds a trial vote, and would heed
  // the leader from then on. This one remains a candidate, which is right as long as it yields.
  'candidate-does-not-yield': [
    {
      file: 'raft/raft.ts',
      find: 'if (this.#killed || term < this.#term) return false',
      replace: `if (this.#killed || term < this.#term) return false
    if (this.#role === 'candidate' && term === this.#term) return false`,
    },
    {
      file: 'raft/raft.ts',
      find: `this.#role = 'follower'
    this.#armElection()`,
      replace: 'this.#armElection()',
    },
  ],
  'no-heartbeats': [
    {
      file: 'raft/raft.ts',
      find: 'if (!follower.hasUnderWay) this.#send(follower)',
      replace: 'if (!follower.hasUnderWay && this.#hasNews(follower)) this.#send(follower)',
    },
  ],
  'candidate-votes-for-rival': [
    { file: 'raft/raft.ts', find: 'this.#votedFor = this.#me', replace: 'this.#votedFor = NOBODY' },
  ],
  'vote-freed-by-heartbeat': [
    {
      file: 'raft/raft.ts',
      find: `clearInterval(this.#heartbeatTimer)
    if (term > this.#term) {`,
      replace: `clearInterval(this.#heartbeatTimer)
    if (term >= this.#term) {`,
    },
  ],
  // It asks again whoever has not answered yet, so two answers of one voter may come.
  'voter-counted-twice': [
    { file: 'raft/poll.ts', find: '#granted: Set<number>', replace: '#granted = 1' },
    { file: 'raft/poll.ts', find: 'this.#granted = new Set([args.candidateId])', replace: '' },
    { file: 'raft/poll.ts', find: 'this.#granted.add(peer)', replace: 'this.#granted += 1' },
    { file: 'raft/poll.ts', find: 'this.#granted.size * 2', replace: 'this.#granted * 2' },
  ],
  'pre-vote-taken-for-election': [
    {
      file: 'raft/raft.ts',
      find: `this.#armElection()
    this.#hold('Raft.askVote', this.#term, () => this.#becomeLeader())`,
      replace: 'this.#becomeLeader()',
    },
  ],
  'pre-vote-frees-vote': [
    {
      file: 'raft/raft.ts',
      find: `this.#role = 'follower'
    this.#armElection()`,
      replace: `this.#role = 'follower'
    this.#votedFor = NOBODY
    this.#armElection()`,
    },
  ],
  'refused-vote-resets-timer': [
    {
      file: 'raft/raft.ts',
      find: 'const hasLeader = this.#role',
      replace: `if (this.#role === 'follower') this.#armElection()
      const hasLeader = this.#role`,
    },
    {
      file: 'raft/raft.ts',
      find: 'if (args.term > this.#term) this.#follow(args.term)',
      replace: `if (this.#role === 'follower') this.#armElection()
      if (args.term > this.#term) this.#follow(args.term)`,
    },
  ],
  'heartbeats-of-ended-office': [
    {
      file: 'raft/raft.ts',
      find: 'this.#poll?.cancel()\n    clearInterval(this.#heartbeatTimer)',
      replace: 'this.#poll?.cancel()',
    },
    {
      file: 'raft/raft.ts',
      find: '  #beat(): void {\n',
      replace: `  #beat(): void {
    if (this.#role !== 'leader') return
`,
    },
  ],
}
