/** The end of a test: every server is asked to stop, and one that goes on is named. */
import type { Process } from './process.ts'
import type { World } from './world.ts'

/** How long a killed server may take to fall silent, and how long it is then watched. Ours. */
const KILL_GRACE_MS = 2_000
const KILL_WATCH_MS = 500

/** Calls kill() on each and warns of those that still make calls later. Source: 6.5840, cleanup. */
export async function killAll(world: World, processes: readonly Process[]): Promise<void> {
  world.startClosing()
  world.note('fault', 'test', () => 'kill() of every server: the test is over')
  for (const { realm } of processes) realm.kill()
  await world.sim.sleep(KILL_GRACE_MS)
  const before = processes.map(({ callCount }) => callCount)
  await world.sim.sleep(KILL_WATCH_MS)
  processes.forEach(({ callCount, realm }, at) => {
    const more = callCount - (before[at] as number)
    if (more === 0) return
    world.warn(
      `${realm.name} made ${more} more call${more === 1 ? '' : 's'} in the ${KILL_WATCH_MS} ms that began ` +
        `${KILL_GRACE_MS / 1_000} s after kill(); its loops should look whether it was killed`,
    )
  })
}
