/** Says what a failure of a patched reference must say, and tries it. */
import type { Test } from 'tap'
import type { Failure } from '../../tester/failure.ts'
import { zooEntries } from '../../zoo/entries.ts'
import type { Patch } from '../../zoo/entry.ts'
import { runPatched } from './run-patched.ts'

interface Said {
  readonly message: RegExp
  readonly rule: RegExp
  /** Each matches a line. */
  readonly details?: readonly RegExp[]
  /** None of them matches a line. */
  readonly silent?: readonly RegExp[]
}

/** A patch may be that of an entry of the zoo, by its id. */
export type Row = readonly [how: string, patch: Patch | string, test: string, said: Said]

/** The failure of one test, with one seed. */
async function failureOf(patch: Patch | string, name: string): Promise<Failure | undefined> {
  const patches =
    typeof patch === 'string' ? zooEntries.find(({ id }) => id === patch)?.patches : [patch]
  const plan = { folder: 'solutions', firstSeed: 1, jobs: 1 }
  const [result] = await runPatched(patches ?? [], (test) => test.name === name, plan)
  return result?.runs[0]?.failure
}

/** A test for each row. */
export function checkSaid(t: Test, rows: readonly Row[]): void {
  for (const [how, patch, name, said] of rows) {
    t.test(`${name}: ${how}`, async (t) => {
      const failure = await failureOf(patch, name)
      t.match(failure?.message, said.message)
      t.match(failure?.rule, said.rule)
      const details = failure?.details ?? []
      const has = (pattern: RegExp): boolean => details.some((line) => pattern.test(line))
      for (const line of said.details ?? []) t.ok(has(line), String(line), { details })
      for (const line of said.silent ?? []) t.notOk(has(line), String(line), { details })
    })
  }
}
