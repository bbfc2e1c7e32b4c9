/**
 * Tells when a source file below some folders is saved. It looks at what is there, because how
 * editors save differs (in place, or by a new file in the place of the old one): the system's
 * watches say when to look, and where there are none or they are lost, a look now and then does.
 */
import { type FSWatcher, lstatSync, readdirSync, watch } from 'node:fs'
import { join } from 'node:path'

/** Ours: one save is often several changes in a row. */
const SETTLE_MS = 40
/** Ours: where the system says nothing, as in some containers and on network drives. */
const LOOK_EVERY_MS = 1_000
const SOURCE = /\.(m?[jt]s|json|go|mod)$/
/** Folders that hold no student's code; those with a dot in front neither. */
const FOREIGN = new Set(['node_modules', 'dist'])

/** What tells one state of a file from another, by path. */
export type Stamps = ReadonlyMap<string, string>

/** The source files below the folders, and the folders themselves. */
export function lookAt(roots: readonly string[]): { files: Stamps; folders: readonly string[] } {
  const files = new Map<string, string>()
  const folders: string[] = []
  const visit = (folder: string): void => {
    folders.push(folder)
    for (const entry of entriesOf(folder)) {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) {
        if (!FOREIGN.has(entry.name) && !entry.name.startsWith('.')) visit(path)
      } else if (SOURCE.test(entry.name)) {
        const found = lstatSync(path, { throwIfNoEntry: false })
        if (found !== undefined) files.set(path, `${found.mtimeMs} ${found.size} ${found.ino}`)
      }
    }
  }
  for (const root of new Set(roots)) visit(root)
  return { files, folders }
}

/** A folder may be gone by the time it is read. */
function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    return []
  }
}

/** Files that are new, other or gone, in the order of their names. */
export function changedFiles(before: Stamps, after: Stamps): readonly string[] {
  const paths = new Set([...before.keys(), ...after.keys()])
  return [...paths].filter((path) => before.get(path) !== after.get(path)).sort()
}

export class Saves {
  readonly #roots: readonly string[]
  readonly #onSaved: (files: readonly string[]) => void
  readonly #watchers = new Map<string, FSWatcher>()
  readonly #looking: NodeJS.Timeout
  #settling: NodeJS.Timeout | undefined
  #files: Stamps = new Map()

  /** `onSaved` gets the files that changed since it was last called, at least one. */
  constructor(roots: readonly string[], onSaved: (files: readonly string[]) => void) {
    this.#roots = roots
    this.#onSaved = onSaved
    const { files, folders } = lookAt(roots)
    this.#files = files
    this.#follow(folders)
    this.#looking = setInterval(() => this.#look(), LOOK_EVERY_MS)
  }

  close(): void {
    clearInterval(this.#looking)
    clearTimeout(this.#settling)
    for (const watcher of this.#watchers.values()) watcher.close()
    this.#watchers.clear()
  }

  #look(): void {
    clearTimeout(this.#settling)
    const { files, folders } = lookAt(this.#roots)
    this.#follow(folders)
    const changed = changedFiles(this.#files, files)
    this.#files = files
    if (changed.length > 0) this.#onSaved(changed)
  }

  /** A watch on each folder, and on no other: one on all of them loses files on some systems. */
  #follow(folders: readonly string[]): void {
    for (const [folder, watcher] of this.#watchers) {
      if (folders.includes(folder)) continue
      watcher.close()
      this.#watchers.delete(folder)
    }
    for (const folder of folders) {
      if (!this.#watchers.has(folder)) this.#watch(folder)
    }
  }

  #watch(folder: string): void {
    try {
      const watcher = watch(folder, () => {
        clearTimeout(this.#settling)
        this.#settling = setTimeout(() => this.#look(), SETTLE_MS)
      })
      watcher.on('error', () => watcher.close())
      this.#watchers.set(folder, watcher)
    } catch {
      // The system has no more of them: looking now and then has to do.
    }
  }
}
