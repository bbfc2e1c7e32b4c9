/**
 * Builds what runs into dist/: the command, the worker with its watchdog, the builder, the
 * benchmark, the guest, and the bootstrap that runs inside a realm. Takes a few hundredths of a
 * second, so it runs before every command.
 */
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
for (const { outputFiles } of results) for (const file of outputFiles) replace(file)
