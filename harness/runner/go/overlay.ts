/**
 * What is laid over a Go checkout for `go build -overlay`: our packages in place of the course's,
 * and away with its testers. The checkout itself is not touched.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { GoFolder } from './find-go.ts'
import { goFiles, withoutComments } from './sources.ts'
import { changeFiles } from './student-files.ts'

/** The name our own sources give the module. */
const OUR_MODULE = '6.5840'

/** What a lab's program is linked from. */
export interface GoLab {
  /** Folders of the checkout with the lab's packages, its own first, Raft's last. */
  readonly folders: readonly string[]
  /** Ours: by the name of each file in the program's folder, where it is in harness/go/programs. */
  readonly program: Readonly<Record<string, string>>
}

/** A Raft is watched by having its Make called by ours, which takes its name. */
const MAKE = /^func Make\(/m
const WATCHED_MAKE = 'func watchedMake('

/** Files of the course that test a lab; they would take the world for theirs. */
const TESTS = [
  /\btesting\b"|\blabrpc\.MakeNetwork\b/,
  // Since 2025, in raft1 beside what a student may call of tester1.
  /\*Test\b|\btester\.(?:IService|Config|MakeConfig|Tgid|GRP\w*|AnnotateChecker\w*)\b/,
  // Since 2026, where testers and servers are processes and call each other.
  /\btester\.(?:DaemonClnt|TesterClnt)\b/,
]

/**
 * Writes our sources into a folder, and answers the overlay: from the path in the checkout to the
 * file that takes its place, '' for none.
 */
export function makeOverlay(
  { root, module, edition }: GoFolder,
  { folders, program }: GoLab,
  { sources, into, below }: { sources: string; into: string; below?: GoFolder | undefined },
): Record<string, string> {
  const replace: Record<string, string> = {}
  const write = (path: string, text: string): void => {
    const file = join(into, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
    replace[join(root, path)] = file
  }
  const lay = (path: string, source: string, from = OUR_MODULE, home = sources): void => {
    const text = readFileSync(join(home, source), 'utf8')
    write(path, text.replaceAll(`"${from}/`, `"${module}/`))
  }
  for (const folder of ['labrpc', 'labgob', 'labworld']) {
    for (const file of goFiles(join(root, folder))) replace[join(root, folder, file)] = ''
    for (const file of goFiles(join(sources, folder))) {
      lay(join(folder, file), join(folder, file))
    }
  }
  for (const folder of folders.slice(1)) {
    if (below === undefined) break
    for (const file of goFiles(join(root, folder))) replace[join(root, folder, file)] = ''
    for (const file of goFiles(join(below.root, folder))) {
      lay(join(folder, file), join(folder, file), below.module, below.root)
    }
  }
  for (const [place, folder] of folders.entries()) {
    const home = place === 0 ? root : (below?.root ?? root)
    for (const file of goFiles(join(home, folder))) {
      const path = join(root, folder, file)
      const text = readFileSync(replace[path] || path, 'utf8')
      const code = withoutComments(text)
      if (TESTS.some((test) => test.test(code))) replace[path] = ''
      else if (folder === RAFT && folders.length > 1 && MAKE.test(text)) {
        write(join(folder, file), text.replace(MAKE, WATCHED_MAKE))
      }
    }
  }
  if (edition.persister === 'tester1') {
    for (const file of goFiles(join(root, 'tester1'))) replace[join(root, 'tester1', file)] = ''
    lay(join('tester1', 'annotate.go'), join('annotate', 'annotate.go'))
  }
  const ofPersister = readFileSync(join(sources, 'persister', 'persister.go'), 'utf8')
  write(
    join(edition.persister, 'persister.go'),
    ofPersister
      .replace(PACKAGE, edition.persister === 'tester1' ? 'package tester' : 'package raft')
      .replaceAll(`"${OUR_MODULE}/`, `"${module}/`),
  )
  if (folders.length > 1) lay(join(RAFT, 'watched_make.go'), join('watch', 'make.go'))
  for (const [file, source] of Object.entries(program)) {
    lay(join(PROGRAM, file), join('programs', source))
  }
  const ourGob = `${module}/${GOB}`
  const changed = changeFiles({ root, module }, folders, replace, ourGob)
  for (const [path, text] of changed) write(path, text)
  const usesGob = [...changed.values()].some((text) => text.includes(`"${ourGob}"`))
  if (usesGob) lay(join(GOB, 'gob.go'), join('gob', 'gob.go'))
  return replace
}

const RAFT = 'raft'
/** What a student's own import of encoding/gob gets. */
const GOB = 'labworld/gob'
const PACKAGE = /^package \w+/m

/** In a folder of our own, so that no package of the checkout is in the way. */
export const PROGRAM = join('labworld', 'program')
