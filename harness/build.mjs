/**
 * Builds what runs into dist/: the commands, the worker with its watchdog, the builder, the guest,
 * the bootstrap that runs inside a realm, and the page. It runs before every command, and is told
 * which; without a word it builds all of them.
 */
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { build } from 'esbuild'

const COMMANDS = {
  grade: 'grade.ts',
  strength: 'harness/zoo/strength.ts',
  scenes: 'harness/scenes/main.ts',
  bench: 'harness/bench/main.ts',
  hunt: 'harness/hunt/main.ts',
}
const wanted = process.argv.slice(2)
const commands = Object.entries(COMMANDS).filter(([name]) => {
  return wanted.length === 0 || wanted.includes(name)
})

const shared = {
  bundle: true,
  target: 'es2023',
  outdir: 'dist',
  sourcemap: true,
  logLevel: 'warning',
  write: false,
}

/** Another command may be reading: a file is replaced as a whole, and only if it has changed. */
function replace({ path, contents }) {
  try {
    if (readFileSync(path).equals(contents)) return
  } catch {
    mkdirSync(dirname(path), { recursive: true })
  }
  const beside = `${path}.${process.pid}.tmp`
  writeFileSync(beside, contents)
  renameSync(beside, path)
}

/** The page that shows a run: one file, in which only the run itself is still to be put. */
async function buildPage() {
  const options = { ...shared, sourcemap: false, minify: true, target: 'es2022' }
  const read = async (entry) => {
    const { outputFiles } = await build({ ...options, entryPoints: [entry], format: 'iife' })
    return outputFiles[0].text.trim()
  }
  const [script, style] = await Promise.all([
    read('harness/page/main.ts'),
    read('harness/page/page.css'),
  ])
  const hash = `sha256-${createHash('sha256').update(script).digest('base64')}`
  const parts = { HASH: hash, STYLE: style, SCRIPT: script }
  const html = readFileSync('harness/page/shell.txt', 'utf8')
  const text = html.replace(/@(HASH|STYLE|SCRIPT)@/g, (_, name) => parts[name])
  return { path: 'dist/page.html', contents: Buffer.from(text) }
}

const [page, ...results] = await Promise.all([
  buildPage(),
  build({
    ...shared,
    entryPoints: {
      ...Object.fromEntries(commands),
      worker: 'harness/runner/worker.ts',
      watchdog: 'harness/runner/watchdog.ts',
      builder: 'harness/runner/builder.ts',
      inspected: 'harness/runner/inspected.ts',
    },
    format: 'esm',
    platform: 'node',
    packages: 'external',
  }),
  build({
    ...shared,
    entryPoints: { guest: 'harness/guest/main.ts' },
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
    platform: 'node',
    sourcemap: false,
  }),
  build({
    ...shared,
    entryPoints: { bootstrap: 'harness/realm/inside/main.ts' },
    format: 'iife',
    globalName: 'Bootstrap',
    platform: 'neutral',
    target: 'es2022',
    sourcemap: false,
  }),
])
replace(page)
for (const { outputFiles } of results) for (const file of outputFiles) replace(file)
