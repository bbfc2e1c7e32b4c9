/** Servers and clerks that pass on anything outside RPC do not get any further by it. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import type { ProcessIsolation } from '../../runner/process-isolation.ts'
import { openHoled, runCheat, testCheats } from './cheat.ts'
import {
  bySockets,
  sharingCheats,
  TOO_MANY_BYTES,
  telling,
  UDP,
  walledSharing,
} from './sharing-cheats.ts'

testCheats(t, sharingCheats)

t.test('with Node broken too, bubblewrap alone holds', async (t) => {
  testCheats(t, walledSharing, 'bubblewrap')
})

t.test('without any walls a message comes by', async (t) => {
  const holed = openHoled(t, 'none') as ProcessIsolation
  const folder = mkdtempSync(join(tmpdir(), 'raft-cheats-')) // not the test's own: a socket's path is short
  t.teardown(() => rmSync(folder, { recursive: true }))
  for (const { does, code } of bySockets(folder)) {
    await t.test(does, async (t) => {
      const run = await runCheat(t, { code: telling(code), test: 'TestRPCBytes2B' }, holed)
      t.match(run?.failure?.message, /^S\d: Error: heard$/)
    })
  }
})

t.test('whoever tells what comes by is not heard behind walls', async (t) => {
  const walled = openHoled(t, 'bubblewrap')
  if (walled === undefined) return t.pass('bubblewrap does not work here')
  const run = await runCheat(t, { code: telling(UDP), test: 'TestRPCBytes2B' }, walled)
  t.match(run?.failure?.message, TOO_MANY_BYTES)
})
