/** How a Go program is woken: by what the installed Go's runtime asks for events. */
import t, { type Test } from 'tap'
import { bellOf, findGoTool } from '../../runner/go/go-tool.ts'
import { skip } from './fixture.ts'

function goRoot(t: Test, handler: string): string {
  return t.testdir({ src: { runtime: { 'lock_js.go': `package runtime\n\n${handler}\n` } } })
}

t.test('the runtime says itself which bell fits', async (t) => {
  const bellFor = (version: string, handler: string) => bellOf(version, goRoot(t, handler))
  t.strictSame(bellFor('1.19.8', 'var eventHandler func()'), { ldflags: '-w', tags: ['bell'] })
  t.strictSame(bellFor('1.22.1', 'var eventHandler func() bool'), {
    ldflags: '-w',
    tags: ['bell_bool'],
  })
  t.strictSame(bellFor('1.26.0', 'var eventHandler func() bool'), {
    ldflags: '-w -checklinkname=0',
    tags: ['bell_bool'],
  })
})

t.test('a runtime that asks otherwise is woken by events of syscall/js', async (t) => {
  const none = { ldflags: '-w', tags: [] }
  t.strictSame(bellOf('1.40.0', goRoot(t, 'var eventHandler func(id int) bool')), none)
  t.strictSame(bellOf('1.40.0', t.testdir({})), none)
})

t.test('the Go of this machine has a bell', { skip }, async (t) => {
  t.match((await findGoTool()).tags.at(-1), /^bell/)
})
