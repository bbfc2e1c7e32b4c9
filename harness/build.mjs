/**
 * Builds what runs into dist/: the command, the worker with its watchdog, the builder, the
 * benchmark, the guest, and the bootstrap that runs inside a realm. Takes a few hundredths of a
 * second, so it runs before every command.
 */
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { build } from 'esbuild'

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

const results = await Promise.all([
  build({
    ...shared,
    entryPoints: {
      grade: 'grade.ts',
      strength: 'harness/zoo/strength.ts',
      scenes: 'harness/scenes/main.ts',
      worker: 'harness/runner/worker.ts',
      watchdog: 'harness/runner/watchdog.ts',
      builder: 'harness/runner/builder.ts',
      bench: 'harness/bench/main.ts',
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

replace(await buildPage())
for (const { outputFiles } of results) for (const file of outputFiles) replace(file)
