/** Where what `harness/build.mjs` has built lies, also for a file that is run from its source. */
import { fileURLToPath } from 'node:url'

const DIST = new URL(import.meta.url.endsWith('.ts') ? '../../dist/' : './', import.meta.url)

/** The path of a built file by its name: `worker.js`. */
export function builtFile(name: string): string {
  return fileURLToPath(new URL(name, DIST))
}
