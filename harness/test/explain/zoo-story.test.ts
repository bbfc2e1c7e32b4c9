/**
 * Stories of wrong solutions of several styles: the moment is told in which the wrong line first
 * decided otherwise. It is found without the story, by running the right solution under the same
 * choices and looking for the first difference.
 */
import t from 'tap'
import { makeStory } from '../../explain/story.ts'
import { serversOf } from '../../report/trace-file.ts'
import { bundleLab } from '../../runner/build-labs.ts'
import { runTraced } from '../../runner/pool.ts'
import { testInfos } from '../../runner/test-infos.ts'
import type { TraceEvent } from '../../sim/trace.ts'
import type { Failure } from '../../tester/failure.ts'
import { zooEntries } from '../../zoo/entries.ts'
import { baseName } from '../../zoo/entry.ts'
import { planOf } from '../../zoo/measure.ts'
import { bundlePatched } from '../../zoo/patched.ts'

const CASES = [
  ['second-vote-in-a-term', 'reference'],
  ['prev-log-term-unchecked', 'eager'],
  ['conflicts-not-truncated', 'step'],
  ['no-duplicate-detection', 'reference'],
  ['append-not-persisted', 'reference'],
  ['clerk-does-not-retry', 'reference'],
  ['deleted-before-commit', 'reference'],
  ['awaited-shards-not-in-snapshot', 'reference'],
] as const

for (const [id, base] of CASES) {
  t.test(`${id} on ${base}`, async (t) => {
    const entry = zooEntries.find((one) => one.id === id && baseName(one.base) === base)
    const test = testInfos.find(({ name }) => name === entry?.tests[0])
    if (entry === undefined || test === undefined) return t.fail('no such entry')
    const { lab } = test
    const plan = planOf(entry.base, [test], { runs: 1, firstSeed: 1, jobs: 1 })
    const wrong = { plan, builds: { [lab]: await bundlePatched(entry, lab) } }
    const right = {
      plan,
      builds: { [lab]: await bundleLab(lab, { folder: entry.base, on: 'solutions' }) },
    }
    const {
      trace = [],
      choices = {},
      failure,
    } = await runTraced(wrong, test, 1, {
      isRecorded: true,
    })
    const { trace: other = [] } = await runTraced(right, test, 1, { play: choices })
    const at = trace.findIndex((event, place) => !isSame(event, other[place]))
    const { sentences } = makeStory(trace, serversOf(trace), failure as Failure)
    const decided = momentsOf(decisive(trace, other, at))
    const told = sentences.some(({ who, atMs }) => decided.includes(`${who} ${atMs}`))
    t.ok(told, `${decided.join(' or ')} is among\n${sentences.map(({ text }) => text).join('\n')}`)
    t.ok(sentences.length <= 25)
  })
}

function isSame(one: TraceEvent, other: TraceEvent | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

/** The first event that differs; where the wrong run leaves something out, what the right one did. */
function decisive(
  wrong: readonly TraceEvent[],
  right: readonly TraceEvent[],
  at: number,
): TraceEvent {
  const [before, here, there] = [wrong[at - 1], wrong[at] as TraceEvent, right[at]]
  const isLeftOut =
    there?.who === before?.who &&
    there?.atMs === before?.atMs &&
    !['request', 'reply', 'lost', 'timer'].includes(there?.kind ?? '')
  return isLeftOut ? (there as TraceEvent) : here
}

/** A reply differs because of who has made it. */
function momentsOf({ kind, who, atMs, from, answeredAtMs }: TraceEvent): readonly string[] {
  return [`${who} ${atMs}`, ...(kind === 'reply' ? [`${from} ${answeredAtMs}`] : [])]
}
