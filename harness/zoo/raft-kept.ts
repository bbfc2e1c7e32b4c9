/**
 * Wrong Rafts that lose what they have acknowledged, or do not send again what was lost. Patches on
 * `solutions/raft`.
 */
import type { ReferenceKind } from './entry.ts'

const BEGINS_AT_THE_END =
  "A refusal says where the follower's log ends, and no message begins before that."

export const keptKinds: readonly ReferenceKind[] = [
  {
    id: 'lost-append-not-repeated',
    title: 'What was lost on its way to a follower leaves again only with the next command.',
    part: '2B',
    tests: ['TestAppendAgain2B'],
    patches: [
      {
        file: 'raft/leader.ts',
        find: 'if (prevLogIndex <= follower.matchIndex || reply',
        replace: `if (prevLogIndex >= this.office.state.log.lastIndex) return
    if (prevLogIndex <= follower.matchIndex || reply`,
      },
    ],
  },
  {
    id: 'sent-again-not-stored',
    title:
      'An AppendEntries that begins before what is committed is acknowledged, and nothing of it stored.',
    part: '2B',
    tests: ['TestSentAgain2B'],
    patches: BEGINS_AT_THE_END,
  },
  {
    id: 'uncommitted-dropped-at-new-term',
    title: 'Who learns of a new term drops the entries that it does not know to be committed.',
    part: '2B',
    tests: ['TestUntoldEntry2B'],
    patches: [
      {
        file: 'raft/raft.ts',
        find: 'if (term > this.state.currentTerm) this.state.adoptTerm(term)',
        replace: `if (term <= this.state.currentTerm) return
    this.state.log.cutBehind(this.applier.commitIndex)
    this.state.adoptTerm(term)`,
      },
      {
        file: 'raft/log.ts',
        find: '  append(entry: LogEntry): void {',
        replace: `  cutBehind(index: number): void {
    this.entries.length = Math.max(0, index - this.lastIncludedIndex)
  }

  append(entry: LogEntry): void {`,
      },
    ],
  },
  {
    id: 'replaced-entries-not-persisted',
    title:
      'A follower saves its log when it has become longer, but not when entries were replaced.',
    part: '2C',
    tests: ['TestReplacedPersisted2C'],
    patches: [
      {
        file: 'raft/raft.ts',
        find: 'if (state.log.merge(args.prevLogIndex, args.entries)) state.save()',
        replace: `const { lastIndex } = state.log
    state.log.merge(args.prevLogIndex, args.entries)
    if (state.log.lastIndex > lastIndex) state.save()`,
      },
    ],
  },
  {
    id: 'sent-again-below-snapshot-not-stored',
    title:
      'An AppendEntries that begins below the snapshot is acknowledged, and nothing of it stored.',
    part: '2D',
    tests: ['TestSentAgainBelowSnapshot2D'],
    patches: BEGINS_AT_THE_END,
  },
]
