/** Faults with snapshots, on the Raft that answers late. */
import type { Base } from '../../entry.ts'

const INSTALL = 'this.store.cover(index, indexTerm, snapshot)'

const CUT_IS_PUBLIC = {
  file: 'raft/segments.ts',
  find: 'private cutFrom(',
  replace: 'cutFrom(',
}

/**
 * The base delivers a snapshot whenever it covers more than what is applied. This is another right
 * way, in which more can go wrong: an installed snapshot is marked as due.
 */
const MARKS_SNAPSHOT_DUE = [
  {
    file: 'raft/raft.ts',
    find: 'private isKilled = false',
    replace: 'private isKilled = false\n  private isSnapshotDue = false',
  },
  {
    file: 'raft/raft.ts',
    find: INSTALL,
    replace: `this.isSnapshotDue = true
      ${INSTALL}`,
  },
]
const IS_NOT_APPLIED = `if (this.applied >= this.commit) return undefined
    if (this.applied < log.edgeIndex) {
`
const IS_DUE = `if (this.applied >= this.commit && !this.isSnapshotDue) return undefined
    if (this.isSnapshotDue) {
      this.isSnapshotDue = false
`

export const snapshots: Base['kinds'] = {
  'snapshot-erased-by-save': [
    {
      file: 'raft/store.ts',
      find: 'save(): void {',
      replace: 'save(snapshot?: Uint8Array): void {',
    },
    {
      file: 'raft/store.ts',
      find: 'this.persister.save(encode(saved), this.snapshot)',
      replace: 'this.persister.save(encode(saved), snapshot)',
    },
    {
      file: 'raft/store.ts',
      find: 'this.snapshot = snapshot\n    this.save()',
      replace: 'this.snapshot = snapshot\n    this.save(snapshot)',
    },
  ],
  'old-snapshot-installed': [
    { file: 'raft/raft.ts', find: '&& index > this.commit)', replace: '&& index > 0)' },
  ],
  'last-applied-not-advanced': [
    ...MARKS_SNAPSHOT_DUE,
    {
      file: 'raft/raft.ts',
      find: `${IS_NOT_APPLIED}      this.applied = log.edgeIndex\n`,
      replace: IS_DUE,
    },
  ],
  // An entry knows its index, but its place in its segment is reckoned from the edge.
  'off-by-one-after-snapshot': [
    {
      file: 'raft/segments.ts',
      find: 'entries?.[index - (entries[0]?.index ?? 0)]',
      replace: 'entries?.[index - Math.max(numberOf(index) * SPAN, this.edge.index + 1)]',
    },
    {
      file: 'raft/segments.ts',
      find: 'this.keep(number, segment, (entry) => entry.index > index)',
      replace: 'this.keep(number, segment, (entry) => entry.index >= index)',
    },
  ],
  'snapshot-term-lost': [
    {
      file: 'raft/segments.ts',
      find: 'this.edge = { index, term }',
      replace: 'this.edge = { index, term: 0 }',
    },
  ],
  'snapshot-term-not-restored': [
    {
      file: 'raft/store.ts',
      find: 'new Segments(edge, records)',
      replace: 'new Segments({ index: edge.index, term: 0 }, records)',
    },
  ],
  // It ignores a snapshot of what is committed. This one takes any that is not older than its own,
  // which is correct as long as the entries behind it stay.
  'install-drops-matching-tail': [
    CUT_IS_PUBLIC,
    {
      file: 'raft/raft.ts',
      find: '&& index > this.commit)',
      replace: '&& index >= this.store.log.edgeIndex)',
    },
    {
      file: 'raft/raft.ts',
      find: INSTALL,
      replace: `this.store.log.cutFrom(this.store.log.edgeIndex + 1)
      ${INSTALL}`,
    },
  ],
  // Where every snapshot ahead of what is applied is delivered, this would only do so once more.
  'replays-from-index-one': [
    ...MARKS_SNAPSHOT_DUE,
    { file: 'raft/raft.ts', find: IS_NOT_APPLIED, replace: IS_DUE },
    { file: 'raft/raft.ts', find: 'this.applied = this.commit', replace: 'this.applied = 0' },
  ],
  'snapshot-index-unchecked': [
    {
      file: 'raft/raft.ts',
      find: `const term = log.termAt(index)
    if (this.isKilled || term === undefined || index <= log.edgeIndex) return
    if (index <= this.applied) this.store.cover`,
      replace: `const term = log.termAt(index) ?? 0
    if (!this.isKilled) this.store.cover`,
    },
  ],
  'entries-below-snapshot-not-skipped': [
    {
      file: 'raft/segments.ts',
      find: 'entry.index <= this.edge.index || this.termAt',
      replace: 'this.termAt',
    },
  ],
  'append-below-snapshot-cuts': [
    CUT_IS_PUBLIC,
    {
      file: 'raft/raft.ts',
      find: 'if (log.merge(entries)) this.store.save()',
      replace: `const isBelow = prevIndex < log.edgeIndex
    if (isBelow) log.cutFrom(log.edgeIndex + 1)
    if (log.merge(entries) || isBelow) this.store.save()`,
    },
  ],
  'install-saves-old-snapshot': [
    {
      file: 'raft/raft.ts',
      find: INSTALL,
      replace: `this.store.cover(index, indexTerm, this.store.snapshot)
      this.store.snapshot = snapshot`,
    },
  ],
  // Where only a snapshot ahead of what is applied is delivered, comparing less does no harm.
  'applied-snapshot-delivered': [
    ...MARKS_SNAPSHOT_DUE,
    { file: 'raft/raft.ts', find: IS_NOT_APPLIED, replace: IS_DUE },
    {
      file: 'raft/raft.ts',
      find: '&& index > this.commit)',
      replace: '&& index > this.store.log.edgeIndex)',
    },
  ],
  'install-drops-acknowledged-tail': [
    CUT_IS_PUBLIC,
    {
      file: 'raft/raft.ts',
      find: INSTALL,
      replace: `this.store.log.cutFrom(this.store.log.edgeIndex + 1)
      ${INSTALL}`,
    },
  ],
  'snapshot-term-of-last-entry': [
    {
      file: 'raft/raft.ts',
      find: 'this.store.cover(index, term, snapshot)',
      replace: 'this.store.cover(index, log.lastTerm, snapshot)',
    },
  ],
  'snapshot-saved-before-log': [
    {
      file: 'raft/store.ts',
      find: `this.log.moveEdge(index, term)
    this.snapshot = snapshot
    this.save()`,
      replace: `this.snapshot = snapshot
    this.save()
    this.log.moveEdge(index, term)`,
    },
  ],
  'match-index-of-newer-snapshot': [
    {
      file: 'raft/raft.ts',
      find: 'student.noteMatch(message.args.index)',
      replace: 'student.noteMatch(this.store.log.edgeIndex)',
    },
  ],
  // It has no arithmetic of this kind, for an entry knows its index; here they are counted anew.
  'append-at-start-taken-behind-snapshot': [
    {
      file: 'raft/raft.ts',
      find: 'if (log.merge(entries)) this.store.save()',
      replace: `const before = prevIndex === 0 ? log.edgeIndex : prevIndex
    const placed = entries.map((entry, at) => ({ ...entry, index: before + 1 + at }))
    if (log.merge(placed)) this.store.save()`,
    },
  ],
}
