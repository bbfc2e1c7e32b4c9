/**
 * result.json of Classroom 50, `classroom50/result/v1`. Source: schemas/result-v1.schema.json and
 * `validate_result` of its runner. Points are whole numbers and add up. Whose submission it is
 * comes from the variables of its workflow; its runner writes owner and dates anew.
 */
import type { Standing } from '../file-reporter.ts'
import { scoreResults } from '../score.ts'
import { UsageError } from '../usage-error.ts'
import { fitTexts } from './fit.ts'
import { jsonText, textOf } from './outline.ts'
import { testPoints } from './shares.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** Its collector reads no more: MAX_RESULT_BYTES. */
const BYTES_MAX = 10 * 1024 * 1024

/** Throws a UsageError where a variable is missing, before anything runs. */
export function makeClassroom50(standing: Standing, env: Environment): string {
  const { plan } = standing
  const identity = identityOf(env)
  const scores = scoreResults(plan, standing.results)
  const points = testPoints(scores, standing.plan.weights, 1)
  const total = (of: 'score' | 'maximum'): number => points.reduce((sum, test) => sum + test[of], 0)
  return fitTexts(BYTES_MAX, (cut) =>
    jsonText({
      ...identity,
      datetime: `${new Date(standing.nowMs).toISOString().slice(0, 19)}Z`,
      score: total('score'),
      'max-score': total('maximum'),
      tests: scores.tests.map((test, i) => ({
        'test-name': test.test.title,
        passed: test.passed === test.planned,
        score: points[i]?.score,
        'max-score': points[i]?.maximum,
        output: cut(textOf(standing, test)),
      })),
    }),
  )
}

function identityOf(env: Environment): object {
  const commit = variable(env, 'COMMIT_URL')
  return {
    schema: 'classroom50/result/v1',
    classroom: variable(env, 'CLASSROOM'),
    assignment: variable(env, 'ASSIGNMENT'),
    assignment_type: env.ASSIGNMENT_TYPE || 'individual',
    owner: env.OWNER || variable(env, 'USERNAME'),
    submission: variable(env, 'SUBMISSION_TAG'),
    commit,
    release: variable(env, 'RELEASE_URL'),
    review: env.REVIEW_URL || commit,
  }
}

function variable(env: Environment, name: string): string {
  const value = env[name]
  if (value) return value
  throw new UsageError(
    `'classroom50=' needs the variable ${name}, which its workflow sets: run it from an autograder.py`,
  )
}
