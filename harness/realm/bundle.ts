/**
 * Turns a submission folder into one script and a source map, in the parent process, without
 * running any of it. What cannot be built or imports what is not allowed becomes a {@link
 * BundleError} with words for the student. Errors are sought in two passes, because a syntax error
 * hides wrong imports.
 */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'
import { type BuildFailure, build, type Message, type Plugin, stop } from 'esbuild'
import { BUNDLE_FILE, ENTRY_FILE } from './bundle-file.ts'

/**
 * A submission in the form a realm loads: `code` is an expression, a function `(require, module)`.
 */
export interface Bundle {
  readonly code: string
  /** Source map, JSON. Its sources are paths relative to the submission folder. */
  readonly map: string
  /** SHA-256 of every file that was read, with its path in its submission. */
  readonly digest: string
}

/** What one lab needs from a submission: file and exported class. */
export interface Export {
  readonly file: string
  readonly name: string
  /** The name under which the realm finds it, where two files export the same one. */
  readonly as?: string
}

/** The submission does not build; `message` says why, in one or a few lines. */
export class BundleError extends Error {
  override readonly name = 'BundleError'
}

/** What esbuild says when its process has ended under a text. */
const BROUGHT_DOWN = /^The service (was stopped|is no longer running)/

/** Ours: far above what anybody writes by hand, and what is beyond is not read at all. */
const FILE_KB_MAX = 1_024

const NODE_ALTERNATIVES: Record<string, string> = {
  timers: "setTimeout is a global, and sleep() comes from '#lab'",
  crypto: "crypto is a global, and nrand() comes from '#lab'",
  perf_hooks: 'performance is a global',
  util: "structuredClone is a global, and debug() comes from '#lab'",
  events: 'EventTarget is a global',
  async_hooks: 'it has no place in a simulated world',
}

/**
 * Changes a source file's text on its way into the bundle; `file` is its path in the submission.
 */
export type Rewrite = (file: string, text: string) => string

/** Labs whose folder is taken from another submission: `{ raft: 'solutions' }`. */
export type Overlay = Readonly<Record<string, string>>

/**
 * Bundles the given exports of a folder, with the labs named in `overlay` from elsewhere. With
 * `rewrite` every file is changed in memory; nothing is written.
 */
export async function bundle(
  folder: string,
  exports: readonly Export[],
  overlay: Overlay = {},
  rewrite?: Rewrite,
): Promise<Bundle> {
  const root = homeOf(folder)
  const rootOf = (file: string): string => homeOf(overlay[file.split('/')[0] as string] ?? root)
  for (const { file } of exports) checkFileExists(rootOf(file), file)
  const read = new Map<string, string>()
  const entry = exports
    .map(({ file, name, as }) => {
      const path = JSON.stringify(join(rootOf(file), file))
      return `export { ${name}${as === undefined ? '' : ` as ${as}`} } from ${path}`
    })
    .join('\n')
  try {
    const result = await build({
      stdin: { contents: entry, resolveDir: root, sourcefile: ENTRY_FILE },
      bundle: true,
      format: 'cjs',
      platform: 'neutral',
      target: 'es2022',
      supported: { 'dynamic-import': false },
      tsconfigRaw: { compilerOptions: { target: 'es2022', useDefineForClassFields: true } },
      sourcemap: 'external',
      sourcesContent: false,
      write: false,
      outfile: join(root, BUNDLE_FILE),
      banner: { js: '(function (require, module) {' },
      footer: { js: '})' },
      logLevel: 'silent',
      plugins: [importRules(root, overlay), reading(root, overlay, read, rewrite)],
    })
    const text = (ending: string): string =>
      result.outputFiles.find((file) => file.path.endsWith(ending))?.text ?? ''
    return { code: text('.js'), map: text('.js.map'), digest: digestOf(read) }
  } catch (error) {
    const { errors, message } = error as Partial<BuildFailure>
    if (errors === undefined && BROUGHT_DOWN.test(message ?? '')) {
      // Without it the next submission would not be built either.
      await stop()
      throw new BundleError(
        'it cannot be built: it brings the bundler down; is it nested too deep?',
      )
    }
    if (errors === undefined) throw error
    throw new BundleError(
      errors
        .slice(0, 5)
        .map((message) => describeMessage(message, root))
        .join('\n'),
    )
  }
}

