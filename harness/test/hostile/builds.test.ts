/**
 * Submissions that do not build: what the student is told, with file and line, before anything
 * runs.
 */
import t, { type Test } from 'tap'
import { BundleError } from '../../realm/bundle.ts'
import { bundleLab } from '../../runner/build-labs.ts'
import type { SubmissionFiles } from './submission.ts'

const RAFT = 'export class Raft {}'

/** What the submission is, its `raft/raft.ts`, and the whole message or a part of it. */
const BROKEN: readonly (readonly [does: string, text: string, says: RegExp])[] = [
  ['an empty file', '', /raft\/raft\.ts must export a class Raft: write `export class Raft/],
  ['no export', 'class Raft {}', /raft\/raft\.ts must export a class Raft/],
  ['another name', 'export class raft {}', /raft\/raft\.ts must export a class Raft/],
  ['export default', 'export default class Raft {}', /raft\/raft\.ts must export a class Raft/],
  ['a syntax error', `${RAFT}\nconst = 5`, /^raft\/raft\.ts:2:7: Expected identifier/],
  [
    'a bracket that is not closed',
    'export class Raft {\n  start() {\n',
    /^raft\/raft\.ts: the file ends before every bracket and quote in it is closed$/,
  ],
  [
    'a wrong regular expression',
    `${RAFT}\n\nexport const r = [/(/]\nr.push()`,
    /^raft\/raft\.ts:3:\d+: Invalid regular expression: \/\(\/: Unterminated group/,
  ],
  [
    'fs',
    `import { readFileSync } from 'fs'\n${RAFT}\nreadFileSync('x')`,
    /^raft\/raft\.ts:1:\d+: 'fs' cannot be imported: student code imports '#lab' and its own files/,
  ],
  [
    'node:crypto',
    `import { randomUUID } from 'node:crypto'\n${RAFT}\nrandomUUID()`,
    /'node:crypto' cannot be imported.*\(crypto is a global, and nrand\(\) comes from '#lab'\)/,
  ],
  ['a package', `import 'lodash'\n${RAFT}`, /raft\.ts:1:8: 'lodash' cannot be imported/],
  ['require', `${RAFT}\nrequire('fs')`, /raft\.ts:2:9: 'fs' cannot be imported/],
  [
    'import()',
    `${RAFT}\nawait import('node:fs')`,
    /raft\.ts:2:\d+: import\('node:fs'\) is not allowed; write an import statement at the top/,
  ],
  ['a file that is not there', `import './log.ts'\n${RAFT}`, /there is no file raft\/log\.ts/],
  [
    'a file of somebody else',
    `import '../../solutions/raft/raft.ts'\n${RAFT}`,
    /leads out of the submission folder/,
  ],
  ['await at the top', `${RAFT}\nawait null`, /raft\.ts:2:1: Top-level await/],
]

for (const [does, text, says] of BROKEN) {
  t.test(`refuses ${does}`, async (t) => {
    const files: SubmissionFiles = { raft: { 'raft.ts': text } }
    await checkRefused(t, t.testdir({ ...files }), says)
  })
}

t.test('refuses a folder without the file, and says how a folder is laid out', async (t) => {
  await checkRefused(
    t,
    t.testdir({ 'raft.ts': RAFT }),
    /raft\.ts does not exist; .*laid out like labs/,
  )
})

t.test('refuses a folder that is not there', async (t) => {
  await checkRefused(t, `${t.testdir()}/nothing`, /there is no folder/)
})

t.test('reports several errors at once', async (t) => {
  const text = "import 'fs'\nimport 'os'\nexport class Raft {}"
  await checkRefused(t, t.testdir({ raft: { 'raft.ts': text } }), /raft\.ts:1.*\n.*\n.*raft\.ts:2/)
})

t.test('refuses links that lead out of the folder, and names them', async (t) => {
  const elsewhere = t.testdir({
    other: { 'raft.ts': RAFT, 'log.ts': '' },
    linkedFolder: { raft: t.fixture('symlink', '../other') },
    linkedFile: { raft: { 'raft.ts': t.fixture('symlink', '../../other/raft.ts') } },
    linkedImport: {
      raft: {
        'raft.ts': `import './log.ts'\n${RAFT}`,
        'log.ts': t.fixture('symlink', '../../other/log.ts'),
      },
    },
  })
  const out = 'is a link that leads out of the submission folder'
  await checkRefused(t, `${elsewhere}/linkedFolder`, new RegExp(`^raft ${out}`))
  await checkRefused(t, `${elsewhere}/linkedFile`, new RegExp(`^raft/raft\\.ts ${out}`))
  await checkRefused(t, `${elsewhere}/linkedImport`, new RegExp(`raft/log\\.ts ${out}`))
})

t.test('accepts links that stay inside, and a folder that is one itself', async (t) => {
  const folder = t.testdir({
    mine: {
      raft: {
        'raft.ts': `import './log.ts'\n${RAFT}`,
        'log.ts': t.fixture('symlink', 'real.ts'),
        'real.ts': '',
      },
    },
    link: t.fixture('symlink', 'mine'),
  })
  t.match((await bundleLab('raft', { folder: `${folder}/link` })).code, /Raft/)
})

t.test('accepts its own files, with .ts, .js or without', async (t) => {
  const text = "import './a.ts'\nimport './b.js'\nimport './c'\nimport '#lab'\nexport class Raft {}"
  const folder = t.testdir({ raft: { 'raft.ts': text, 'a.ts': '', 'b.ts': '', 'c.ts': '' } })
  const { code } = await bundleLab('raft', { folder })
  t.match(code, /class Raft|Raft = class/)
})

async function checkRefused(t: Test, folder: string, says: RegExp): Promise<void> {
  try {
    await bundleLab('raft', { folder })
    t.fail('it was built')
  } catch (error) {
    t.type(error, BundleError)
    t.match((error as Error).message, says)
  }
}
