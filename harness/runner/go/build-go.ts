/**
 * Builds a lab of a Go checkout into one WebAssembly program, once for each content. What does not
 * build becomes a BundleError with the words of `go`.
 */
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { GoBundle } from '../../realm/build.ts'
import { BundleError, hashTexts } from '../../realm/bundle.ts'
import { cacheFolder, isKept } from './build-cache.ts'
import { findGo, type GoFolder, isLater } from './find-go.ts'
import { findFunctions } from './functions.ts'
import { importedBy, lightenGoMod } from './go-mod.ts'
import { findGoTool, go } from './go-tool.ts'
import { type GoLab, makeOverlay, PROGRAM } from './overlay.ts'
import { persisterNote } from './own-persister.ts'

/** Our own Go sources, also for a file that is run from its source. */
const SOURCES = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? '../../go' : '../harness/go', import.meta.url),
)

const LABS: Readonly<Record<string, GoLab>> = {
  raft: { folders: ['raft'], program: { 'main.go': 'raft/main.go' } },
  kvraft: { folders: ['kvraft', 'raft'], program: { 'main.go': 'kvraft/main.go' } },
  shardctrler: {
    folders: ['shardctrler', 'raft'],
    program: { 'main.go': 'shardctrler/main.go', 'clerk.go': 'shardctrler/clerk.go' },
  },
  shardkv: {
    folders: ['shardkv', 'shardctrler', 'raft'],
    program: { 'main.go': 'shardkv/main.go', 'clerk.go': 'shardctrler/clerk.go' },
  },
}

/** Since 2025 Raft lies elsewhere, and the labs above it are others than these. */
const RAFT1: GoLab = { folders: ['raft1'], program: { 'main.go': 'raft1/main.go' } }

/** For now: a program of Go's is behind walls of its own, those of WebAssembly. */
export const ONLY_IN_REALMS =
  "a submission in Go cannot run with 'isolation=process' or 'audit=' yet: write 'isolation=realm' " +
  '(docs/go.md says what keeps it in)'

/** Ours: a checkout has some fifty files; what is more is not read. */
const FILES_MAX = 5_000

/** Of what decides about a program beside its sources; raised when our building changes. */
const BUILDING = 'go build -trimpath -tags labclerks'

/** `on` is the folder that the labs below are taken from, where that is another one. */
export async function buildGo(lab: string, folder: GoFolder, on?: string): Promise<GoBundle> {
  const tool = await findGoTool()
  const { goVersion, module, root, edition } = folder
  const known = labOf(lab, folder)
  const below = on === undefined ? undefined : findGo(on)
  if (on !== undefined && below === undefined) {
    throw new BundleError(`on=${on} is no Go checkout: what is below a lab in Go is in Go too`)
  }
  for (const [at, name] of known.folders.entries()) {
    checkFolder(at === 0 ? folder : (below ?? folder), name)
  }
  if (goVersion !== undefined && isLater(goVersion, tool.version)) {
    throw new BundleError(
      `go.mod asks for Go ${goVersion}, and the Go of this machine is ${tool.version}: install a newer one`,
    )
  }
  const sources = sourcesOf(root)
  const ours = sourcesOf(SOURCES)
  const beneath = below === undefined ? [] : textsOf(sourcesOf(below.root))
  checkImports(sources)
  const digest = hashTexts([
    BUILDING,
    tool.ldflags,
    ...tool.tags,
    tool.version,
    lab,
    ...textsOf(ours),
    ...textsOf(sources),
    ...beneath,
  ])
  const wasm = join(cacheFolder(), `${digest}.wasm`)
  if (!isKept(wasm)) await compile(folder, known, below, wasm)
  const functions = findFunctions(root, module, [...sources.keys()])
  const about = `Go ${tool.version}, labs of ${edition.name}`
  const note = noteOf(folder)
  return { language: 'go', wasm, script: tool.script, module, functions, about, note, digest }
}

function labOf(lab: string, { edition }: GoFolder): GoLab {
  const known = edition.raft === 'raft1' && lab === 'raft' ? RAFT1 : LABS[lab]
  if (known === undefined) throw new BundleError(`the lab ${lab} cannot be graded in Go`)
  if (edition.raft === 'raft1' && lab !== 'raft') {
    throw new BundleError(
      `these are the labs of ${edition.name}, of which only Raft is as it is here: 'npm run grade raft' ` +
        `grades it (${edition.parts})`,
    )
  }
  return known
}

/** `labs of 2024, since kvsrv/ is there: its 3A to 3D are 2A to 2D here` */
function noteOf({ root, edition }: GoFolder): string {
  const { name, told, parts } = edition
  const labs = `labs of ${name}, since ${told}${parts === '' ? '' : `: ${parts}`}`
  return [labs, persisterNote(root, edition)].filter((clause) => clause !== '').join('; ')
}