/** Where a folder really is; it may be given by a link, and may not be there at all. */
export function homeOf(folder: string): string {
  return existsSync(folder) ? realpathSync(folder) : resolve(folder)
}

function checkFileExists(root: string, file: string): void {
  if (!existsSync(root) || !statSync(root).isDirectory()) {
    throw new BundleError(`there is no folder ${shown(root)}`)
  }
  if (existsSync(join(root, file))) {
    const link = linkOut(root, join(root, file))
    if (link !== undefined) throw new BundleError(link)
    return
  }
  throw new BundleError(
    `${shown(join(root, file))} does not exist; a submission is a folder laid out like labs/, so it needs ${file}`,
  )
}

/** Lets a submission import '#lab' and its own files, and says what to do about anything else. */
function importRules(root: string, overlay: Overlay): Plugin {
  return {
    name: 'import-rules',
    setup(build) {
      build.onResolve({ filter: /.*/ }, ({ path, kind, resolveDir, importer }) => {
        if (kind === 'entry-point' || importer === join(root, ENTRY_FILE)) return undefined
        if (path === '#lab') return { path, external: true }
        if (kind === 'dynamic-import') {
          return {
            errors: [
              { text: `import('${path}') is not allowed; write an import statement at the top` },
            ],
          }
        }
        if (path.startsWith('./') || path.startsWith('../')) {
          return resolveOwn(path, resolveDir, root, overlay)
        }
        return { errors: [{ text: describeForbidden(path) }] }
      })
    },
  }
}

/** What we add behind a file of the submission. */
const MODULE_END = 'export {}'

/**
 * Reads a submission's files, each as a module, so that a missing export is found even in an empty
 * one. What was read is kept in `read`, by its path in its submission.
 */
function reading(
  root: string,
  overlay: Overlay,
  read: Map<string, string>,
  rewrite: Rewrite = (_, text) => text,
): Plugin {
  const homes = [root, ...Object.values(overlay).map(homeOf)]
  const nameOf = (path: string): string => {
    const at = homes.findIndex((folder) => path.startsWith(folder + sep))
    return `${at} ${relative(homes[at] ?? root, path).replaceAll(sep, '/')}`
  }
  return {
    name: 'reading',
    setup(build) {
      build.onLoad({ filter: /.*/ }, ({ path }) => {
        const file = relative(root, path).replaceAll(sep, '/')
        const unread = whyUnread(file, path)
        if (unread !== undefined) return { errors: [{ text: unread }] }
        const text = rewrite(file, readFileSync(path, 'utf8'))
        read.set(nameOf(path), text)
        if (file.endsWith('.json')) return { contents: text, loader: 'json' }
        return { contents: `${withoutMap(text)}\n${MODULE_END}`, loader: 'ts' }
      })
    },
  }
}

