/** How a Go program is woken: by what the installed Go's runtime asks for events. */
import t, { type Test } from 'tap'
import { findGoTool, flagsOf } from '../../runner/go/go-tool.ts'
import { skip } from './fixture.ts'

function goRoot(t: Test, handler: string): string {
  return t.testdir({ src: { runtime: { 'lock_js.go': `package runtime\n\n${handler}\n` } } })
}

t.test('the runtime says itself which bell fits', async (t) => {
  t.strictSame(flagsOf('1.19.8', goRoot(t, 'var eventHandler func()')), [
    '-ldflags=-w',
    '-tags',
    'bell',
  ])
  t.strictSame(flagsOf('1.22.1', goRoot(t, 'var eventHandler func() bool')), [
    '-ldflags=-w',
    '-tags',
    'bell_bool',
  ])
  t.strictSame(flagsOf('1.26.0', goRoot(t, 'var eventHandler func() bool')), [
    '-ldflags=-w -checklinkname=0',
    '-tags',
    'bell_bool',
  ])
})

t.test('a runtime that asks otherwise is woken by events of syscall/js', async (t) => {
  t.strictSame(flagsOf('1.40.0', goRoot(t, 'var eventHandler func(id int) bool')), ['-ldflags=-w'])
  t.strictSame(flagsOf('1.40.0', t.testdir({})), ['-ldflags=-w'])
})

t.test('the Go of this machine has a bell', { skip }, async (t) => {
  t.match((await findGoTool()).flags.at(-1), /^bell/)
})
