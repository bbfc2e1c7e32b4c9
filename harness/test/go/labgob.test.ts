/**
 * Runs the Go tests of harness/go/labgob: our codec beside encoding/gob, on many values, and on
 * bytes that no encoder wrote; and those of labworld, which need no host.
 */
import { spawnSync } from 'node:child_process'
import t from 'tap'

const FOLDER = 'harness/go'
/** Nothing is fetched, neither a newer Go nor a module. */
const ENV = { GOTOOLCHAIN: 'local', GOPROXY: 'off', GOFLAGS: '-mod=mod', GO111MODULE: 'on' }

function go(...args: string[]): { status: number | null; said: string } {
  // A cache of its own only where there is no home to keep one in.
  const cache = process.env.HOME === undefined ? { GOCACHE: t.testdir({}) } : {}
  const env = { ...process.env, ...cache, ...ENV }
  const { status, stdout, stderr, error } = spawnSync('go', args, {
    cwd: FOLDER,
    env,
    encoding: 'utf8',
  })
  return { status, said: `${error ?? ''}${stdout ?? ''}${stderr ?? ''}` }
}

const skip = go('version').status === 0 ? false : 'there is no Go here: install golang-go'

t.test('labgob does what encoding/gob does', { skip }, async (t) => {
  const { status, said } = go('test', './labgob')
  t.equal(status, 0, said)
})

t.test('what goroutines put out at the same time stays whole', { skip }, async (t) => {
  const { status, said } = go('test', '-timeout=60s', './labworld')
  t.equal(status, 0, said)
})

t.test('both are as go vet wants it', { skip }, async (t) => {
  t.match(go('vet', './labgob', './labworld'), { status: 0, said: '' })
})
