/** The kinds of part 2D on the eager Raft. */
import type { Patch, Realisation } from '../../entry.ts'

const DUE_FIELD: Patch = {
  file: 'raft/raft.ts',
  find: '#applying = false\n  /** Ends when',
  replace: `#applying = false
  /** The leader has sent a snapshot that the service does not know yet. */
  #snapshotDue = false
  /** Ends when`,
}

const INSTALL = 'if (this.#hearLeader(args.term) && args.index > this.#commitIndex) {'
const COMMIT_INSTALLED: Patch = {
  file: 'raft/raft.ts',
  find: 'this.#commitTo(args.index)',
  replace: `this.#snapshotDue = true
        this.#commitTo(args.index)`,
}

/**
 * The eager server hands over its snapshot whenever less than that is applied, however that came.
 * With these a mark says that there is one to hand over, as many do, which is just as right.
 */
const SNAPSHOT_IS_MARKED: readonly Patch[] = [
  DUE_FIELD,
  COMMIT_INSTALLED,
  {
    file: 'raft/raft.ts',
    find: `if (this.#killed || this.#lastApplied >= this.#commitIndex) return undefined
    if (this.#lastApplied < this.#log.base) {`,
    replace: `if (this.#killed) return undefined
    if (!this.#snapshotDue && this.#lastApplied >= this.#commitIndex) return undefined
    if (this.#snapshotDue) {
      this.#snapshotDue = false`,
  },
]

/** What a leader sends leaves nothing behind it; what the service gives leaves what follows it. */
const DROPS_TAIL: readonly Patch[] = [
  {
    file: 'raft/log.ts',
    find: 'index: number, term: number, snapshot: Uint8Array): void {',
    replace: 'index: number, term: number, snapshot: Uint8Array, keepsTail = true): void {',
  },
  {
    file: 'raft/log.ts',
    find: 'const kept = this.termAt(index) === term ?',
    replace: 'const kept = keepsTail && this.termAt(index) === term ?',
  },
  {
    file: 'raft/raft.ts',
    find: 'this.#log.compact(args.index, args.indexTerm, args.snapshot)',
    replace: 'this.#log.compact(args.index, args.indexTerm, args.snapshot, false)',
  },
]

const SAVE = `save(persister: Persister, term: number, votedFor: number): void {
    this.#records.save(persister, [term, votedFor, this.#base, this.#baseTerm], this.#snapshot)`
const TAKE_SNAPSHOT = `this.#log.compact(index, this.#log.termAt(index) ?? 0, snapshot)
    this.#persist()`
const TAKE_INSTALLED = `this.#log.compact(args.index, args.indexTerm, args.snapshot)
        this.#persist()`

