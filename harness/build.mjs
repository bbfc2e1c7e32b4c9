/**
 * Builds what runs into dist/: the command, the worker with its watchdog, the benchmark, and the
 * bootstrap that runs inside a realm. Takes a few hundredths of a second, so it runs before every
 * command.
 */
import { build } from 'esbuild'

const shared = {
  bundle: true,
  target: 'es2023',
  outdir: 'dist',
  sourcemap: true,
  logLevel: 'warning',
}

await Promise.all([
  build({
    ...shared,
    entryPoints: {
      grade: 'grade.ts',
      strength: 'harness/zoo/strength.ts',
      worker: 'harness/runner/worker.ts',
      watchdog: 'harness/runner/watchdog.ts',
      bench: 'harness/bench/main.ts',
    },
    format: 'esm',
    platform: 'node',
    packages: 'external',
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
