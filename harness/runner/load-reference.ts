/** The reference solution, to be run in this process: scenes and benchmarks need no workers. */
import { readFileSync } from 'node:fs'
import type { Bundle } from '../realm/bundle.ts'
import { BUNDLE_FILE } from '../realm/bundle-file.ts'
import { RealmFactory } from '../realm/realm-factory.ts'
import { StackMapper } from '../realm/student-stack.ts'
import { bundleLab } from './build-labs.ts'
import { builtFile } from './built-file.ts'
import type { Submission } from './run-test.ts'

/** Throws a BundleError when there is no such lab. */
export async function loadReference(lab: string): Promise<Submission> {
  return loadBundle(await bundleLab(lab, { folder: 'solutions' }))
}

/** The same of any bundle. */
export function loadBundle({ code, map }: Bundle): Submission {
  const bootstrap = readFileSync(builtFile('bootstrap.js'), 'utf8')
  return {
    factory: new RealmFactory(code, BUNDLE_FILE, bootstrap),
    stacks: new StackMapper(map, code),
  }
}
