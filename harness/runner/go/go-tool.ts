/** The Go of this machine, asked with nothing of the user's settings. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { BundleError } from '../../realm/bundle.ts'

export interface GoTool {
  /** `1.19.8` */
  readonly version: string
  /** The script that belongs to its programs. */
  readonly script: string
  /** What the linker is told. */
  readonly ldflags: string
  /** Build tags of our own sources: how a program can be woken in this Go's runtime. */
  readonly tags: readonly string[]
}

const NO_GO =
  "this is a submission in Go, and there is no Go on this machine: 'apt-get install golang-go' " +
  "or 'brew install go' gives it, or https://go.dev/dl"

/** Ours: a first build compiles the standard library, which takes its time on a busy machine. */
const BUILD_MS_MAX = 600_000

/** What decides what is built; none of it may come from the user's own settings. */
const SETTINGS = {
  GOOS: 'js',
  GOARCH: 'wasm',
  GOWASM: 'satconv,signext',
  GO111MODULE: 'on',
  GOENV: 'off',
  GOFLAGS: '',
  GOEXPERIMENT: '',
  GOWORK: 'off',
  GOPROXY: 'off',
  GOTOOLCHAIN: 'local',
  CGO_ENABLED: '0',
  GODEBUG: '',
}

let known: Promise<GoTool> | undefined

/** Throws a BundleError that says what gives it, where there is none. */
export function findGoTool(): Promise<GoTool> {
  known ??= askGoTool()
  return known
}

async function askGoTool(): Promise<GoTool> {
  const { stdout, failed } = await go(['env', 'GOVERSION', 'GOROOT'], '.')
  const [asked = '', root = ''] = stdout.split('\n')
  if (failed || !asked.startsWith('go')) throw new BundleError(NO_GO)
  const script = ['lib/wasm', 'misc/wasm']
    .map((folder) => join(root, folder, 'wasm_exec.js'))
    .find(existsSync)
  if (script === undefined) {
    const what = `the Go in ${root} has no wasm_exec.js, which it needs here`
    throw new BundleError(`${what}: it is in the package golang-X.Y-src or golang-X.Y-misc`)
  }
  const version = asked.slice('go'.length)
  return { version, script, ...bellOf(version, root) }
}

/**
 * How the runtime asks for events differs between versions, and its own source says how: by it the
 * build tag is chosen of the file in harness/go/labworld that fits. Since 1.23 the linker lets a
 * package take such a variable only when it is told to.
 */
export function bellOf(version: string, root: string): Pick<GoTool, 'ldflags' | 'tags'> {
  const file = join(root, 'src/runtime/lock_js.go')
  const [asked, answer] = existsSync(file)
    ? (EVENT_HANDLER.exec(readFileSync(file, 'utf8')) ?? [])
    : []
  if (asked === undefined) return { ldflags: '-w', tags: [] }
  const minor = Number(/^1\.(\d+)/.exec(version)?.[1] ?? 0)
  const ldflags = minor < CHECKED_SINCE ? '-w' : '-w -checklinkname=0'
  return { ldflags, tags: [answer === undefined ? 'bell' : 'bell_bool'] }
}

const EVENT_HANDLER = /^var eventHandler func\(\)( bool)?$/m
const CHECKED_SINCE = 23

/** Runs the tool in a folder. */
export async function go(
  words: readonly string[],
  cwd: string,
): Promise<{ readonly stdout: string; readonly stderr: string; readonly failed: boolean }> {
  const { stdout, stderr, failed, timedOut } = await execa('go', words, {
    cwd,
    env: SETTINGS,
    reject: false,
    stdin: 'ignore',
    timeout: BUILD_MS_MAX,
    stripFinalNewline: true,
  })
  if (timedOut)
    throw new BundleError(`it cannot be built: go did not end in ${BUILD_MS_MAX / 1e3} s`)
  return { stdout: String(stdout ?? ''), stderr: String(stderr ?? ''), failed }
}
