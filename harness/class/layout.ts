/**
 * Looks for the labs of a submission that has none where they belong, to say where they are: one
 * folder too deep, or without their own folder. It follows no links and reads no files.
 */
import { type Dirent, existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

const DEPTH_MAX = 3
/** Ours: a folder with more was not made by hand for a lab. */
const FOLDERS_MAX = 500

/** Why a submission without any of these labs is not laid out like labs/; undefined if it is. */
export function describeLayout(folder: string, labs: readonly string[]): string | undefined {
  if (labs.some((lab) => existsSync(join(folder, lab)))) return undefined
  const [lab = 'raft'] = labs
  const entries = entriesOf(folder)
  if (entries.length === 0) return 'its folder is empty'
  const isHere = entries.some((entry) => entry.isFile() && entry.name === `${lab}.ts`)
  if (isHere) return `${lab}.ts lies in the folder itself; it belongs into a folder ${lab}/ in it`
  const deeper = findLab(folder, labs)
  if (deeper === undefined) {
    return `there is no ${lab}/ in its folder; a submission is a folder laid out like labs/`
  }
  return `${lab}/ lies too deep: what is in ${deeper}/ belongs into the submission's folder itself`
}

/** The folder nearest to the top that has one of the labs, as a path in the submission. */
function findLab(folder: string, labs: readonly string[]): string | undefined {
  let level = ['']
  let left = FOLDERS_MAX
  for (let depth = 0; depth < DEPTH_MAX; depth++) {
    const below = level.flatMap((path) =>
      foldersIn(join(folder, path)).map((name) => (path === '' ? name : `${path}/${name}`)),
    )
    left -= below.length
    if (left < 0) return undefined
    const found = below.find((path) => {
      const names = foldersIn(join(folder, path))
      return labs.some((lab) => names.includes(lab))
    })
    if (found !== undefined) return found
    level = below
  }
  return undefined
}

function foldersIn(folder: string): readonly string[] {
  const folders = entriesOf(folder).filter((entry) => entry.isDirectory())
  return folders
    .map(({ name }) => name)
    .filter((name) => name !== 'node_modules' && !name.startsWith('.'))
    .sort()
}

function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    return []
  }
}
