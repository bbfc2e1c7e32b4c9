/**
 * What the READMEs say of options, exit codes and our own tests comes from the tables in the code.
 */
import { readFileSync } from 'node:fs'
import t from 'tap'
import { exitCodeTable } from '../../report/exit-codes.ts'
import { optionTable } from '../../report/option-help.ts'
import { testInfos } from '../../runner/test-infos.ts'
import { zooEntries } from '../../zoo/entries.ts'

/** What stands between a pair of marks. */
function section(name: string, file = 'README.md'): string {
  const [, inside = ''] = readFileSync(file, 'utf8').split(`<!-- ${name} -->`)
  return (inside.split(`<!-- /${name} -->`)[0] ?? '').trim()
}

t.test('the option table of the README is the one in the code', async (t) => {
  t.equal(section('options'), optionTable().trim())
})

t.test('the exit codes of the README are those in the code', async (t) => {
  t.equal(section('exit-codes'), exitCodeTable().trim())
})

/** Titles carry the part in front or behind, and those of 4B Go's dots. */
function oursTable(): string {
  const rows = testInfos
    .filter(({ origin }) => origin === 'ours')
    .map(({ part, name, title }) => {
      const forces = title.replace(/^Test( \(\w+\))?: /, '').replace(/ (\(\w+\)|\.\.\.)$/, '')
      return `| ${part} | ${name} | ${forces} |`
    })
  return ['| Part | Test | What it forces |', '|---|---|---|', ...rows].join('\n')
}

t.test('the table of our own tests is complete', async (t) => {
  t.equal(section('ours', 'labs/README.md'), oursTable())
})

t.test('docs/strength.md has a line for every kind of wrong solution, and no other', async (t) => {
  const page = readFileSync('docs/strength.md', 'utf8')
  const ids = [...page.matchAll(/^\| `([^`]+)`/gm)].map(([, id]) => id)
  t.strictSame(ids.sort(), [...new Set(zooEntries.map(({ id }) => id))].sort())
})

t.test('docs/reports.md names the readers and versions that are tried', async (t) => {
  const { devDependencies } = JSON.parse(readFileSync('package.json', 'utf8'))
  const rows = readFileSync('docs/reports.md', 'utf8').matchAll(/^\| `([\w-]+)` ([\d.]+) \|/gm)
  const named = [...rows].map(([, name, version]) => `${name} ${version}`)
  const installed = Object.entries(devDependencies).map(([name, version]) => `${name} ${version}`)
  const readers = installed.filter((one) => /^(tap-|junit-|ctrf |csv-)/.test(one))
  t.strictSame(named.sort(), readers.sort())
})
