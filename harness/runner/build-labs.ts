/**
 * Builds what the labs of a plan need of a submission, each lab for itself: one that does not build
 * leaves the others alone. Knows which files and classes a lab needs, and where the layers below it
 * come from.
 */
import { type Build, type GoBundle, isGo } from '../realm/build.ts'
import {
  type Bundle,
  BundleError,
  bundle,
  type Export,
  type Overlay,
  type Rewrite,
} from '../realm/bundle.ts'
import { checkCompiles } from './check-compiles.ts'
import type { Plan } from './events.ts'
import { buildGo, ONLY_IN_REALMS } from './go/build-go.ts'
import { findGo } from './go/find-go.ts'

const EXPORTS: Record<string, readonly Export[]> = {
  raft: [{ file: 'raft/raft.ts', name: 'Raft' }],
  kvraft: [
    { file: 'kvraft/server.ts', name: 'KVServer' },
    { file: 'kvraft/client.ts', name: 'Clerk', as: 'KVClerk' },
  ],
  shardctrler: [
    { file: 'shardctrler/server.ts', name: 'ShardCtrler' },
    { file: 'shardctrler/client.ts', name: 'Clerk', as: 'CtrlerClerk' },
  ],
  shardkv: [
    { file: 'shardkv/server.ts', name: 'ShardKV' },
    { file: 'shardkv/client.ts', name: 'Clerk', as: 'ShardClerk' },
  ],
}

/** What else a lab's tests start. */
const ALSO: Record<string, readonly string[]> = { shardkv: ['shardctrler'] }

/** What was built, by lab; for a lab that does not build, why. */
export type Builds = Readonly<Record<string, Build | BundleError>>

export type Submission = Pick<Plan, 'folder' | 'on' | 'isolation'>

/** Each lab of the plan as one script with all that its tests start. */
export async function buildLabs(plan: Submission & Pick<Plan, 'tests'>): Promise<Builds> {
  const builds: Record<string, Build | BundleError> = {}
  for (const { lab } of plan.tests) builds[lab] ??= await buildLab(lab, plan)
  return builds
}

async function buildLab(lab: string, submission: Submission): Promise<Build | BundleError> {
  try {
    const go = findGo(submission.folder)
    if (go === undefined) return await bundleLab(lab, submission)
    if (submission.isolation !== undefined) throw new BundleError(ONLY_IN_REALMS)
    return await buildGo(lab, go, submission.on)
  } catch (error) {
    if (error instanceof BundleError) return error
    throw error
  }
}

/** Why labs do not build, each reason once: upper labs share the faults of lower ones. */
export function faultsOf(builds: Builds): string[] {
  const errors = Object.values(builds).filter((build) => build instanceof BundleError)
  return [...new Set(errors.map(({ message }) => message))]
}

/** What a submission is written in, where that needs saying. */
export function languageOf(builds: Builds): Pick<Plan, 'language' | 'languageNote'> {
  const found = Object.values(builds).find(
    (build) => !(build instanceof BundleError) && isGo(build),
  )
  if (found === undefined) return {}
  const { about, note } = found as GoBundle
  return { language: about, languageNote: note }
}

/** Whether there is nothing to run. */
export function allFailed(builds: Builds): boolean {
  return Object.values(builds).every((build) => build instanceof BundleError)
}

/** One lab. Throws a BundleError when it does not build. */
export async function bundleLab(
  lab: string,
  { folder, on }: Submission,
  rewrite?: Rewrite,
): Promise<Bundle> {
  const exports = [lab, ...(ALSO[lab] ?? [])].flatMap((needed) => EXPORTS[needed] ?? [])
  return checkCompiles(await bundle(folder, exports, overlayOf(lab, on), rewrite))
}

/** With `on=FOLDER`, every lab but the graded one is taken from there. */
function overlayOf(graded: string, on: string | undefined): Overlay {
  if (on === undefined) return {}
  const below = Object.keys(EXPORTS).filter((lab) => lab !== graded)
  return Object.fromEntries(below.map((lab) => [lab, on]))
}