export const snapshots: Record<string, Realisation> = {
  'snapshot-erased-by-save': [
    {
      file: 'raft/log.ts',
      find: SAVE,
      replace: SAVE.replace('number): void', 'number, snapshot: Uint8Array): void').replace(
        'this.#snapshot)',
        'snapshot)',
      ),
    },
    {
      file: 'raft/raft.ts',
      find: `#persist(): void {
    this.#log.save(this.#persister, this.#term, this.#votedFor)`,
      replace: `#persist(snapshot: Uint8Array = new Uint8Array()): void {
    this.#log.save(this.#persister, this.#term, this.#votedFor, snapshot)`,
    },
    {
      file: 'raft/raft.ts',
      find: TAKE_SNAPSHOT,
      replace: TAKE_SNAPSHOT.replace('persist()', 'persist(snapshot)'),
    },
    {
      file: 'raft/raft.ts',
      find: TAKE_INSTALLED,
      replace: TAKE_INSTALLED.replace('persist()', 'persist(args.snapshot)'),
    },
  ],
  'old-snapshot-installed': [
    { file: 'raft/raft.ts', find: INSTALL, replace: 'if (this.#hearLeader(args.term)) {' },
  ],
  'last-applied-not-advanced': [
    ...SNAPSHOT_IS_MARKED,
    { file: 'raft/raft.ts', find: 'this.#lastApplied = snapshotIndex', replace: '' },
  ],
  'off-by-one-after-snapshot': [
    {
      file: 'raft/log.ts',
      find: 'this.termAt(index) === term ? this.from(index + 1) : []',
      replace: 'this.termAt(index) === term ? this.from(index) : []',
    },
  ],
  'snapshot-term-lost': [
    { file: 'raft/log.ts', find: 'this.#baseTerm = term', replace: 'this.#baseTerm = 0' },
  ],
  'snapshot-term-not-restored': [
    {
      file: 'raft/raft.ts',
      find: 'new Log(base, baseTerm, entries, persister.readSnapshot())',
      replace: 'new Log(base, 0, entries, persister.readSnapshot())',
    },
  ],
  // It ignores a snapshot of what is committed here. This one takes any that is not older than its
  // own, which is correct as long as the entries behind it stay.
  'install-drops-matching-tail': [
    {
      file: 'raft/raft.ts',
      find: INSTALL,
      replace: 'if (this.#hearLeader(args.term) && args.index >= this.#log.base) {',
    },
    ...DROPS_TAIL,
  ],
  'replays-from-index-one': [
    ...SNAPSHOT_IS_MARKED,
    { file: 'raft/raft.ts', find: 'this.#lastApplied = base\n', replace: '' },
    { file: 'raft/raft.ts', find: '#lastApplied: number', replace: '#lastApplied = 0' },
  ],
  'snapshot-index-unchecked': [
    {
      file: 'raft/raft.ts',
      find: 'if (this.#killed || index > this.#lastApplied || index <= this.#log.base) return',
      replace: 'if (this.#killed) return',
    },
  ],
  'entries-below-snapshot-not-skipped': [
    {
      file: 'raft/log.ts',
      find: 'let index = Math.max(prev, this.#base) + 1',
      replace: 'let index = prev + 1',
    },
    {
      file: 'raft/log.ts',
      find: 'const kept = index - this.#base - 1',
      replace: 'const kept = Math.max(0, index - this.#base - 1)',
    },
  ],
  'append-below-snapshot-cuts': [
    {
      file: 'raft/log.ts',
      find: 'while (index <= prev + entries.length) {',
      replace: 'while (prev >= this.#base && index <= prev + entries.length) {',
    },
    {
      file: 'raft/log.ts',
      find: 'if (added.length === 0) return false',
      replace: 'if (added.length === 0 && prev >= this.#base) return false',
    },
  ],
  'install-saves-old-snapshot': [
    {
      file: 'raft/log.ts',
      find: SAVE,
      replace: SAVE.replace('this.#snapshot)', 'snapshot)').replace(
        'number): void',
        'number, snapshot = this.#snapshot): void',
      ),
    },
    {
      file: 'raft/raft.ts',
      find: TAKE_INSTALLED,
      replace: `const before = this.#log.snapshot
        this.#log.compact(args.index, args.indexTerm, args.snapshot)
        this.#log.save(this.#persister, this.#term, this.#votedFor, before)`,
    },
  ],
  'applied-snapshot-delivered': [
    ...SNAPSHOT_IS_MARKED,
    {
      file: 'raft/raft.ts',
      find: INSTALL,
      replace: 'if (this.#hearLeader(args.term) && args.index > this.#log.base) {',
    },
  ],
  'install-drops-acknowledged-tail': DROPS_TAIL,
  // The entries behind the snapshot stay, whatever term it is given.
  'snapshot-term-of-last-entry': [
    {
      file: 'raft/log.ts',
      find: 'index: number, term: number, snapshot: Uint8Array): void {',
      replace: 'index: number, term: number, snapshot: Uint8Array, baseTerm = term): void {',
    },
    { file: 'raft/log.ts', find: 'this.#baseTerm = term', replace: 'this.#baseTerm = baseTerm' },
    {
      file: 'raft/raft.ts',
      find: 'this.#log.compact(index, this.#log.termAt(index) ?? 0, snapshot)',
      replace:
        'this.#log.compact(index, this.#log.termAt(index) ?? 0, snapshot, this.#log.lastTerm)',
    },
  ],
  'snapshot-saved-before-log': [
    {
      file: 'raft/raft.ts',
      find: TAKE_SNAPSHOT,
      replace: TAKE_SNAPSHOT.replace(
        'this.#persist()',
        `this.#persister.save(this.#persister.readRaftState(), snapshot)
    setTimeout(() => this.#persist(), 0)`,
      ),
    },
    {
      file: 'raft/raft.ts',
      find: TAKE_INSTALLED,
      replace: TAKE_INSTALLED.replace(
        'this.#persist()',
        `this.#persister.save(this.#persister.readRaftState(), args.snapshot)
        setTimeout(() => this.#persist(), 0)`,
      ),
    },
  ],
  'match-index-of-newer-snapshot': [
    {
      file: 'raft/raft.ts',
      find: 'follower.noteMatch(index)',
      replace: 'follower.noteMatch(this.#log.base)',
    },
  ],
  'append-at-start-taken-behind-snapshot': [
    {
      file: 'raft/log.ts',
      find: 'merge(prev: number, entries: Entry[]): boolean {',
      replace: `merge(start: number, entries: Entry[]): boolean {
    const prev = start === 0 ? this.#base : start`,
    },
  ],
}
