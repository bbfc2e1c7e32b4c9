/** The kinds of part 2C on the eager Raft that are about terms, late messages and commits. */
import type { Realisation } from '../../entry.ts'

export const terms: Record<string, Realisation> = {
  'commits-old-terms-by-counting': [
    {
      file: 'raft/raft.ts',
      find: 'if (this.#log.termAt(held) === this.#term) this.#commitTo(held)',
      replace: 'this.#commitTo(held)',
    },
  ],
  // What it knows of a follower is made anew for every office; a reply is put down where it is now.
  'reply-of-old-term-used': [
    {
      file: 'raft/raft.ts',
      find: `if (reply === undefined || !this.#stillLeads(args.term, reply.term)) return
    if (reply.success) follower.noteMatch(last)
    else if (!follower.noteRefusal(`,
      replace: `if (reply === undefined || !this.#stillLeads(this.#term, reply.term)) return
    const known = this.#followers.find(({ peer }) => peer === follower.peer) ?? follower
    if (reply.success) known.noteMatch(last)
    else if (!known.noteRefusal(`,
    },
  ],
  // nextIndex stays right, or followers would miss entries even when nothing is late.
  'match-from-own-log': [
    {
      file: 'raft/raft.ts',
      find: 'follower.noteMatch(last)',
      replace: 'follower.noteMatch(last, this.#log.last)',
    },
    {
      file: 'raft/follower.ts',
      find: `noteMatch(index: number): void {
    this.matchIndex = Math.max(this.matchIndex, index)
    this.nextIndex = Math.max(this.nextIndex, this.matchIndex + 1)
    this.#underWay = this.#underWay.filter((message) => message.last > this.matchIndex)`,
      replace: `noteMatch(index: number, match = index): void {
    this.matchIndex = Math.max(this.matchIndex, match)
    this.nextIndex = Math.max(this.nextIndex, index + 1)
    this.#underWay = this.#underWay.filter((message) => message.last > index)`,
    },
  ],
  'match-index-moves-back': [
    {
      file: 'raft/follower.ts',
      find: 'this.matchIndex = Math.max(this.matchIndex, index)',
      replace: 'this.matchIndex = index',
    },
  ],
  // The answers to a vote are counted also when its term is over, and make a leader of the present.
  'votes-of-old-term-counted': [
    {
      file: 'raft/poll.ts',
      find: `if (reply === undefined || this.#isOver) return
      onReplyTerm(reply.term)`,
      replace: `const isTrial = this.#method === 'Raft.preVote'
      if (reply === undefined || (isTrial && this.#isOver)) return
      if (!this.#isOver) onReplyTerm(reply.term)`,
    },
    {
      file: 'raft/poll.ts',
      find: 'if (!reply.granted || this.#isOver) return',
      replace: 'if (!reply.granted || (isTrial && this.#isOver)) return',
    },
    {
      file: 'raft/poll.ts',
      find: 'if (this.#isOver || this.#granted.size * 2 <= this.#peers.length) return',
      replace: 'if (this.#granted.size * 2 <= this.#peers.length) return',
    },
    {
      file: 'raft/raft.ts',
      find: '() => this.#becomeLeader())',
      replace: `() => {
      if (this.#role === 'candidate') this.#becomeLeader()
    })`,
    },
  ],
  'stale-append-truncates': [
    {
      file: 'raft/log.ts',
      find: `let index = Math.max(prev, this.#base) + 1
    while (index <= prev + entries.length) {
      if (this.termAt(index) !== entries[index - prev - 1]?.[0]) break
      index += 1
    }
    const added = entries.slice(index - prev - 1)
    if (added.length === 0) return false`,
      replace: `const index = Math.max(prev, this.#base) + 1
    const added = entries.slice(index - prev - 1)
    if (added.length === 0 && index > this.last) return false`,
    },
  ],
  'dead-instance-goes-on': [
    {
      file: 'raft/raft.ts',
      find: `this.#poll?.cancel()
    clearTimeout(this.#electionTimer)
    clearInterval(this.#heartbeatTimer)`,
      replace: '',
    },
  ],
  'last-entry-of-term-commits-all': [
    {
      file: 'raft/raft.ts',
      find: 'if (this.#log.termAt(held) === this.#term) this.#commitTo(held)',
      replace: 'if (this.#log.lastTerm === this.#term) this.#commitTo(held)',
    },
  ],
  'past-heartbeats-heeded': [
    {
      file: 'raft/raft.ts',
      find: `if (this.#killed || term < this.#term) return false
    this.#follow(term)`,
      replace: `if (this.#killed) return false
    if (term < this.#term) {
      if (this.#role === 'leader') return false
      this.#heardAt = Date.now()
      this.#armElection()
      return false
    }
    this.#follow(term)`,
    },
  ],
  'vote-by-commit-index': [
    {
      file: 'raft/raft.ts',
      find: 'const { last, lastTerm: mine } = this.#log\n',
      replace: `const last = this.#commitIndex
    const mine = this.#log.termAt(last) ?? 0
`,
    },
  ],
  'log-committed-at-restart': [
    {
      file: 'raft/raft.ts',
      find: 'this.#lastApplied = base\n',
      replace: `this.#lastApplied = base
    this.#commitTo(this.#log.last)
`,
    },
  ],
  'match-index-kept': [
    {
      file: 'raft/raft.ts',
      find: 'this.#followers = others.map((peer) => new Follower(peer, this.#log.last + 1))',
      replace: `const known = this.#followers
    this.#followers = others.map((peer) => {
      const follower = new Follower(peer, this.#log.last + 1)
      follower.matchIndex = known.find((other) => other.peer === peer)?.matchIndex ?? 0
      return follower
    })`,
    },
  ],
}
