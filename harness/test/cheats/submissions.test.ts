/** A submission reaches nothing but its own files while it is built, whatever lies in it. */
import { execFileSync } from 'node:child_process'
import t, { type Test } from 'tap'
import { BundleError } from '../../realm/bundle.ts'
import { bundleLab } from '../../runner/build-labs.ts'

const RAFT = 'export class Raft {}'
const OTHER = { raft: { 'raft.ts': `${RAFT} // somebody else's` } }
const REFUSED = /cannot be imported: student code imports '#lab' and its own files, nothing else/

/** What lies in the submission beside another one, and what is said; nothing: it is built alone. */
type Attempt = readonly [does: string, mine: (t: Test) => object, says?: RegExp]

const raft = (text: string, more: object = {}) => ({ raft: { 'raft.ts': text }, ...more })
const importing = (path: string): string => `export { Raft } from '${path}'`

const ATTEMPTS: readonly Attempt[] = [
  ['imports another by ..', () => raft(importing('../../other/raft/raft.ts')), /leads out of the/],
  ['imports the reference', () => raft(importing('../../../solutions/raft/raft.ts')), /leads out/],
  ['imports a file of the machine', () => raft("import '/etc/hostname'\n"), REFUSED],
  ['imports by a URL', () => raft("import 'file:///etc/hostname'\n"), REFUSED],
  ['imports data', () => raft("import 'data:text/javascript,0'\n"), REFUSED],
  ['imports node:fs', () => raft("import 'node:fs'\n"), REFUSED],
  ['requires node:fs', () => raft(`${RAFT}\nrequire('node:fs')`), REFUSED],
  [
    'has a file named like what a bundle begins with',
    () => ({ raft: { 'raft.ts': importing('./entry.js'), 'entry.js': importing('/etc/x.ts') } }),
    REFUSED,
  ],
  [
    'has that file at the top, without an ending',
    () => raft(importing('../entry'), { entry: importing('/etc/x.ts') }),
    /cycle while resolving/,
  ],
  [
    'has a tsconfig.json that leads elsewhere',
    () =>
      raft(importing('other'), {
        'tsconfig.json':
          '{"compilerOptions":{"baseUrl":"..","paths":{"*":["../other/raft/raft"]}}}',
      }),
    REFUSED,
  ],
  [
    'has a package.json that leads elsewhere',
    () =>
      raft(importing('#raft'), {
        'package.json':
          '{"imports":{"#raft":"../other/raft/raft.ts","#lab":"../other/raft/raft.ts"}}',
      }),
    REFUSED,
  ],
  [
    'has node_modules',
    () => raft(importing('good'), { node_modules: { good: { 'index.js': RAFT } } }),
    REFUSED,
  ],
  [
    'has a folder with a package.json that says where its main file is',
    () =>
      raft(importing('../good'), {
        good: { 'package.json': '{"main":"../../other/raft/raft.ts"}' },
      }),
    /there is no file good/,
  ],
  [
    'has a link out of itself',
    (t) => ({ raft: { 'raft.ts': t.fixture('symlink', '../../other/raft/raft.ts') } }),
    /is a link that leads out of the submission folder/,
  ],
  [
    'imports a style sheet, which may import others',
    () => raft(`import '../a.css'\n${RAFT}`, { 'a.css': '@import "/etc/hostname";' }),
    /a\.css is no source file: those end in \.ts or \.js/,
  ],
  ['names a source map of the machine', () => raft(`${RAFT}\n//# sourceMappingURL=/dev/zero`)],
  ['names a source map that never ends', () => raft(`${RAFT}\n/*# sourceMappingURL=./pipe.map */`)],
  [
    'has files of tools beside it',
    () => raft(RAFT, { '.npmrc': 'ignore-scripts=false', '.env': 'A=1' }),
  ],
]

for (const [does, mine, says] of ATTEMPTS) {
  t.test(does, async (t) => {
    const folder = t.testdir({ mine: mine(t) as never, other: OTHER })
    execFileSync('mkfifo', [`${folder}/mine/raft/pipe.map`])
    try {
      const { code } = await bundleLab('raft', { folder: `${folder}/mine` })
      t.equal(says, undefined, 'it was built')
      t.notMatch(code, /somebody else/)
    } catch (error) {
      if (!(error instanceof BundleError)) throw error
      t.match(error.message, says ?? /it is built/)
    }
  })
}

t.test('every file that is read counts in the hash, whatever its ending', async (t) => {
  const build = (file: string, text: string) => {
    const folder = t.testdir({ raft: { 'raft.ts': `import './${file}'\n${RAFT}`, [file]: text } })
    return bundleLab('raft', { folder })
  }
  for (const [file, one, two] of [
    ['a.mts', 'export const a = 1', 'export const a = 2'],
    ['a.json', '{"a":1}', '{"a":2}'],
  ] as const) {
    t.not((await build(file, one)).digest, (await build(file, two)).digest, file)
  }
})
