/**
 * What is laid over a Go checkout for `go build -overlay`: our packages in place of the course's,
 * and away with its testers. The checkout itself is not touched.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { GoFolder } from './find-go.ts'

/** The name our own sources give the module. */
const OUR_MODULE = '6.5840'

/** What a lab's program is linked from: packages of the checkout, by where they may lie. */
export interface GoLab {
  /** Folder of the checkout with the lab's package. */
  readonly folder: string
  /** Ours: the program in harness/go/programs. */
  readonly program: string
}

/** Files of the course that test a lab; they would take the world for theirs. */
const TESTS = /\btesting\b"|\blabrpc\.MakeNetwork\b/

/**
 * Writes our sources into a folder, and answers the overlay: from the path in the checkout to the
 * file that takes its place, '' for none.
 */
export function makeOverlay(
  { root, module }: GoFolder,
  lab: GoLab,
  sources: string,
  into: string,
): Record<string, string> {
  const replace: Record<string, string> = {}
  const lay = (path: string, source: string): void => {
    const file = join(into, path)
    mkdirSync(dirname(file), { recursive: true })
    const text = readFileSync(join(sources, source), 'utf8')
    writeFileSync(file, text.replaceAll(`"${OUR_MODULE}/`, `"${module}/`))
    replace[join(root, path)] = file
  }
  for (const folder of ['labrpc', 'labgob', 'labworld']) {
    for (const file of goFiles(join(root, folder))) replace[join(root, folder, file)] = ''
    for (const file of goFiles(join(sources, folder))) {
      lay(join(folder, file), join(folder, file))
    }
  }
  for (const file of goFiles(join(root, lab.folder))) {
    const path = join(root, lab.folder, file)
    if (TESTS.test(readFileSync(path, 'utf8'))) replace[path] = ''
  }
  lay(join('raft', 'persister.go'), join('persister', 'persister.go'))
  lay(programFile(lab), join('programs', lab.program, 'main.go'))
  return replace
}

/** In a folder of our own, so that no package of the checkout is in the way. */
export function programFile({ program }: GoLab): string {
  return join('labworld', program, 'main.go')
}

/** Sources of one package, without its tests. */
function goFiles(folder: string): readonly string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((name) => name.endsWith('.go') && !name.endsWith('_test.go'))
    .sort()
}
