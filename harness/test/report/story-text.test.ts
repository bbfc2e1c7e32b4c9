/** Tests of harness/report/story-text.ts, and of the word that asks for it. */
import t from 'tap'
import { parseCommand } from '../../report/arguments.ts'
import { describeStory } from '../../report/story-text.ts'
import { allTests } from './samples.ts'

function parse(line: string) {
  const around = { tests: allTests, env: {}, isFolder: () => false, readText: () => '' }
  return parseCommand(line.split(' '), around)
}

t.test('a moment is a line, wrapped under its time; what would act is shown', async (t) => {
  const sentences = [
    { atMs: 1234.5678, who: 'S0', event: 3, text: `says "\u001b[2J${'word '.repeat(12)}"` },
    { atMs: 2000, who: 'test', event: 9, text: 'FAILED' },
  ]
  t.strictSame(describeStory({ sentences, events: 1500 }, 60), [
    'What led to it, as far as the trace shows: 2 moments of 1,500 events',
    '',
    '    1,234.6  says "\\x1b[2Jword word word word word word word',
    '               word word word word word "',
    '      2,000  FAILED',
  ])
  t.strictSame(describeStory({ sentences: [], events: 0 }), [])
})

t.test('explain is of one run in virtual time', async (t) => {
  t.match(parse('2B backup seed=7 explain'), { explainMs: 30_000, seed: 7 })
  t.match(parse('2B backup explain for=2m'), { explainMs: 120_000 })
  t.match(parse('2B backup explain for=0s'), { explainMs: 0 })
  const cases: readonly (readonly [string, RegExp])[] = [
    ['2B explain', /'explain' shows one test, and 3 are chosen/],
    ['2B backup x3 explain', /'explain' shows one run: leave out 'x3'/],
    ['2B backup explain realtime', /'explain' makes a run again, .* no 'realtime'/],
    ['2B backup explain check', /'explain' makes other runs too: leave out 'check'/],
    ['2B backup explain for=30', /'for=30' is wrong: say how long, e.g. for=90s or for=5m/],
    ['2B backup for=9s', /'for=' says for how long to look for a cause: add 'explain'/],
    ['2B backup explain json=-', /'explain' tells on standard output: name a file, json=FILE/],
    ['merge a.json explain', /'explain' means nothing to merge/],
  ]
  for (const [line, message] of cases) {
    t.throws(() => parse(line), { name: 'UsageError', message }, line)
  }
})
