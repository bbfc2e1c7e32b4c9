/** What the README says of options and exit codes comes from the table in the code. */
import { readFileSync } from 'node:fs'
import t from 'tap'
import { exitCodeTable, optionTable } from '../../report/options.ts'

const readme = readFileSync('README.md', 'utf8')

/** What stands between a pair of marks. */
function section(name: string): string {
  const [, inside = ''] = readme.split(`<!-- ${name} -->`)
  return (inside.split(`<!-- /${name} -->`)[0] ?? '').trim()
}

t.test('the option table of the README is the one in the code', async (t) => {
  t.equal(section('options'), optionTable().trim())
})

t.test('the exit codes of the README are those in the code', async (t) => {
  t.equal(section('exit-codes'), exitCodeTable().trim())
})
