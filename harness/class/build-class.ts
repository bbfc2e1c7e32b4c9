/**
 * Builds every submission of a class before anything is run, one after another, so that what is
 * graded is known as a whole. One that is not there, not laid out as it should be, or not to be
 * built is an answer like any other.
 */
import { realpathSync } from 'node:fs'
import { relative, sep } from 'node:path'
import { BundleError } from '../realm/bundle.ts'
import type { Builds } from '../runner/build-labs.ts'
import { BuildProcess } from '../runner/build-process.ts'
import { hashSubmission } from '../runner/content-hash.ts'
import type { Plan } from '../runner/events.ts'
import { findGo } from '../runner/go/find-go.ts'
import type { BuiltSubmission } from './batch.ts'
import { describeLayout } from './layout.ts'
import type { Submission } from './submission.ts'

/** `tell` hears how many are done; nothing is returned when `signal` ended it early. */
export async function buildClass(
  plan: Plan,
  submissions: readonly Submission[],
  tell: (done: number) => void,
  signal?: AbortSignal,
): Promise<readonly BuiltSubmission[] | undefined> {
  const builder = new BuildProcess()
  const built: BuiltSubmission[] = []
  try {
    for (const submission of submissions) {
      if (signal?.aborted) return undefined
      tell(built.length)
      const builds = await buildOne(builder, plan, submission)
      built.push({ submission, builds, hash: hashSubmission(builds) })
    }
  } finally {
    builder.end()
  }
  return built
}

async function buildOne(
  builder: BuildProcess,
  plan: Plan,
  { folder, problem }: Submission,
): Promise<Builds> {
  const labs = [...new Set(plan.tests.map(({ lab }) => lab))]
  const why = problem ?? (findGo(folder) === undefined ? describeLayout(folder, labs) : undefined)
  if (why !== undefined) {
    return Object.fromEntries(labs.map((lab) => [lab, new BundleError(why)]))
  }
  const builds = Object.entries(await builder.build({ ...plan, folder }))
  return Object.fromEntries(
    builds.map(([lab, build]) => [
      lab,
      build instanceof BundleError ? new BundleError(withinFolder(folder, build.message)) : build,
    ]),
  )
}

/** Students read it, and know nothing of the folder that their files are in here. */
function withinFolder(folder: string, message: string): string {
  const home = realpathSync(folder)
  const prefixes = [home, relative(process.cwd(), home)].filter((prefix) => prefix !== '')
  return prefixes.reduce((text, prefix) => text.replaceAll(prefix + sep, ''), message)
}