function checkFolder({ root }: GoFolder, folder: string): void {
  if (existsSync(join(root, folder))) return
  throw new BundleError(`${join(root, folder)} does not exist; a Go checkout of the labs has it`)
}

/** What reaches past the program into the script around it. */
const REACHES_OUT =
  /^\s*(?:import\s+)?(?:\w+\s+|[._]\s+)?"syscall\/js"|^\/\/go:linkname\s+\S+\s+syscall\/js\./m

function checkImports(sources: ReadonlyMap<string, string>): void {
  for (const [file, text] of sources) {
    if (!REACHES_OUT.test(text)) continue
    throw new BundleError(`${file} imports syscall/js; a server of the labs has no use for it`)
  }
}

async function compile(
  folder: GoFolder,
  lab: GoLab,
  below: GoFolder | undefined,
  wasm: string,
): Promise<void> {
  const { root, module } = folder
  const work = mkdtempSync(join(tmpdir(), 'labs-go-'))
  try {
    const overlay = join(work, 'overlay.json')
    const replace = makeOverlay(folder, lab, { sources: SOURCES, into: work, below })
    writeFileSync(overlay, JSON.stringify({ Replace: replace }))
    const built = join(work, 'lab.wasm')
    const lighter = existsSync(join(root, 'vendor'))
      ? undefined
      : lightenGoMod(
          readFileSync(join(root, 'go.mod'), 'utf8'),
          importedBy(folder, lab.folders, replace),
        )
    if (lighter !== undefined) writeFileSync(join(work, 'go.mod'), lighter)
    const modfile = lighter === undefined ? [] : ['-modfile', join(work, 'go.mod')]
    const tool = await findGoTool()
    // A Raft has no clerks. What it is linked with shows in its runs, in when garbage is collected.
    const clerks = lab.folders.length === 1 ? [] : ['labclerks']
    // A function beside harness/go/labworld/clerks.go has no body.
    const bodiless = clerks.map(() => `-gcflags=${module}/labworld=-complete=false`)
    const flags = [
      ...[...modfile, '-overlay', overlay, '-trimpath', `-ldflags=${tool.ldflags}`],
      ...['-tags', [...tool.tags, ...clerks].join(','), ...bodiless, '-o', built],
    ]
    const program = `${module}/${PROGRAM.replaceAll(sep, '/')}`
    const { failed, stderr } = await go(['build', ...flags, program], root)
    if (failed || !existsSync(built)) throw new BundleError(describeErrors(stderr, work, root))
    const beside = `${wasm}.${process.pid}.tmp`
    writeFileSync(beside, readFileSync(built))
    renameSync(beside, wasm)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

/** The lines of `go build` that say something. */
function describeErrors(stderr: string, work: string, root: string): string {
  const [, missing = undefined] = NOT_HERE.exec(stderr) ?? NOT_GOT.exec(stderr) ?? []
  if (missing !== undefined) {
    return (
      `go.mod needs ${missing}, which is not on this machine, and nothing is downloaded for a build: ` +
      `'go mod download' in ${root} gets it`
    )
  }
  const lines = stderr
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('# '))
    .map((line) => line.replaceAll(`${work}${sep}`, ''))
  return lines.slice(0, LINES_MAX).join('\n') || 'go build failed without a word'
}

const LINES_MAX = 12
/** Modules that would have to be fetched. */
const NOT_GOT = /^go: downloading (\S+ v\S+)$[\s\S]*module lookup disabled by GOPROXY=off/m
const NOT_HERE = /(\S+@\S+): (?:module lookup disabled by GOPROXY=off|missing go\.sum entry)/

function textsOf(sources: ReadonlyMap<string, string>): string[] {
  return [...sources].flat()
}

/** All Go sources in a folder: their texts by their paths in it. */
function sourcesOf(folder: string): ReadonlyMap<string, string> {
  const texts = new Map<string, string>()
  let left = FILES_MAX
  const visit = (path: string): void => {
    for (const entry of readdirSync(path, { withFileTypes: true }).sort(byName)) {
      const full = join(path, entry.name)
      if (entry.name.startsWith('.') || left-- <= 0) continue
      if (entry.isDirectory()) visit(full)
      else if (entry.isFile() && isSource(entry.name)) {
        texts.set(relative(folder, full), readFileSync(full, 'utf8'))
      }
    }
  }
  visit(folder)
  return texts
}

function isSource(name: string): boolean {
  return /\.(go|s|mod|sum)$/.test(name) && !name.endsWith('_test.go')
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : 1
}
