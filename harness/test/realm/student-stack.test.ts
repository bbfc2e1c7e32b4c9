/** Stacks from inside a realm become the student's own lines, and nothing else. */
import t from 'tap'
import { bundle } from '../../realm/bundle.ts'
import { BUNDLE_FILE } from '../../realm/bundle-file.ts'
import { StackMapper } from '../../realm/student-stack.ts'

const RAFT = [
  "import { log } from './log.ts'",
  'export class Raft {',
  '  requestVote(args: { term: number }): number {',
  '    return log(args.term)',
  '  }',
  '}',
].join('\n')
const LOG = 'export function log(term: number): number {\n  return term.missing.field\n}\n'

/** Line and column, from 1, of a text in the bundle. */
function placeOf(code: string, text: string): string {
  const before = code.slice(0, code.indexOf(text)).split('\n')
  return `${before.length}:${(before.at(-1)?.length ?? 0) + 1}`
}

t.test('maps frames to files and lines, and drops those of others', async (t) => {
  const folder = t.testdir({ raft: { 'raft.ts': RAFT, 'log.ts': LOG } })
  const { code, map } = await bundle(folder, [{ file: 'raft/raft.ts', name: 'Raft' }])
  const called = placeOf(code, 'log(args.term)')
  const description = [
    'TypeError: no field',
    'and a second line',
    `    at log (${BUNDLE_FILE}:${placeOf(code, 'term.missing')})`,
    `    at async Raft.requestVote [as handler] (${BUNDLE_FILE}:${called})`,
    '    at callHandler (bootstrap.js:10:5)',
    '    at node:internal/process/task_queues:95:5',
    '    at new Promise (<anonymous>)',
  ].join('\n')
  t.same(new StackMapper(map).read(description), {
    title: 'TypeError: no field\nand a second line',
    frames: ['raft/log.ts:2:10 (in log)', 'raft/raft.ts:4:12 (in Raft.requestVote)'],
  })
})

t.test('a description without a stack is all title', async (t) => {
  const { map } = await bundle(t.testdir({ 'a.ts': 'export const A = 1' }), [
    { file: 'a.ts', name: 'A' },
  ])
  t.same(new StackMapper(map).read('threw 7'), { title: 'threw 7', frames: [] })
})

t.test('a function is found by its source text, where that stands once', async (t) => {
  const twice = 'export const one = () => 1\nexport const other = () => 1\n'
  const all = `${RAFT}\nexport * as logs from './log.ts'`
  const folder = t.testdir({ raft: { 'raft.ts': all, 'log.ts': LOG + twice } })
  const { code, map } = await bundle(folder, [{ file: 'raft/raft.ts', name: 'Raft' }])
  const mapper = new StackMapper(map, code)
  const handler = code.slice(code.indexOf('requestVote(args)'), code.indexOf('log(args.term)') + 20)
  t.equal(mapper.placeOf(handler), 'raft/raft.ts:3')
  t.equal(mapper.placeOf(handler), 'raft/raft.ts:3', 'again')
  for (const none of ['', 'function () { [native code] }', '() => 1', 'term']) {
    t.equal(mapper.placeOf(none), undefined, none)
  }
  t.equal(new StackMapper(map).placeOf(handler), undefined, 'without the code')
})

t.test('shows at most six frames', async (t) => {
  const folder = t.testdir({ 'a.ts': 'export function A() {\n  throw new Error()\n}' })
  const { code, map } = await bundle(folder, [{ file: 'a.ts', name: 'A' }])
  const frame = `    at A (${BUNDLE_FILE}:${placeOf(code, 'throw new')})`
  const { frames } = new StackMapper(map).read(`Error: x\n${`${frame}\n`.repeat(50)}`)
  t.same(frames, Array(6).fill('a.ts:2:3 (in A)'))
})
