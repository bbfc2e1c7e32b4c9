/**
 * Whether a journal is of the very batch that is to be graded, and if not, what differs: one
 * sentence for whoever wrote `resume`.
 */
import { describeIsolation } from '../report/describe.ts'
import { listWords } from '../report/test-choice.ts'
import { clean } from '../report/text-layout.ts'
import type { ClassPlan, JournalHeader, JournalSubmission } from './journal.ts'

const NAMES_MAX = 5

/** What keeps the batch `now` from going on with the journal of `then`; undefined if nothing. */
export function describeDifference(then: JournalHeader, now: JournalHeader): string | undefined {
  return (
    describePlanChange(then.plan, now.plan) ??
    describeChanges(then.submissions, now.submissions) ??
    (then.suite === now.suite ? undefined : 'the tests or the grader have changed since') ??
    (then.node === now.node
      ? undefined
      : `it was begun with Node ${then.node}, this is ${now.node}`)
  )
}

function describePlanChange(then: ClassPlan, now: ClassPlan): string | undefined {
  const namesOf = ({ tests }: ClassPlan): readonly string[] => tests.map(({ name }) => name)
  if (!isEqual(namesOf(then), namesOf(now))) return 'it was begun with other tests'
  if (!isEqual(then.tests, now.tests)) return 'it was begun with other points for the tests'
  if (then.runs !== now.runs) return `it was begun with x${then.runs}, and this is x${now.runs}`
  if (then.firstSeed !== now.firstSeed) {
    return `it was begun with seed=${then.firstSeed}, and this is seed=${now.firstSeed}`
  }
  const keys = new Set([...Object.keys(then), ...Object.keys(now)]) as Set<keyof ClassPlan>
  for (const key of keys) {
    if (isEqual(then[key], now[key])) continue
    if (key === 'isolation') {
      const [before = 'isolation realm', after = 'isolation realm'] = [then, now].map(
        ({ isolation }) => isolation && describeIsolation(isolation),
      )
      return `it was begun with ${before}, and this is ${after}`
    }
    if (key === 'secretSeeds') return 'it was begun with other secret seeds'
    return `it was begun with ${key} ${shown(then[key])}, and this is ${shown(now[key])}`
  }
  return undefined
}

function describeChanges(
  then: readonly JournalSubmission[],
  now: readonly JournalSubmission[],
): string | undefined {
  const before = new Map(then.map(({ name, hash }) => [name, hash]))
  const names = new Set(now.map(({ name }) => name))
  const changed = now.filter(({ name, hash }) => before.has(name) && before.get(name) !== hash)
  if (changed.length > 0)
    return `${listNames(changed)} changed since, and 'resume' needs it as it was`
  const added = now.filter(({ name }) => !before.has(name))
  if (added.length > 0) return `${listNames(added)} been added since`
  const gone = then.filter(({ name }) => !names.has(name))
  return gone.length > 0 ? `${listNames(gone)} been taken away since` : undefined
}

/** `the submission ann has`, `the submissions ann and bob have` */
function listNames(submissions: readonly JournalSubmission[]): string {
  const names = submissions.slice(0, NAMES_MAX).map(({ name }) => clean(name))
  const rest = submissions.length - names.length
  const list = rest === 0 ? listWords(names) : `${names.join(', ')} and ${rest} more`
  return submissions.length === 1 ? `the submission ${list} has` : `the submissions ${list} have`
}

function isEqual(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

function shown(value: unknown): string {
  return value === undefined ? 'unset' : clean(JSON.stringify(value)).slice(0, 100)
}
