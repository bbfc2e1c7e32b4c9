/** Faults in elections and heartbeats, on the Raft that answers late. */
import type { Base } from '../../entry.ts'

const HEARS = 'if (this.isKilled || term < this.store.term) return false\n    this.leaveFor(term)'

export const elections: Base['kinds'] = {
  'second-vote-in-a-term': [
    {
      file: 'raft/raft.ts',
      find: 'if (votedFor !== NOBODY && votedFor !== candidate) return false',
      replace: '',
    },
  ],
  'election-timeout-not-random': [
    {
      file: 'raft/raft.ts',
      find: 'Math.random() * ELECTION_MS_SPREAD',
      replace: '0.5 * ELECTION_MS_SPREAD',
    },
  ],
  'higher-term-in-reply-ignored': [
    {
      file: 'raft/raft.ts',
      find: 'if (!this.isKilled && replyTerm > this.store.term) this.leaveFor(replyTerm)',
      replace: '',
    },
  ],
  'candidate-does-not-yield': [
    {
      file: 'raft/raft.ts',
      find: HEARS,
      replace: `const isCandidate = this.office !== undefined && !this.office.leads
    if (isCandidate && term === this.store.term) return false
    ${HEARS}`,
    },
  ],
  'no-heartbeats': [
    {
      file: 'raft/raft.ts',
      find: 'await this.pause(office, student, () => this.lacksNews(student))',
      replace: `while (!office.isOver && !this.lacksNews(student)) {
        await this.pause(office, student, () => this.lacksNews(student))
      }`,
    },
  ],
  'candidate-votes-for-rival': [
    {
      file: 'raft/raft.ts',
      find: 'this.store.enter(this.store.term + 1, this.me)',
      replace: 'this.store.enter(this.store.term + 1, NOBODY)',
    },
  ],
  'vote-freed-by-heartbeat': [
    {
      file: 'raft/raft.ts',
      find: 'if (term > this.store.term) this.store.enter(term, NOBODY)',
      replace: 'this.store.enter(term, NOBODY)',
    },
  ],
  // It asks again anyway; here an office has a count of votes in place of a set of voters.
  'voter-counted-twice': [
    {
      file: 'raft/rpc.ts',
      find: 'readonly votes: Set<number>',
      replace: 'votes = 1',
    },
    {
      file: 'raft/rpc.ts',
      find: `constructor(term: number, me: number) {
    this.term = term
    this.votes = new Set([me])`,
      replace: `constructor(term: number) {
    this.term = term`,
    },
    {
      file: 'raft/raft.ts',
      find: 'new Office(this.store.term, this.me)',
      replace: 'new Office(this.store.term)',
    },
    {
      file: 'raft/raft.ts',
      find: 'if (reply.granted) office.votes.add(peer)',
      replace: 'if (reply.granted) office.votes += 1',
    },
    {
      file: 'raft/raft.ts',
      find: '!this.isMajority(office.votes.size)',
      replace: '!this.isMajority(office.votes)',
    },
  ],
  'pre-vote-taken-for-election': 'It has no pre-vote.',
  'pre-vote-frees-vote': 'It has no pre-vote.',
  'refused-vote-resets-timer': [
    {
      file: 'raft/raft.ts',
      find: 'if (this.isKilled) return false\n    if (term > this.store.term) this.leaveFor(term)',
      replace: `if (this.isKilled) return false
    this.postponeElection()
    if (term > this.store.term) this.leaveFor(term)`,
    },
  ],
  // A loop of an office that is over goes on for the one that has begun since.
  'heartbeats-of-ended-office': [
    {
      file: 'raft/raft.ts',
      find: 'void this.feedLoop(office, student)\n',
      replace: `{
      void this.feedLoop(office, student)
      void this.outlive(office, student.peer)
    }
`,
    },
    {
      file: 'raft/raft.ts',
      find: '  private async feedLoop(',
      replace: `  private async outlive(office: Office, peer: number): Promise<void> {
    while (!this.isKilled) {
      await sleep(PAUSE_MS)
      const now = this.office
      const student = now?.students.find((one) => one.peer === peer)
      if (!now?.leads || now === office || student === undefined) continue
      void this.exchange(now, student, this.messageTo(student))
    }
  }

  private async feedLoop(`,
    },
  ],
}
