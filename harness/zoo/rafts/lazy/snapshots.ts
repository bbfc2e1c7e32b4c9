/** Kinds of part 2D, snapshots, on the lazy Raft. */
import type { Patch, Realisation } from '../../entry.ts'

const TAKEN = 'replacePrefix(s, index, termAt(s, index), bytes)\n    this.persist()'
const INSTALLED = 'replacePrefix(s, args.index, args.indexTerm, args.bytes)\n      this.persist()'
const IS_NEWS = 'if (args.index > s.commit) {\n      s.commit = args.index'
const IS_DUE = 'if (s.delivered < s.snapshot.index) {'

/**
 * It hands out no slot that is gone; this one hands out the index at least, as the reference does.
 */
const hollowSlots: Patch = {
  file: 'raft/raft.ts',
  find: `const slot = s.delivered < s.commit ? slotAt(s, s.delivered + 1) : undefined
    if (slot === undefined) return undefined
    s.delivered = slot.index
    return { kind: 'command', command: slot.command, commandIndex: slot.index }`,
  replace: `if (s.delivered >= s.commit) return undefined
    s.delivered += 1
    const slot = slotAt(s, s.delivered)
    return { kind: 'command', command: slot?.command, commandIndex: s.delivered }`,
}

export const snapshots: Record<string, Realisation> = {
  'snapshot-erased-by-save': [
    { file: 'raft/raft.ts', find: TAKEN, replace: TAKEN.replace('persist()', 'persist(bytes)') },
    {
      file: 'raft/raft.ts',
      find: INSTALLED,
      replace: INSTALLED.replace('persist()', 'persist(args.bytes)'),
    },
    {
      file: 'raft/raft.ts',
      find: 'private persist(): void {\n    save(this.state, this.persister)',
      replace: `private persist(bytes?: Uint8Array): void {
    save(this.state, this.persister, bytes)`,
    },
    {
      file: 'raft/state.ts',
      find: 'save(s: State, persister: Persister): void',
      replace: 'save(s: State, persister: Persister, bytes?: Uint8Array): void',
    },
    {
      file: 'raft/state.ts',
      find: 'persister.save(encode(saved), s.snapshot.bytes)',
      replace: 'persister.save(encode(saved), bytes)',
    },
  ],
  'old-snapshot-installed': [
    {
      file: 'raft/raft.ts',
      find: 'if (args.index > s.commit) {',
      replace: 'if (args.index > 0) {',
    },
  ],
  // It tells what is due by what is delivered. This one remembers which snapshot it has delivered.
  'last-applied-not-advanced': [
    {
      file: 'raft/raft.ts',
      find: 'private dead = false',
      replace: 'private dead = false\n  private deliveredSnapshot = 0',
    },
    {
      file: 'raft/raft.ts',
      find: IS_DUE,
      replace: 'if (s.delivered < s.snapshot.index && this.deliveredSnapshot < s.snapshot.index) {',
    },
    {
      file: 'raft/raft.ts',
      find: 's.delivered = index\n',
      replace: 'this.deliveredSnapshot = index\n',
    },
    hollowSlots,
  ],
  'off-by-one-after-snapshot': [
    {
      file: 'raft/state.ts',
      find: 's.log = follows ? s.log.filter((slot) => slot.index > index) : []',
      replace: 's.log = follows ? s.log.filter((slot) => slot.index >= index) : []',
    },
  ],
  'snapshot-term-lost': [
    {
      file: 'raft/state.ts',
      find: 's.snapshot = { index, term, bytes }',
      replace: 's.snapshot = { index, term: 0, bytes }',
    },
  ],
  'snapshot-term-not-restored': [
    {
      file: 'raft/state.ts',
      find: 'snapshot: { index, term: baseTerm,',
      replace: 'snapshot: { index, term: 0,',
    },
  ],
  // It ignores a snapshot of what is committed here. This one takes any that is not older than its
  // own, which is correct as long as the slots behind it stay.
  'install-drops-matching-tail': [
    {
      file: 'raft/raft.ts',
      find: IS_NEWS,
      replace: `if (args.index >= s.snapshot.index) {
      s.commit = Math.max(s.commit, args.index)
      s.log = []`,
    },
  ],
  // It has the snapshot delivered again. This one, like the reference, has only those delivered
  // that are installed, and begins to apply at the wrong end.
  'replays-from-index-one': [
    {
      file: 'raft/raft.ts',
      find: 'private dead = false',
      replace: 'private dead = false\n  private isSnapshotDue = false',
    },
    { file: 'raft/raft.ts', find: IS_NEWS, replace: `${IS_NEWS}\n      this.isSnapshotDue = true` },
    {
      file: 'raft/raft.ts',
      find: IS_DUE,
      replace: 'if (this.isSnapshotDue) {\n      this.isSnapshotDue = false',
    },
    hollowSlots,
  ],
  'snapshot-index-unchecked': [
    {
      file: 'raft/raft.ts',
      find: 'if (this.dead || index <= s.snapshot.index || index > s.delivered) return',
      replace: 'if (this.dead) return',
    },
  ],
  'entries-below-snapshot-not-skipped': [
    {
      file: 'raft/state.ts',
      find: '(slot) => slot.index > s.snapshot.index && termAt(s, slot.index) !== slot.term,',
      replace: '(slot) => termAt(s, slot.index) !== slot.term,',
    },
  ],
  'append-below-snapshot-cuts': [
    {
      file: 'raft/raft.ts',
      find: 'if (storeSlots(s, args.slots)) this.persist()',
      replace: `if (args.anchorIndex < s.snapshot.index) {
      s.log = args.slots.filter((slot) => slot.index > s.snapshot.index)
      this.persist()
    } else if (storeSlots(s, args.slots)) this.persist()`,
    },
  ],
  'install-saves-old-snapshot': [
    {
      file: 'raft/raft.ts',
      find: INSTALLED,
      replace: `replacePrefix(s, args.index, args.indexTerm, s.snapshot.bytes)
      this.persist()
      s.snapshot.bytes = args.bytes`,
    },
  ],
  // It delivers no snapshot of what is applied, whatever it installs. This one delivers all it
  // installs.
  'applied-snapshot-delivered': [
    {
      file: 'raft/raft.ts',
      find: 'private dead = false',
      replace: 'private dead = false\n  private isSnapshotDue = false',
    },
    {
      file: 'raft/raft.ts',
      find: IS_NEWS,
      replace: `if (args.index > s.snapshot.index) {
      this.isSnapshotDue = true
      s.commit = Math.max(s.commit, args.index)`,
    },
    {
      file: 'raft/raft.ts',
      find: IS_DUE,
      replace: `if (this.isSnapshotDue || s.delivered < s.snapshot.index) {
      this.isSnapshotDue = false`,
    },
  ],
  'install-drops-acknowledged-tail': [
    {
      file: 'raft/raft.ts',
      find: INSTALLED,
      replace: `s.log = []\n      ${INSTALLED}`,
    },
  ],
  'snapshot-term-of-last-entry': [
    {
      file: 'raft/raft.ts',
      find: TAKEN,
      replace: `const tailTerm = termAt(s, tail(s))
    replacePrefix(s, index, termAt(s, index), bytes)
    s.snapshot.term = tailTerm
    this.persist()`,
    },
  ],
  'snapshot-saved-before-log': [
    {
      file: 'raft/raft.ts',
      find: TAKEN,
      replace: `replacePrefix(s, index, termAt(s, index), bytes)
    this.persister.save(this.persister.readRaftState(), bytes)
    setTimeout(() => this.persist(), 0)`,
    },
    {
      file: 'raft/raft.ts',
      find: INSTALLED,
      replace: `replacePrefix(s, args.index, args.indexTerm, args.bytes)
      this.persister.save(this.persister.readRaftState(), args.bytes)
      setTimeout(() => this.persist(), 0)`,
    },
  ],
  'match-index-of-newer-snapshot': [
    {
      file: 'raft/raft.ts',
      find: 'this.noteMatch(peer, index)\n',
      replace: 'this.noteMatch(peer, this.state.snapshot.index)\n',
    },
  ],
  // A slot says its index itself. This one numbers those that come from the very start.
  'append-at-start-taken-behind-snapshot': [
    {
      file: 'raft/raft.ts',
      find: 'if (storeSlots(s, args.slots)) this.persist()',
      replace: `const first = s.snapshot.index + 1
    const numbered = args.slots.map((slot, at) => ({ ...slot, index: first + at }))
    const slots = args.anchorIndex === 0 ? numbered : args.slots
    if (storeSlots(s, slots)) this.persist()`,
    },
  ],
}
