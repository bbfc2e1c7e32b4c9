/**
 * Puts a policy file beside the words of a command line. What the file fixes, the command line may
 * not change: it says which folder is graded, which of the file's tests, and where reports go.
 */
import type { Given, PolicyPlan } from '../report/command.ts'
import { OPTIONS } from '../report/options.ts'
import { listParts, testsOfScope } from '../report/test-choice.ts'
import { UsageError } from '../report/usage-error.ts'
import { seedsOf } from '../runner/seeds.ts'
import type { Path } from './document.ts'
import type { Grading } from './grading.ts'
import { drawSeeds } from './secret.ts'

interface Fixed {
  readonly name: string
  readonly value: string
  readonly path: Path
}

/**
 * Adds what the file fixes to what was given. Throws a UsageError when both say it, or when a part
 * was chosen that the file does not grade.
 */
export function applyGrading(given: Given, grading: Grading): void {
  const { fault, file, tests } = grading
  for (const scope of given.scopes) {
    if (testsOfScope(scope, tests).length > 0) continue
    throw new UsageError(`'${scope}' is not graded by ${file}: it has ${listParts(tests)}`)
  }
  if (given.scopes.length === 0 && given.names.length === 0) given.scopes.push('all')
  for (const { name, path, value } of fixedBy(grading)) {
    const option = OPTIONS.find((known) => known.name === name)
    if (option === undefined) throw fault({ path, sentence: `${quote(path)} is not possible here` })
    if (given.values.has(option.name)) {
      const sentence = `${quote(path)} is fixed here: leave out '${option.word}' on the command line`
      throw fault({ path, sentence })
    }
    given.values.set(option.name, value)
  }
}

function fixedBy({ values }: Grading): readonly Fixed[] {
  const { classic, seeds } = values
  const hasPublic = seeds?.secret === undefined || (seeds.public ?? 0) > 0
  return [
    ...fix('runs', ['runs'], values.runs),
    ...fix('policy', ['policy'], values.policy),
    ...fix('until', ['until'], values.until),
    ...(classic === true ? fix('classic', ['classic'], '') : []),
    ...fix('isolation', ['isolation'], values.isolation),
    ...fix('audit', ['audit'], values.audit),
    ...fix('seed', ['seeds', 'first'], seeds?.first),
    // Where no seed is public, the first one is nobody's.
    ...(hasPublic || seeds?.first !== undefined ? [] : fix('seed', ['seeds'], 0)),
  ]
}

function fix(name: string, path: Path, value: string | number | undefined): readonly Fixed[] {
  return value === undefined ? [] : [{ name, path, value: String(value) }]
}

/** What the file adds to a plan with so many runs. */
export function planOf(grading: Grading, runs: number, firstSeed: number | undefined): PolicyPlan {
  const { limits, weights } = grading
  const secretSeeds = secretSeedsOf(grading, runs, firstSeed)
  return {
    ...(weights === undefined ? {} : { weights }),
    ...(limits === undefined ? {} : { limits }),
    ...(secretSeeds === undefined ? {} : { secretSeeds }),
  }
}

/** Undefined when all seeds are public. */
function secretSeedsOf(
  { fault, secret, values }: Grading,
  runs: number,
  firstSeed: number | undefined,
): readonly number[] | undefined {
  if (secret === undefined) return undefined
  const open = values.seeds?.public ?? 0
  if (open >= runs) {
    const count = runs === 1 ? 'there is 1 run' : `there are ${runs} runs`
    const sentence = `${open} seeds are public and ${count}: none is left for the secret`
    throw fault({ path: ['seeds', 'public'], sentence })
  }
  const publicSeeds = firstSeed === undefined ? [] : seedsOf({ firstSeed, runs: open })
  return drawSeeds(secret, runs - open, new Set(publicSeeds))
}

function quote(path: Path): string {
  return `'${path.join('.')}'`
}
