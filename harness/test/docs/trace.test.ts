/** docs/trace.md against real traces: every kind and field is in it, and ids tie up. */
import { readFileSync } from 'node:fs'
import t from 'tap'
import { bundleLab } from '../../runner/build-labs.ts'
import { runTraced } from '../../runner/pool.ts'
import { testInfos } from '../../runner/test-infos.ts'
import type { TraceEvent } from '../../sim/trace.ts'
import { makePlan } from '../report/samples.ts'

const docs = readFileSync('docs/trace.md', 'utf8')

/** What the first cells of the docs' tables name in backquotes. */
function documented(text: string): Set<string> {
  const cells = text.split('\n').flatMap((line) => /^\| (`[^|]+) \|/.exec(line)?.[1] ?? [])
  return new Set(cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map((m) => m[1] ?? '')))
}

/** Words of a trace that the docs do not name. */
function undocumented(events: readonly TraceEvent[], text: string): string[] {
  const known = documented(text)
  const words = events.flatMap((event) => [
    event.kind,
    ...Object.keys(event),
    ...Object.keys((event.inferred as object | undefined) ?? {}),
  ])
  return [...new Set(words)].filter((word) => !known.has(word))
}

/** A line for every id that does not tie up. */
function untied(events: readonly TraceEvent[]): string[] {
  const seen = new Map<unknown, Set<string>>()
  return events.flatMap(({ kind, id }) => {
    if (!['call', 'request', 'reply', 'lost'].includes(kind)) return []
    const kinds = seen.get(id) ?? new Set()
    seen.set(id, kinds.add(kind))
    const isTied =
      Number.isInteger(id) &&
      (kind === 'call' || kinds.has('call')) &&
      (kind !== 'reply' || kinds.has('request')) &&
      !(kinds.has('reply') && kinds.has('lost'))
    return isTied ? [] : [`${kind} ${id}`]
  })
}

const TESTS: readonly [lab: string, name: string][] = [
  ['raft', 'TestRejoin2B'],
  ['raft', 'TestSnapshotInstallUnCrash2D'],
  ['shardkv', 'TestConcurrent1'],
]

for (const [lab, name] of TESTS) {
  t.test(`${name}: kinds, fields and ids`, async (t) => {
    const test = testInfos.find((info) => info.name === name)
    if (test === undefined) return t.fail('no such test')
    const builds = { [lab]: await bundleLab(lab, { folder: 'solutions' }) }
    const { trace: events = [] } = await runTraced({ plan: makePlan([test]), builds }, test, 1)
    t.ok(events.length > 100)
    t.strictSame(undocumented(events, docs), [])
    t.strictSame(untied(events), [])
    const has = (kind: string): boolean => events.some((event) => event.kind === kind)
    for (const kind of ['call', 'link', 'timer-set', 'state', 'save']) t.ok(has(kind), kind)
    const saves = events.filter(({ kind }) => kind === 'save')
    t.ok(saves.some(({ inferred }) => inferred !== undefined))
    const names = new Set(events.map(({ who }) => who))
    for (const { to, from } of events) {
      for (const place of [to, from]) t.ok(place === undefined || names.has(place as string))
    }
    if (lab === 'shardkv') for (const kind of ['invoke', 'return', 'config']) t.ok(has(kind), kind)
  })
}

t.test('what is not documented, and what does not tie up, is seen', async (t) => {
  const event = (kind: string, id: number): TraceEvent => ({ atMs: 0, kind, who: 'S0', id })
  t.strictSame(undocumented([{ ...event('leap', 1), odd: 1 }], docs), ['leap', 'odd'])
  t.strictSame(untied([event('request', 1)]), ['request 1'])
  t.strictSame(untied([event('call', 1), event('reply', 1)]), ['reply 1'])
  const both = ['call', 'request', 'reply', 'lost'].map((kind) => event(kind, 1))
  t.strictSame(untied(both), ['lost 1'])
})
