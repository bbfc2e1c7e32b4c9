/** Plays scenes on the reference solution, in this process. Prints nothing. */
import { loadReference } from '../runner/load-reference.ts'
import { runTest } from '../runner/run-test.ts'
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
