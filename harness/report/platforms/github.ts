/**
 * What GitHub Actions shows of a run: annotations, the summary of the step, and the score as
 * outputs of the step. All of it at the end, so that it stands behind the table. It asks for
 * nothing but the variables that the runner sets; where one is missing, its part is left out.
 */
import { appendFileSync, statSync } from 'node:fs'
import type { Plan, Reporter, RunEvent } from '../../runner/events.ts'
import { scoreResults } from '../score.ts'
import { cleanLines } from '../text-layout.ts'
import { annotationsOf } from './annotations.ts'
import { makeSummary } from './github-summary.ts'
import { totalPoints } from './shares.ts'

type Environment = Readonly<Record<string, string | undefined>>
type Finished = Extract<RunEvent, { kind: 'all-finished' }>

/** GitHub Docs: 1 MiB for the summaries of a step; what is longer is refused as a whole. */
const SUMMARY_BYTES_MAX = 1024 * 1024
/** Room for the line ends that other programs put in between. */
const SLACK_BYTES = 1024

export class GithubReporter implements Reporter {
  readonly #output: { write(text: string): unknown }
  readonly #env: Environment
  #plan: Plan | undefined

  /** `output` is a stream that the runner reads. */
  constructor(output: { write(text: string): unknown }, env: Environment) {
    this.#output = output
    this.#env = env
  }

  handle(event: RunEvent): void {
    if (event.kind === 'run-planned') {
      this.#plan = event.plan
    } else if (event.kind === 'all-finished' && this.#plan !== undefined) {
      this.#annotate(this.#plan, event)
      this.#append('GITHUB_STEP_SUMMARY', (bytes) =>
        this.#summary(this.#plan as Plan, event, bytes),
      )
      this.#append('GITHUB_OUTPUT', () => outputsOf(this.#plan as Plan, event))
    }
  }

  #annotate(plan: Plan, { results }: Finished): void {
    const root = this.#env.GITHUB_WORKSPACE || '.'
    for (const line of annotationsOf(plan, results, root)) this.#output.write(line)
  }

  #summary(plan: Plan, { results, isInterrupted }: Finished, bytes: number): string {
    const state = isInterrupted ? 'interrupted' : 'finished'
    const bytesMax = SUMMARY_BYTES_MAX - SLACK_BYTES - bytes
    const text = makeSummary({ plan, results, state }, bytesMax)
    return Buffer.byteLength(text) <= bytesMax ? text : ''
  }

  /** The score does not hang on a file that others may be in the way of: it is said, no more. */
  #append(name: string, make: (bytes: number) => string): void {
    const file = this.#env[name]
    if (!file) return
    try {
      const bytes = statSync(file, { throwIfNoEntry: false })?.size ?? 0
      appendFileSync(file, make(bytes))
    } catch (error) {
      this.#output.write(`${cleanLines(`cannot write to ${name}: ${String(error)}`)}\n`)
    }
  }
}

/** `score`, `maximum` and `passed`, for the steps behind this one. */
function outputsOf(plan: Plan, { results }: Finished): string {
  const scores = scoreResults(plan, results)
  const { score, maximum } = totalPoints(scores)
  const hasPassed = scores.tests.every(({ passed, planned }) => passed === planned)
  return `score=${score}\nmaximum=${maximum}\npassed=${hasPassed}\n`
}
