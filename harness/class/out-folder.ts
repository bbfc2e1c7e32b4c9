/**
 * The files of a graded class: gradebook, class at a glance, and for each student the text to hand
 * back and the whole report. Each is replaced as a whole, and all are made from what is known, so
 * that they are right again after any interruption.
 */

import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { makeReport } from '../report/json.ts'
import { writeAtomically } from '../report/write-atomically.ts'
import type { Graded } from './batch.ts'
import { makeClassPage } from './class-page.ts'
import { describeClass } from './glance.ts'
import { type ClassState, gradebookCsv, gradebookJson } from './gradebook.ts'
import { handBack } from './hand-back.ts'
import type { Standing } from './standing.ts'

/** Ours: how old the gradebook may be while grading goes on, in real ms. */
const GRADEBOOK_MS = 1_000

export class OutFolder {
  readonly #folder: string
  readonly #now: () => number
  #writtenMs = Number.NEGATIVE_INFINITY

  /** `now` gives real milliseconds from any beginning. */
  constructor(folder: string, now: () => number) {
    this.#folder = folder
    this.#now = now
  }

  /** What was written for a student earlier, and is of another batch. */
  remove(fileName: string): void {
    for (const file of filesOf(fileName)) rmSync(join(this.#folder, file), { force: true })
  }

  /** Throws a UsageError when it cannot be written; so do the others. */
  writeStudent(standing: Standing, { plan, results, wallMs }: Graded): void {
    const [text, report] = filesOf(standing.submission.fileName)
    const whole = makeReport(plan, results, { isInterrupted: false, wallMs })
    writeAtomically(join(this.#folder, text), handBack(plan, standing, results))
    writeAtomically(join(this.#folder, report), `${JSON.stringify(whole, null, 1)}\n`)
  }

  /** The gradebook and what goes with it, unless it is very new. */
  update(state: ClassState): void {
    if (this.#now() - this.#writtenMs >= GRADEBOOK_MS) this.finish(state)
  }

  /** The same whenever it was written. Answers the class at a glance. */
  finish(state: ClassState): string {
    const glance = describeClass(state)
    writeAtomically(join(this.#folder, 'gradebook.csv'), gradebookCsv(state))
    writeAtomically(join(this.#folder, 'gradebook.json'), gradebookJson(state))
    writeAtomically(join(this.#folder, 'class.txt'), glance)
    writeAtomically(join(this.#folder, 'class.html'), makeClassPage(state))
    this.#writtenMs = this.#now()
    return glance
  }
}

function filesOf(fileName: string): readonly [text: string, report: string] {
  return [`students/${fileName}.txt`, `reports/${fileName}.json`]
}
