/**
 * Faults with terms, late messages, and what counts as committed, on the Raft that answers late.
 */
import type { Base } from '../../entry.ts'

const IS_OWN_TERM = 'log.termAt(index) !== office.term'
const HEARS = 'if (this.isKilled || term < this.store.term) return false\n    this.leaveFor(term)'

export const terms: Base['kinds'] = {
  'commits-old-terms-by-counting': [
    { file: 'raft/raft.ts', find: ` || ${IS_OWN_TERM}`, replace: '' },
  ],
  // It knows its followers per office. Here an answer looks for them in the present one.
  'reply-of-old-term-used': [
    {
      file: 'raft/raft.ts',
      find: `message.method, message.args)
    if (reply`,
      replace: `message.method, message.args)
    const present = this.office
    if (present?.leads && present !== office && message.method === 'Raft.feed') {
      const known = present.students.find(({ peer }) => peer === student.peer)
      const { prevIndex, entries } = message.args
      if ((reply as FeedReply | undefined)?.taken) known?.noteMatch(prevIndex + entries.length)
      this.countMatches(present)
    }
    if (reply`,
    },
  ],
  // What is next stays right, or followers would miss entries even when nothing is late.
  'match-from-own-log': [
    {
      file: 'raft/raft.ts',
      find: 'student.noteMatch(prevIndex + entries.length)',
      replace: 'student.noteMatch(prevIndex + entries.length, this.store.log.lastIndex)',
    },
    {
      file: 'raft/rpc.ts',
      find: 'noteMatch(index: number): void {\n    this.match = Math.max(this.match, index)',
      replace: 'noteMatch(index: number, lastIndex = index): void {\n    this.match = lastIndex',
    },
    {
      file: 'raft/rpc.ts',
      find: 'this.next = Math.max(this.next, this.match + 1)',
      replace: 'this.next = Math.max(this.next, index + 1)',
    },
  ],
  'match-index-moves-back': [
    {
      file: 'raft/rpc.ts',
      find: 'this.match = Math.max(this.match, index)',
      replace: 'this.match = index',
    },
  ],
  'votes-of-old-term-counted': [
    {
      file: 'raft/raft.ts',
      find: `if (reply === undefined || !this.isStill(office, reply.term)) return
      isAnswered = true
      if (reply.granted) office.votes.add(peer)
      this.countVotes(office)`,
      replace: `if (reply === undefined) return
      isAnswered = true
      this.isStill(office, reply.term)
      const present = this.office
      if (present === undefined) return
      if (reply.granted) present.votes.add(peer)
      this.countVotes(present)`,
    },
  ],
  'stale-append-truncates': [
    { file: 'raft/segments.ts', find: 'private cutFrom(', replace: 'cutFrom(' },
    {
      file: 'raft/raft.ts',
      find: 'if (log.merge(entries)) this.store.save()',
      replace: `const hasChanged = log.merge(entries)
    const last = Math.max(log.edgeIndex, prevIndex + entries.length)
    const isLonger = log.lastIndex > last
    if (isLonger) log.cutFrom(last + 1)
    if (hasChanged || isLonger) this.store.save()`,
    },
  ],
  'dead-instance-goes-on': [
    {
      file: 'raft/raft.ts',
      find: 'this.isKilled = true\n    this.office?.end()',
      replace: 'this.isKilled = true',
    },
    {
      file: 'raft/raft.ts',
      find: 'electionLoop(): Promise<void> {\n    while (!this.isKilled) {',
      replace: 'electionLoop(): Promise<void> {\n    while (true) {',
    },
  ],
  'last-entry-of-term-commits-all': [
    { file: 'raft/raft.ts', find: IS_OWN_TERM, replace: 'log.lastTerm !== office.term' },
  ],
  'past-heartbeats-heeded': [
    {
      file: 'raft/raft.ts',
      find: HEARS,
      replace: `if (term < this.store.term) this.postponeElection()\n    ${HEARS}`,
    },
  ],
  'vote-by-commit-index': [
    {
      file: 'raft/raft.ts',
      find: `const isFit = lastTerm === log.lastTerm ? lastIndex >= log.lastIndex : lastTerm > log.lastTerm`,
      replace: `const ownTerm = log.termAt(this.commit) ?? 0
    const isFit = lastTerm === ownTerm ? lastIndex >= this.commit : lastTerm > ownTerm`,
    },
  ],
  'log-committed-at-restart': [
    {
      file: 'raft/raft.ts',
      find: `this.commit = this.store.log.edgeIndex
    this.applied = this.commit`,
      replace: `this.commit = this.store.log.lastIndex
    this.applied = this.store.log.edgeIndex`,
    },
  ],
  // It makes its students anew for every office. Here what they are known to have is kept.
  'match-index-kept': [
    {
      file: 'raft/raft.ts',
      find: 'private isKilled = false',
      replace: 'private isKilled = false\n  private students: Student[] = []',
    },
    {
      file: 'raft/raft.ts',
      find: 'office.students = this.others.map((peer) => new Student(peer, next))',
      replace: `const former = this.students
    this.students = this.others.map((peer) => new Student(peer, next))
    for (const [at, student] of this.students.entries()) student.match = former[at]?.match ?? 0
    office.students = this.students`,
    },
  ],
}