/** The same text, naming no source map: the bundler would read whatever file it names. */
function withoutMap(text: string): string {
  return text.replace(/(\/[/*][#@]\s*)sourceMappingURL=/g, '$1sourceMappingUrl=')
}

/** Files are read in any order. */
function digestOf(read: ReadonlyMap<string, string>): string {
  return hashTexts([...read.keys()].sort().flatMap((name) => [name, read.get(name) as string]))
}

/** SHA-256 in hexadecimal. The lengths keep one text from looking like the end of another. */
export function hashTexts(texts: readonly string[]): string {
  const hash = createHash('sha256')
  for (const text of texts) hash.update(`${text.length}:${text}`)
  return hash.digest('hex')
}

/** Why a file is not read: reading a pipe would never end. */
function whyUnread(file: string, path: string): string | undefined {
  if (!/\.(m?[jt]s|json)$/.test(file)) return `${file} is no source file: those end in .ts or .js`
  const found = statSync(path)
  if (!found.isFile()) return `${file} is no file of text`
  if (found.size <= FILE_KB_MAX * 1_024) return undefined
  return `${file} has ${Math.ceil(found.size / 1_024)} kB; a source file may have ${FILE_KB_MAX} kB`
}

/** Resolves a relative import as TypeScript would: `./log.ts`, and also `./log.js` and `./log`. */
function resolveOwn(
  path: string,
  resolveDir: string,
  root: string,
  overlay: Overlay,
): { path: string } | { errors: { text: string }[] } {
  const full = overlaid(resolve(resolveDir, path), root, overlay)
  const homes = [root, ...Object.values(overlay).map(homeOf)]
  const home = homes.find((folder) => full.startsWith(folder + sep))
  if (home === undefined) {
    const text = `'${path}' leads out of the submission folder; a submission imports '#lab' and its own files`
    return { errors: [{ text }] }
  }
  const candidates = [
    full,
    full.replace(/\.js$/, '.ts'),
    `${full}.ts`,
    `${full}.js`,
    join(full, 'index.ts'),
  ]
  const found = candidates.find((file) => existsSync(file) && statSync(file).isFile())
  if (found !== undefined) {
    const link = linkOut(home, found)
    return link === undefined ? { path: found } : { errors: [{ text: link }] }
  }
  const text = `there is no file ${relative(root, full)}; it is imported as '${path}'`
  return { errors: [{ text }] }
}

/** What is wrong with a file of `home` that really lies elsewhere; it names the link. */
function linkOut(home: string, file: string): string | undefined {
  const isInside = (path: string): boolean => `${realpathSync(path)}${sep}`.startsWith(home + sep)
  if (isInside(file)) return undefined
  const steps = relative(home, file).split(sep)
  const paths = steps.map((_, at) => join(home, ...steps.slice(0, at + 1)))
  const link = paths.find((path) => !isInside(path)) ?? file
  return `${relative(home, link)} is a link that leads out of the submission folder; put the files themselves there`
}

/** Where a path of the submission really lies. */
function overlaid(full: string, root: string, overlay: Overlay): string {
  const inside = relative(root, full)
  const folder = overlay[inside.split(sep)[0] as string]
  return folder === undefined ? full : join(homeOf(folder), inside)
}

function describeForbidden(path: string): string {
  const module = path.replace(/^node:/, '').split('/')[0] as string
  const alternative = NODE_ALTERNATIVES[module]
  const hint = alternative === undefined ? '' : ` (${alternative})`
  return `'${path}' cannot be imported: student code imports '#lab' and its own files, nothing else${hint}`
}

function describeMessage(message: Message, root: string): string {
  const { location } = message
  const text = describeBuildError(message.text)
  if (location === null || resolve(location.file) === join(root, ENTRY_FILE)) return text
  const file = relative(root, resolve(location.file)) || location.file
  if (location.lineText === MODULE_END) {
    return `${file}: the file ends before every bracket and quote in it is closed`
  }
  const line = location.lineText.trim()
  return `${file}:${location.line}:${location.column + 1}: ${text}\n    ${line}`
}

/** esbuild's own sentence, except where a student can be told more. */
function describeBuildError(text: string): string {
  const missing = /No matching export in "(.*)" for import "(.*)"/.exec(text)
  if (missing === null) return text
  return `${missing[1]} must export a class ${missing[2]}: write \`export class ${missing[2]} { ... }\``
}

function shown(path: string): string {
  const short = relative(process.cwd(), path)
  return short.startsWith(`..${sep}`) || short === '' ? path : short
}
