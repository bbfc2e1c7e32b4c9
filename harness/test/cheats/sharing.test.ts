/** Servers and clerks that pass on anything outside RPC do not get any further by it. */
import t from 'tap'
import type { ProcessIsolation } from '../../runner/process-isolation.ts'
import { openHoled, runCheat, testCheats } from './cheat.ts'
import { sharingCheats, WALLED, walledSharing, wasteful } from './sharing-cheats.ts'

testCheats(t, sharingCheats)

t.test('with Node broken too, bubblewrap alone holds', async (t) => {
  testCheats(t, walledSharing, 'bubblewrap')
})

t.test('without any walls it passes', async (t) => {
  const holed = openHoled(t, 'none') as ProcessIsolation
  for (const { does, code } of WALLED.filter(({ does }) => !does.startsWith('files'))) {
    await t.test(does, async (t) => {
      const run = await runCheat(t, { code: wasteful(code), test: 'TestRPCBytes2B' }, holed)
      t.equal(run?.failure, undefined)
      t.equal(run?.ok, true)
    })
  }
})
