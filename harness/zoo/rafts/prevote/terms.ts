/** The kinds of part 2C on the Raft with pre-vote: terms, late messages, and what is committed. */
import type { Realisation } from '../../entry.ts'

const OWN_ENTRY =
  'A leader begins its term with an entry of its own, and whatever reaches a follower brings that, too: what a majority has is behind it.'

export const terms: Readonly<Record<string, Realisation>> = {
  'commits-old-terms-by-counting': OWN_ENTRY,
  // A term of office is one object here. These look up the present one, as if there were only one.
  'reply-of-old-term-used': [
    {
      file: 'raft/raft.ts',
      find: `if (reply === undefined || !this.isStill(role, reply.term)) return
    if (reply.success)`,
      replace: `if (reply === undefined) return
    const isStill = this.isStill(role, reply.term)
    const present = this.role
    if (!isStill && present.kind === 'leader' && reply.success) {
      const known = present.followers.find((other) => other.server === follower.server)
      if (known !== undefined) this.noteMatch(present, known, prevLogIndex + entries.length)
    }
    if (!isStill) return
    if (reply.success)`,
    },
  ],
  // nextIndex stays right, or followers would miss entries even when nothing is late.
  'match-from-own-log': [
    {
      file: 'raft/raft.ts',
      find: `follower.matchIndex = Math.max(follower.matchIndex, index)
    follower.nextIndex = Math.max(follower.nextIndex, follower.matchIndex + 1)`,
      replace: `follower.matchIndex = this.log.lastIndex
    follower.nextIndex = Math.max(follower.nextIndex, index + 1)`,
    },
  ],
  'match-index-moves-back': [
    {
      file: 'raft/raft.ts',
      find: 'follower.matchIndex = Math.max(follower.matchIndex, index)',
      replace: 'follower.matchIndex = index',
    },
  ],
  'votes-of-old-term-counted': [
    {
      file: 'raft/raft.ts',
      find: 'if (reply === undefined || !this.isStill(role, reply.term) || !reply.voteGranted) return',
      replace: `if (reply === undefined) return
    this.isStill(role, reply.term)
    const present = this.role
    const isOpen = present.kind === 'asking' && present.round === role.round
    if (!isOpen || !reply.voteGranted) return`,
    },
    {
      file: 'raft/raft.ts',
      find: 'role.grantedBy.add(server)\n    this.countVotes(role)',
      replace: 'present.grantedBy.add(server)\n    this.countVotes(present)',
    },
  ],
  'stale-append-truncates': [
    {
      file: 'raft/log.ts',
      find: 'const firstNew = entries.findIndex(',
      replace: `this.keep(0, Math.max(0, prevIndex - this.edgeIndex))
    const firstNew = entries.findIndex(`,
    },
  ],
  'dead-instance-goes-on': [
    {
      file: 'raft/raft.ts',
      find: `this.setRole({ kind: 'follower' })
    clearTimeout(this.electionTimer)
    clearTimeout(this.gatherTimer)
`,
      replace: '',
    },
    {
      file: 'raft/raft.ts',
      find: '    if (this.isKilled) return\n    const delayMs',
      replace: '    const delayMs',
    },
  ],
  'last-entry-of-term-commits-all': OWN_ENTRY,
  'past-heartbeats-heeded':
    'A leader of a past term learns of it from any majority it hears, and steps down within 700 ms when it hears none; its heartbeats hold up nothing for longer.',
  'vote-by-commit-index': [
    {
      file: 'raft/raft.ts',
      find: `if (lastLogTerm !== this.log.lastTerm) return lastLogTerm > this.log.lastTerm
    return lastLogIndex >= this.log.lastIndex`,
      replace: `const term = this.log.termAt(this.commitIndex) ?? 0
    if (lastLogTerm !== term) return lastLogTerm > term
    return lastLogIndex >= this.commitIndex`,
    },
  ],
  'log-committed-at-restart': [
    {
      file: 'raft/raft.ts',
      find: 'this.lastApplied = this.log.edgeIndex\n    this.armElection()',
      replace:
        'this.lastApplied = this.log.edgeIndex\n    this.armElection()\n    this.commitTo(this.log.lastIndex)',
    },
  ],
  // It makes what it knows of followers anew for every office. The first hunks keep matchIndex.
  'match-index-kept': [
    {
      file: 'raft/raft.ts',
      find: 'private readonly log = new Log()',
      replace:
        'private readonly log = new Log()\n  private readonly matched = new Map<number, number>()',
    },
    {
      file: 'raft/raft.ts',
      find: 'return { server, nextIndex, matchIndex: 0, commitSent',
      replace: `const matchIndex = this.matched.get(server) ?? 0
    return { server, nextIndex, matchIndex, commitSent`,
    },
    {
      file: 'raft/raft.ts',
      find: 'follower.matchIndex = Math.max(follower.matchIndex, index)',
      replace: `follower.matchIndex = Math.max(follower.matchIndex, index)
    this.matched.set(follower.server, follower.matchIndex)`,
    },
  ],
}
