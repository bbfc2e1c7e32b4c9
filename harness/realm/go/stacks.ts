/**
 * Reads what a Go program says when it dies: the words, and of the goroutine that was running the
 * student's own lines: `raft/raft.go:41 (in (*Raft).ticker)`.
 */
import type { GoFunctions } from '../build.ts'
import type { StackReader, StudentError } from '../student-stack.ts'

const FRAMES_MAX = 6
/** A line of a goroutine: tab, file, line, place in the code. */
const PLACE = /^\s+(\S.*\.go):(\d+)(?: \+0x[0-9a-f]+)?$/
const GOROUTINE = /^goroutine \d+ .*:$/
/** A line of a stack as V8 gives it: `    at 6.5840_raft.__Raft_.ticker (wasm...)`. */
const OF_V8 = /^\s+at \$?(\S+)(?: \(|$)/
const CLOSURE = /\.func\d+(?:\.\d+)*$/
/** Packages of ours that lie in the student's module. */
const OURS = /^(labgob|labrpc|labworld|programs)\/|^raft\/(persister|watched_make)\.go/

export class GoStacks implements StackReader {
  readonly #module: string

  readonly #functions: GoFunctions

  /** `module` is the path of the student's module: `6.5840`. */
  constructor(module: string, functions: GoFunctions) {
    this.#module = module
    this.#functions = functions
  }

  read(description: string): StudentError {
    const lines = description.split('\n')
    const firstOfV8 = lines.findIndex((line) => OF_V8.test(line))
    if (firstOfV8 >= 0) {
      const title = lines.slice(0, firstOfV8).join('\n').trim()
      return { title, frames: this.#framesOfV8(lines.slice(firstOfV8)) }
    }
    const first = lines.findIndex((line) => GOROUTINE.test(line))
    const title = (first < 0 ? lines : lines.slice(0, first)).filter((line) => line.trim() !== '')
    return { title: title.join('\n').trim(), frames: first < 0 ? [] : this.#frames(lines, first) }
  }

  /** `raft/raft.go:88`; undefined where several have that name. */
  handlerAt(svcMeth: string): string | undefined {
    const [service, method] = svcMeth.split('.')
    const end = `.__${service}_.${method}`
    const [place, ...others] = Object.entries(this.#functions).flatMap(([name, place]) => {
      return name.endsWith(end) ? [place] : []
    })
    return others.length > 0 ? undefined : place?.replace(/ \(in .*$/, '')
  }

  /** Where a function begins is all that is known of it. */
  #framesOfV8(lines: readonly string[]): string[] {
    const names = lines.map((line) => OF_V8.exec(line)?.[1]?.replace(CLOSURE, ''))
    const places = names.map((name) => this.#functions[name ?? ''])
    return places.filter((place) => place !== undefined).slice(0, FRAMES_MAX)
  }

  /** Of the first goroutine that has any: it is the one that was running. */
  #frames(lines: readonly string[], first: number): string[] {
    const frames: string[] = []
    for (let at = first + 1; at < lines.length; at++) {
      if (GOROUTINE.test(lines[at] as string)) break
      const match = PLACE.exec(lines[at] as string)
      const file = match === null ? undefined : this.#ownFile(match[1] as string)
      if (file === undefined) continue
      frames.push(`${file}:${match?.[2]} (in ${functionName(lines[at - 1] as string)})`)
      if (frames.length === FRAMES_MAX) break
    }
    return frames
  }

  #ownFile(path: string): string | undefined {
    const prefix = `${this.#module}/`
    if (!path.startsWith(prefix)) return undefined
    const file = path.slice(prefix.length)
    return OURS.test(file) ? undefined : file
  }
}

/** `6.5840/raft.(*Raft).ticker(0xc00012)` or `created by 6.5840/raft.Make`, without the rest. */
function functionName(line: string): string {
  return line
    .replace(/^created by /, '')
    .replace(/ in goroutine \d+$/, '')
    .replace(/\([^()]*\)$/, '')
    .replace(/^.*\//, '')
    .replace(/^[^.]*\./, '')
    .replace(/^watchedMake$/, 'Make')
}
