/** Tests of harness/report/options.ts and option-help.ts. */
import t from 'tap'
import { EXIT_CODES, exitCodeTable } from '../../report/exit-codes.ts'
import { helpText, optionTable } from '../../report/option-help.ts'
import { OPTIONS } from '../../report/options.ts'

t.test('help names every option in both forms, and every exit code', async (t) => {
  const help = helpText()
  for (const { word, flag } of OPTIONS) {
    t.ok(help.includes(`\n  ${word} `), word)
    t.ok(help.includes(`--${flag}`), flag)
  }
  for (const { code, meaning } of EXIT_CODES) {
    t.ok(help.includes(`\n  ${String(code).padEnd(4)}${meaning}`), String(code))
  }
  t.ok(help.split('\n').every((line) => line.length <= 130))
})

t.test('the tables are Markdown', async (t) => {
  const [heading, rule, first] = optionTable().split('\n')
  t.equal(heading, '| Option | Flag | Meaning |')
  t.equal(rule, '|---|---|---|')
  t.equal(first, '| `xN` | `-n, --runs N` | runs per test, each with its own seed; default x1 |')
  t.ok(exitCodeTable().includes('| 70 | a fault of the grader |'))
})

t.test('no name, flag or letter stands for two options', async (t) => {
  const names = OPTIONS.flatMap(({ name, flag }) => (name === flag ? [name] : [name, flag]))
  t.equal(new Set(names).size, names.length)
  const letters = OPTIONS.flatMap(({ short }) => (short === undefined ? [] : [short]))
  t.equal(new Set(letters).size, letters.length)
})
