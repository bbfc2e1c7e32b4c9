/** Guests serve again in the next run, unless they are gone. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { GuestPool } from '../../guest/guest-pool.ts'
import type { GuestProcess } from '../../guest/guest-process.ts'
import type { Inside } from '../../realm/protocol.ts'

const BUILT = new URL('../../../dist/', import.meta.url)
const SETUP = JSON.stringify({ program: 'raft', ends: [], randomWords: [1, 2, 3, 4] })
/** Throws in its constructor, which is an answer as good as any. */
const CODE = '(function () {})'

t.test('a guest that went unnoticed at the end of a run does not serve again', async (t) => {
  const asked: GuestProcess[] = []
  const pool = new GuestPool(
    {
      bundle: CODE,
      bundleFile: 'submission.bundle.js',
      bootstrap: readFileSync(new URL('bootstrap.js', BUILT), 'utf8'),
    },
    {
      commandOf: () => ({
        file: process.execPath,
        args: [fileURLToPath(new URL('guest.cjs', BUILT))],
      }),
      waiting: {
        begin: (guest) => asked.push(guest),
        end() {},
        faultOf: () => undefined,
      },
    },
  )
  t.teardown(() => pool.close())
  let deaths = 0
  const live = (): Inside => {
    const inside = pool.make({
      name: 'S0',
      rejected() {},
      died: () => deaths++,
      woken() {},
      later: () => () => {},
    })
    const nothing = new Uint8Array(0)
    inside.boot(0, SETUP, nothing, nothing)
    t.ok(inside.takeOutbox(), 'it answers')
    return inside
  }
  const [first, second] = [live(), live()]
  for (const { pid } of asked) process.kill(pid, 'SIGKILL')
  first.kill(1)
  first.takeOutbox()
  t.equal(deaths, 1, 'the one that is asked is found gone')
  first.leave?.()
  second.leave?.()
  pool.endRun()
  live()
  t.equal(deaths, 1)
})
