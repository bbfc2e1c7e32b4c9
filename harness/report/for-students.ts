/**
 * What students may see of the runner's events: everything but seeds drawn from a secret. Every
 * reader whose text can reach a student gets its events, or its results, through here; then it has
 * no seed to give away. It drops nothing and judges nothing.
 */
import type { Plan, Reporter, RunEvent, RunResult, TestResult } from '../runner/events.ts'
import { secretNumber } from '../runner/seeds.ts'

/** Secret seeds have 16 digits, so that no other number is taken for one. */
const LONG_NUMBERS = /\d{16,}/g
const SECRET_DIGITS = 16

/** The reader, with secret seeds hidden from it. */
export function forStudents(reporter: Reporter): Reporter {
  let plan: Plan | undefined
  return {
    handle(event) {
      if (event.kind === 'run-planned') plan = event.plan
      reporter.handle(plan === undefined ? event : studentEvent(plan, event))
    },
    close: () => reporter.close?.(),
  }
}

/** Each secret seed becomes its number below zero: `isSecret` still tells it from a public one. */
export function studentPlan(plan: Plan): Plan {
  const { secretSeeds } = plan
  if (secretSeeds === undefined) return plan
  return { ...plan, secretSeeds: secretSeeds.map((_, index) => -1 - index) }
}

/** All runs of a test, as they go with `studentPlan(plan)`. */
export function studentResult(plan: Plan, result: TestResult): TestResult {
  if (plan.secretSeeds === undefined) return result
  return { ...result, runs: result.runs.map((run) => studentRun(plan, run)) }
}

function studentEvent(plan: Plan, event: RunEvent): RunEvent {
  if (plan.secretSeeds === undefined) return event
  switch (event.kind) {
    case 'run-planned':
      return { ...event, plan: studentPlan(plan) }
    case 'run-finished':
      return { ...event, result: studentRun(plan, event.result) }
    case 'test-finished':
      return { ...event, result: studentResult(plan, event.result) }
    case 'all-finished':
      return { ...event, results: event.results.map((result) => studentResult(plan, result)) }
  }
}

/** A seed in a text too: student code has a say in what failures and warnings hold. */
function studentRun(plan: Plan, run: RunResult): RunResult {
  const hide = (text: string): string => text.replace(LONG_NUMBERS, hideDigits)
  const hideDigits = (digits: string): string => (holdsSecret(plan, digits) ? 'SECRET' : digits)
  const { failure, warnings, notForced } = run
  const number = secretNumber(plan, run.seed)
  return {
    ...run,
    seed: number === undefined ? run.seed : -number,
    warnings: warnings.map(hide),
    notForced: notForced.map(hide),
    ...(failure === undefined
      ? {}
      : {
          failure: {
            ...failure,
            message: hide(failure.message),
            details: failure.details.map(hide),
            frames: failure.frames.map(hide),
          },
        }),
  }
}

function holdsSecret(plan: Plan, digits: string): boolean {
  for (let at = 0; at + SECRET_DIGITS <= digits.length; at++) {
    const seed = Number(digits.slice(at, at + SECRET_DIGITS))
    if (secretNumber(plan, seed) !== undefined) return true
  }
  return false
}
