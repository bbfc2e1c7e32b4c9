/** Plays scenes on the reference solution, in this process. Prints nothing. */
import { readFileSync } from 'node:fs'
import { BUNDLE_FILE } from '../realm/bundle-file.ts'
import { RealmFactory } from '../realm/realm-factory.ts'
import { StackMapper } from '../realm/student-stack.ts'
import { bundleLab } from '../runner/build-labs.ts'
import { builtFile } from '../runner/built-file.ts'
import { runTest, type Submission } from '../runner/run-test.ts'
import type { TraceEvent } from '../sim/trace.ts'
import { NotComeAbout, type Scene, Stage, type Step } from './stage.ts'

/** A scene that has come about. */
export interface Performance {
  readonly scene: Scene
  readonly steps: readonly Step[]
  /** What its picture shows, where that is not everybody. */
  readonly lanes: readonly string[] | undefined
  /** Up to the last step. */
  readonly events: readonly TraceEvent[]
}

const REFERENCE = 'solutions'

/** Throws when the scene does not come about, or a check of the harness fails in it. */
export async function perform(scene: Scene): Promise<Performance> {
  const stages: Stage[] = []
  const body = async (t: Stage['t']): Promise<void> => {
    const stage = new Stage(scene.id, t)
    stages.push(stage)
    await scene.play(stage)
  }
  const { title, servers, seed } = scene
  const test = { name: `scene ${scene.id}`, title, part: '', points: 0, servers, body }
  const submission = await loadReference(scene.lab)
  const { result, trace } = await runTest({ ...test, origin: 'ours' }, seed, submission, {
    isTraced: true,
  })
  if (result.failure !== undefined) {
    throw new NotComeAbout(`the scene ${scene.id} failed: ${result.failure.message}`)
  }
  const { steps = [], lanes } = stages[0] ?? {}
  const endMs = steps.at(-1)?.atMs ?? 0
  return { scene, steps, lanes, events: trace.filter(({ atMs }) => atMs <= endMs) }
}

async function loadReference(lab: string): Promise<Submission> {
  const { code, map } = await bundleLab(lab, { folder: REFERENCE })
  const bootstrap = readFileSync(builtFile('bootstrap.js'), 'utf8')
  return {
    factory: new RealmFactory(code, BUNDLE_FILE, bootstrap),
    stacks: new StackMapper(map),
  }
}
