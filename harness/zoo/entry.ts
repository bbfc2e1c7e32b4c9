/**
 * A wrong solution: a right one with a few lines changed, and the tests that must notice. What is
 * wrong is a kind of fault; it is realised on each of several right solutions of different style.
 */

import { HarnessError } from '../tester/failure.ts'

/** One change of one file; `find` occurs there exactly once. */
export interface Patch {
  /** Path in the submission: `raft/leader.ts`. */
  readonly file: string
  readonly find: string
  readonly replace: string
}

/** What makes a right solution wrong; or, in words, why it cannot be wrong in this way. */
export type Realisation = readonly Patch[] | string

export interface Kind {
  /** kebab-case */
  readonly id: string
  /** What the student got wrong, in one sentence. */
  readonly title: string
  /** The part that must catch it under every seed: `2A`. */
  readonly part: string
  /** Tests expected to catch it on the reference; they run first. */
  readonly tests: readonly string[]
  /** It does no harm: its tests pass, and warn. */
  readonly isWarned?: boolean
}

export interface ZooEntry extends Kind {
  /** Folder of the right solution that the patches fit. */
  readonly base: string
  readonly patches: readonly Patch[]
}

/** A kind with its realisation on the reference. */
export interface ReferenceKind extends Kind {
  readonly patches: Realisation
}

/** A right solution of its own style, and each kind of fault on it by id. */
export interface Base {
  readonly folder: string
  readonly kinds: Readonly<Record<string, Realisation>>
  /** By test: why what it is about does not come about here under every seed. */
  readonly scenes?: Readonly<Record<string, string>>
}

/** The reference as a base like any other. */
export function referenceBase(kinds: readonly ReferenceKind[]): Base {
  return {
    folder: 'solutions',
    kinds: Object.fromEntries(kinds.map(({ id, patches }) => [id, patches])),
  }
}

/** Every kind on every base on which it can exist, in the order of the kinds. */
export function entriesOn(kinds: readonly Kind[], bases: readonly Base[]): readonly ZooEntry[] {
  return kinds.flatMap((kind) =>
    bases.flatMap(({ folder, kinds }) => entryOn(kind, kinds[kind.id], folder)),
  )
}

function entryOn(
  { id, title, part, tests, isWarned = false }: Kind,
  realisation: Realisation | undefined,
  base: string,
): readonly ZooEntry[] {
  if (realisation === undefined || typeof realisation === 'string') return []
  return [{ id, title, part, tests, isWarned, base, patches: realisation }]
}

/** How output names a base, by its folder: `eager`; `solutions` is the reference. */
export function baseName(folder: string): string {
  return folder === 'solutions' ? 'reference' : folder.slice(folder.lastIndexOf('/') + 1)
}

/** Each patch must have found what it replaces exactly once; undefined: its file is not there. */
export function checkUses(entry: ZooEntry, uses: ReadonlyMap<Patch, number>): void {
  entry.patches.forEach((patch, at) => {
    const count = uses.get(patch)
    if (count === 1) return
    const why =
      count === undefined
        ? 'the submission has no such file'
        : `what it replaces occurs ${count} times there, not once`
    throw new HarnessError(`zoo entry ${entry.id}, patch ${at + 1} (${patch.file}): ${why}`)
  })
}
