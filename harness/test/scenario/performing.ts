/** Scenarios of a few deeds, on the reference and on wrong solutions of the zoo. */
import type { Test } from 'tap'
import { loadBundle, loadReference } from '../../runner/load-reference.ts'
import { type Run, runTest, type Submission } from '../../runner/run-test.ts'
import { performScenario } from '../../scenario/perform.ts'
import type { Deed, Outcome, Scenario, Step } from '../../scenario/scenario.ts'
import type { ZooEntry } from '../../zoo/entry.ts'
import { bundlePatched } from '../../zoo/patched.ts'

export type Performance = Run & { readonly outcome: Outcome }

/** What tests of one lab need; without more said, scenarios have three servers and seed 1. */
export class Performer {
  readonly #usual: Pick<Scenario, 'lab' | 'part'>
  readonly #entries: readonly ZooEntry[]
  readonly #reference: Promise<Submission>

  constructor(usual: Pick<Scenario, 'lab' | 'part'>, entries: readonly ZooEntry[]) {
    this.#usual = usual
    this.#entries = entries
    this.#reference = loadReference(usual.lab)
  }

  /** A step is followed by 100 virtual ms in which nothing else happens. */
  readonly scenario = (
    deeds: readonly (Deed & Partial<Step>)[],
    more: Partial<Scenario> = {},
  ): Scenario => {
    const steps: readonly Step[] = deeds.map((deed) => ({ thenMs: 100, ...deed }))
    return { ...this.#usual, seed: 1, servers: 3, takesSnapshots: false, steps, ...more }
  }

  /** On the reference, or on the entry of the zoo that is named. */
  readonly perform = async (scenario: Scenario, wrong?: string): Promise<Performance> => {
    const submission = wrong === undefined ? await this.#reference : await this.#wrong(wrong)
    const performed = performScenario(scenario)
    const run = await runTest(performed.test, scenario.seed, submission)
    return { ...run, outcome: performed.outcome() }
  }

  /** It passes, and a second time it is the same run. */
  readonly passTwice = async (t: Test, scenario: Scenario): Promise<void> => {
    const [one, two] = [await this.perform(scenario), await this.perform(scenario)]
    t.equal(one.result.failure?.message, undefined)
    t.equal(two.result.traceHash, one.result.traceHash)
    t.strictSame(two.outcome, one.outcome)
  }

  async #wrong(id: string): Promise<Submission> {
    const entry = this.#entries.find((one) => one.id === id && one.base === 'solutions')
    if (entry === undefined) throw new Error(`no entry ${id}`)
    return loadBundle(await bundlePatched(entry, this.#usual.lab))
  }
}
