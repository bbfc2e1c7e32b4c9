/**
 * Turns the words for parts, labs and test names into the tests they mean. Called by the parser
 * of the command line; it knows only the tests it is given and never looks at files.
 */
import type { TestInfo } from '../runner/events.ts'
import type { Given } from './command.ts'
import { findNearest } from './nearest.ts'
import { UsageError } from './usage-error.ts'

const NAMES_LISTED_MAX = 8

/** The tests of a part (`2A`), a lab (`raft`, `2`, `lab2`) or `all`; none for any other word. */
export function testsOfScope(word: string, tests: readonly TestInfo[]): readonly TestInfo[] {
  const scope = word.toLowerCase().replace(/^lab-?(?=\d)/, '')
  if (scope === 'all') return tests
  return tests.filter(
    ({ part, lab }) =>
      part.toLowerCase() === scope ||
      lab.toLowerCase() === scope ||
      (/^\d+$/.test(scope) && labNumber(part) === scope),
  )
}

/** Every word that means a set of tests, for suggestions. */
export function scopeWords(tests: readonly TestInfo[]): readonly string[] {
  const words = tests.flatMap(({ part, lab }) => [part, lab, `lab${labNumber(part)}`])
  return [...new Set([...words, 'all'])]
}

/** `2A and 2B`: the parts there are. */
export function listParts(tests: readonly TestInfo[]): string {
  return listWords([...new Set(tests.map(({ part }) => part))])
}

/** Parts of 2024 whose names are free here; its 3A, 3B, 4A and 4B are the names of others. */
const NEWER_PARTS: Readonly<Record<string, string>> = {
  '3C': '2C',
  '3D': '2D',
  '5A': '4A',
  '5B': '4B',
}

/** The end of what is said of a part not there; what it is called here, if that is clear. */
export function describeParts(word: string, tests: readonly TestInfo[]): string {
  const here = NEWER_PARTS[word.toUpperCase().replace(/^LAB/, '')]
  const hint = here === undefined ? '' : `; what the labs of 2024 call so is ${here} here`
  return `${hint}; the parts are ${listParts(tests)}`
}

/** Tests whose name is `word`, with or without `Test`, or else contains it in any capitals. */
export function testsNamed(word: string, tests: readonly TestInfo[]): readonly TestInfo[] {
  const wanted = word.toLowerCase()
  const isExact = ({ name }: TestInfo) =>
    name.toLowerCase() === wanted || name.toLowerCase() === `test${wanted}`
  const exact = tests.filter(isExact)
  if (exact.length > 0) return exact
  return tests.filter(({ name }) => name.toLowerCase().includes(wanted))
}

/** The Go tests without ours. A part of them is worth 100 points too. */
export function classicTests(tests: readonly TestInfo[]): readonly TestInfo[] {
  const classic = tests.filter(({ origin }) => origin === 'go')
  const pointsOf = (part: string): number =>
    classic.reduce((sum, test) => (test.part === part ? sum + test.points : sum), 0)
  return classic.map((test) => ({ ...test, points: (100 * test.points) / pointsOf(test.part) }))
}

/** The one test that `word` names within `chosen`; a usage error when there is none or several. */
function chooseTest(word: string, chosen: readonly TestInfo[], all: readonly TestInfo[]): TestInfo {
  const found = testsNamed(word, chosen)
  const [only] = found
  if (only === undefined) throw new UsageError(describeMissing(word, chosen, all))
  if (found.length > 1) {
    throw new UsageError(`'${word}' is part of several test names: ${listNames(found)}`)
  }
  return only
}

function describeMissing(
  word: string,
  chosen: readonly TestInfo[],
  all: readonly TestInfo[],
): string {
  const [elsewhere] = testsNamed(word, all)
  if (elsewhere !== undefined) {
    const isHidden = chosen.some(({ part }) => part === elsewhere.part)
    return isHidden
      ? `${elsewhere.name} is one of our own tests, and 'classic' leaves those out`
      : `${elsewhere.name} is a test of part ${elsewhere.part}, not of ${listParts(chosen)}`
  }
  const nearest = findNearest(
    word,
    all.map(({ name }) => name),
  )
  const hint = nearest === undefined ? '' : `; did you mean '${nearest}'?`
  return `there is no test named '${word}'${hint}`
}

function listNames(tests: readonly TestInfo[]): string {
  const names = tests.slice(0, NAMES_LISTED_MAX).map(({ name }) => name)
  const rest = tests.length - names.length
  return rest === 0 ? listWords(names) : `${names.join(', ')} and ${rest} more`
}

/** `a, b and c` */
export function listWords(words: readonly string[]): string {
  if (words.length < 2) return words.join('')
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}

function labNumber(part: string): string {
  return /^\d+/.exec(part)?.[0] ?? ''
}

/**
 * The tests that were asked for; `usual` is meant when none was. Throws a UsageError when that is
 * not clear.
 */
export function chooseTests(
  given: Given,
  all: readonly TestInfo[],
  usual: TestInfo | undefined,
): readonly TestInfo[] {
  const { scopes, names, values } = given
  if (scopes.length === 0 && names.length === 0) {
    if (usual !== undefined) return [usual]
    throw new UsageError('say what to grade: a part, a lab, a test or all, e.g. npm run grade 2A')
  }
  const inScope = new Set(scopes.flatMap((scope) => testsOfScope(scope, all)))
  const scoped = all.filter((test) => scopes.length === 0 || inScope.has(test))
  const chosen = values.has('classic') ? classicTests(scoped) : scoped
  if (names.length === 0) return chosen
  const named = new Set(names.map((name) => chooseTest(name, chosen, all)))
  return chosen.filter((test) => named.has(test))
}
