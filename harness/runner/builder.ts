/**
 * A process that builds submissions, one message each, for `build-process.ts`. It may be brought
 * down by what it builds, or not come back: the bundler knows texts for both. It runs nothing of
 * them.
 */
import type { Build } from '../realm/build.ts'
import { BundleError } from '../realm/bundle.ts'
import { buildLabs, type Submission } from './build-labs.ts'
import type { Plan } from './events.ts'

/** What is to be built. */
export type BuildRequest = Submission & Pick<Plan, 'tests'>

/** Of each lab its bundle, or in words why there is none; or what went wrong with us. */
export interface BuildAnswer {
  readonly bundles?: Readonly<Record<string, Build | string>>
  readonly fault?: string
}

async function answer(request: BuildRequest): Promise<BuildAnswer> {
  try {
    const builds = Object.entries(await buildLabs(request))
    const bundles = builds.map(([lab, build]) => [
      lab,
      build instanceof BundleError ? build.message : build,
    ])
    return { bundles: Object.fromEntries(bundles) }
  } catch (error) {
    return { fault: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}

process.on('message', async (request: BuildRequest) => {
  process.send?.(await answer(request))
})
// The bundler is a process of its own in our group: nothing is left when the parent is gone.
process.on('disconnect', () =>
  process.kill(process.platform === 'win32' ? process.pid : 0, 'SIGKILL'),
)
