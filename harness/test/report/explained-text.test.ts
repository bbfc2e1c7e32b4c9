/** Tests of harness/report/explained-text.ts. */
import t from 'tap'
import { describeExplained, tellExplained } from '../../report/explained-text.ts'
import type { TracedRun } from '../../runner/events.ts'
import type { Explained } from '../../runner/explain-run.ts'
import { at, begin, state } from '../page/events.ts'
import { backup, makeRun, split } from './samples.ts'

const failure = { ...split, atMs: 100 }
const choices = { 'S0 to S1 Raft.vote, request hop': [4, 5, 6] }
const crash = at(60, 'fault', 'S0', { action: 'crash', life: 1 })
const enters = (term: number) => ({ ...state(40, 'S0', term), text: `term ${term}` })
const trace = [begin('S0'), enters(1), crash]
const run: TracedRun = { ...makeRun(backup, 7, { failure }), trace, choices }
const point = (atMs: number, failed: number, tries = 20) => ({ atMs, failed, tries })

function linesOf(explained: Explained): readonly string[] {
  return describeExplained(tellExplained(run, explained))
}

t.test('the moment, the curve, what happened then and the run that passes', async (t) => {
  const [before, after] = [point(40, 3), point(60, 19)]
  const changed = [{ name: 'S0 to S1 Raft.vote, request hop', number: 1, atMs: 40, value: 900 }]
  const passed = { ...run, ok: true, trace: [begin('S0'), enters(2)] }
  const lines = linesOf({
    when: { points: [point(0, 2), before, after], jump: { before, after, lastMs: 40 }, tries: 60 },
    nearest: { changed, choices: {}, run: passed },
    runs: 71,
    isCut: false,
  })
  t.strictSame(lines, [
    'When: what chance chose at 40 ms decided it. With that kept, 19 of 20 continuations failed so; with that drawn',
    '    anew too, 3 of 20.',
    `  ${'▂'.repeat(19)}${'█'.repeat(29)}  0 to 100 ms; all drawn anew: 2 of 20`,
    '  40 ms  S0: term 1',
    'With one other choice it passes: "S0 to S1 Raft.vote, request hop" number 2 is 900, not 5 (docs/choices.md).',
    '  here   40 ms  S0: term 1',
    '  there  40 ms  S0: term 2',
    '71 other runs were made for this.',
  ])
})

t.test('a long stretch, or one tried a few times, is not told as the moment', async (t) => {
  const told = (before: ReturnType<typeof point>, lastMs: number): string => {
    const jump = { before, after: point(100, 20), lastMs }
    const when = { points: [before], jump, tries: 20 }
    return linesOf({ when, runs: 20, isCut: true }).join(' ')
  }
  t.match(told(point(40, 0), 44), /^When: what chance chose from 40 to 44 ms decided it/)
  for (const vague of [told(point(40, 0), 60), told(point(40, 0, 2), 40)]) {
    t.match(vague, /chance decided it, as far as there was time to look/)
    t.notMatch(vague, / S0: term 1/)
  }
})

t.test('a failure that chance has no part in, and one that no moment decides', async (t) => {
  const told = (failed: number): string =>
    linesOf({
      when: { points: [point(0, failed)], tries: 20 },
      runs: 20,
      isCut: true,
    }).join(' ')
  t.match(told(20), /^When: whatever chance does, it fails so\. .* 20 of 20/)
  t.match(told(9), /^When: no moment stands out\. .*the time was over/)
})
