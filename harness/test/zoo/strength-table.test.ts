/** Tests of harness/zoo/strength-table.ts. */
import { readFileSync } from 'node:fs'
import t from 'tap'
import { testInfos } from '../../runner/test-infos.ts'
import { raftBases } from '../../zoo/raft-entries.ts'
import type { Scene } from '../../zoo/scenes.ts'
import { strengthPage } from '../../zoo/strength-table.ts'

const UNKNOWN = '**not known**'

const whole: Scene = {
  test: 'TestFigure8Steps2C',
  base: 'eager',
  runs: 20,
  failed: [],
  showedNothing: 0,
  showedPart: 0,
  notForced: [],
}
const missing: Scene = { ...whole, base: 'prevote', showedNothing: 3, notForced: ['it stays'] }

/** The rows of the table of scenes, by cells. */
function rows(page: string): string[][] {
  const [, scenes = ''] = page.split('## Scenes')
  const lines = scenes
    .split('\n')
    .filter((line) => line.startsWith('| Test') && !line.startsWith('| Test |'))
  return lines.map((line) => line.slice(2, -2).split(' | '))
}

t.test('a scene that does not come about is listed with the reason', async (t) => {
  const page = strengthPage([], [whole, missing])
  t.match(page, '40 runs, 0 of them blamed it')
  t.match(page, 'On 1 of 2 pairs')
  const why = raftBases.find(({ folder }) => folder.endsWith('prevote'))?.scenes?.[missing.test]
  t.strictSame(rows(page), [
    ['TestFigure8Steps2C', 'prevote', '3 of 20', '0 of 20', 'it stays', why],
  ])
})

t.test('one for which no reason is known says so; false alarms are counted', async (t) => {
  const page = strengthPage([], [{ ...missing, base: 'eager', failed: [7, 9] }])
  t.equal(rows(page)[0]?.at(-1), UNKNOWN)
  t.match(page, '20 runs, 2 of them blamed it')
})

t.test('where every scene comes about there is no table', async (t) => {
  const page = strengthPage([], [whole])
  t.match(page, 'On 1 of 1 pairs')
  t.notMatch(page, '| Test |')
  t.notMatch(page, 'On the others')
})

t.test('docs/strength.md knows a reason for every scene that is missing', async (t) => {
  const page = readFileSync('docs/strength.md', 'utf8')
  t.match(page, '## Scenes')
  t.notMatch(page, UNKNOWN)
  for (const [test = '', base, ...cells] of rows(page)) {
    const known = raftBases.find(({ folder }) => folder.endsWith(`/${base}`))?.scenes?.[test]
    t.equal(cells.at(-1), known, `${test} on ${base}`)
  }
})

t.test('reasons are given for tests that there are', async (t) => {
  const names = testInfos.filter(({ lab }) => lab === 'raft').map(({ name }) => name)
  for (const { folder, scenes = {} } of raftBases) {
    const unknown = Object.keys(scenes).filter((test) => !names.includes(test))
    t.strictSame(unknown, [], folder)
  }
})
