/**
 * `watch`: runs again whenever a source file is saved, until somebody ends it. Here the desk gets
 * what is around it: files, keys, the terminal, and workers.
 */
import { availableParallelism } from 'node:os'
import pLimit from 'p-limit'
import type { GradeCommand } from '../report/command.ts'
import { hasColours, makePalette } from '../report/palette.ts'
import { type Builds, buildLabs } from '../runner/build-labs.ts'
import type { Plan } from '../runner/events.ts'
import type { ProcessIsolation } from '../runner/process-isolation.ts'
import { Workers } from '../runner/workers.ts'
import { Desk, type DeskPorts } from './desk.ts'
import { LineOutput, type Output, ScreenOutput } from './output.ts'
import { Saves } from './saves.ts'

/** How it stood when it was ended. */
export type WatchEnd = 'passed' | 'failed' | 'doesNotBuild'

const CTRL_C = '\u0003'

export interface WatchWorld {
  readonly isolation: ProcessIsolation | undefined
  /** Ctrl-C where the keys are not read one by one. */
  readonly signal: AbortSignal
  readonly stdin: NodeJS.ReadStream
  readonly stdout: NodeJS.WriteStream
  readonly env: Readonly<Record<string, string | undefined>>
}

/** Ends when the user says so. */
export async function watchRuns(
  command: GradeCommand,
  asked: Plan,
  world: WatchWorld,
): Promise<WatchEnd> {
  const { stdin, stdout } = world
  // There will be more runs than those of the first round.
  const plan = { ...asked, jobs: command.jobs ?? availableParallelism() }
  const output = openOutput(world)
  const desk = new Desk(plan, command.seed !== undefined, {
    build: () => buildLabs(plan),
    run: (batches, builds, port) => runBatches({ plan, builds, ...world }, batches, port),
    show: (state) => output.show(state),
  })
  let end: () => void = () => {}
  let giveUp: (error: unknown) => void = () => {}
  const ended = new Promise<void>((resolve, reject) => {
    end = resolve
    giveUp = reject
  })
  const start = (work: Promise<void>): void => {
    work.catch(giveUp)
  }
  const saves = new Saves([plan.folder, ...(plan.on === undefined ? [] : [plan.on])], (files) => {
    start(desk.saved(files.map((file) => shortName(file, plan))))
  })
  const onKey = (data: Buffer): void => {
    const key = data.toString()
    if (key === 'q' || key === CTRL_C) end()
    if (key === '\r' || key === '\n') start(desk.again())
    if (key === 'w') start(desk.wider())
  }
  const onResize = (): void => output.resized()
  world.signal.addEventListener('abort', end)
  if (stdin.isTTY) stdin.setRawMode(true).on('data', onKey)
  stdout.on('resize', onResize)
  try {
    start(desk.saved())
    await ended
  } finally {
    saves.close()
    desk.stop()
    output.close()
    stdout.off('resize', onResize)
    if (stdin.isTTY) stdin.setRawMode(false).off('data', onKey).pause()
  }
  return endOf(desk)
}

function endOf({ state: { phase, tallies } }: Desk): WatchEnd {
  if (phase === 'unbuilt') return 'doesNotBuild'
  return tallies.some(({ failed }) => failed.length > 0) ? 'failed' : 'passed'
}

function openOutput({ stdout, env }: WatchWorld): Output {
  const { isTTY: isTty = false } = stdout
  const palette = makePalette(hasColours(env, isTty))
  return isTty && env.TERM !== 'dumb'
    ? new ScreenOutput(stdout, palette)
    : new LineOutput(stdout, palette)
}

/** `raft/raft.ts` for a file of the submission. */
function shortName(file: string, { folder }: Plan): string {
  return file.startsWith(folder) ? file.slice(folder.length).replace(/^[/\\]+/, '') : file
}

interface RunWorld {
  readonly plan: Plan
  readonly builds: Builds
  readonly isolation: ProcessIsolation | undefined
}

/** In workers of their own, which are ended at once when the signal says so. */
async function runBatches(
  { plan, builds, isolation }: RunWorld,
  batches: Parameters<DeskPorts['run']>[0],
  { wants, onResult, signal }: Parameters<DeskPorts['run']>[2],
): Promise<void> {
  const workers = new Workers({ plan, builds, isolation, signal })
  const limit = pLimit(plan.jobs)
  let leave: () => void = () => {}
  const left = new Promise<void>((resolve) => {
    leave = resolve
  })
  const stop = (): void => {
    limit.clearQueue()
    workers.killAll()
    leave()
  }
  signal.addEventListener('abort', stop)
  const all = batches.map(({ test, seeds }) => {
    return limit(async () => {
      for (const seed of seeds) {
        if (signal.aborted || !wants(test)) return
        const job = { lab: test.lab, test: test.name, seeds: [seed], isTraced: false }
        await workers.run(job, (result) => onResult(test, result))
      }
    })
  })
  try {
    await Promise.race([Promise.all(all), left])
  } finally {
    workers.endAll()
    signal.removeEventListener('abort', stop)
  }
}
