/**
 * What a result depends on besides its seed, as two hashes: the code that judges and the code that
 * is judged. Equal hashes and equal seeds give equal runs, wherever the folders lie. Reports hold
 * them, so that what does not belong together is seen.
 */
import { readFileSync } from 'node:fs'
import { BundleError, hashTexts } from '../realm/bundle.ts'
import type { Builds } from './build-labs.ts'
import { builtFile } from './built-file.ts'

/** All that a run is made by: suites, tester, simulator and what student code sees. */
const JUDGES = ['worker.js', 'guest.cjs', 'bootstrap.js']

/** Both, for a plan. */
export function hashesOf(builds: Builds): { suite: string; submission: string } {
  return { suite: hashSuite(), submission: hashSubmission(builds) }
}

/** Of the suites and the world they run in, as SHA-256 in hexadecimal. */
export function hashSuite(): string {
  return hashTexts(JUDGES.map((file) => readFileSync(builtFile(file), 'utf8')))
}

/**
 * Of every file that the labs of a plan read of a submission, with their names, and of the layers
 * below that come from elsewhere. A lab that does not build stands for its errors.
 */
export function hashSubmission(builds: Builds): string {
  const labs = Object.keys(builds).sort()
  return hashTexts(
    labs.flatMap((lab) => {
      const build = builds[lab]
      return [lab, build instanceof BundleError ? `! ${build.message}` : (build?.digest ?? '')]
    }),
  )
}
