/** Tests of harness/tester/entrance.ts. */
import t from 'tap'
import type { Request } from '../../labrpc/call.ts'
import { Sim } from '../../sim/sim.ts'
import { Entrance } from '../../tester/entrance.ts'

/** An entrance of 4 to 6 ms a request, before a server that answers after 3 ms. */
function build(seed = 'entrance') {
  const sim = new Sim({ seed })
  const entered: { name: string; atMs: number }[] = []
  const openMs: number[] = []
  const server = {
    dispatch({ args: name }: Request, done: (reply: string) => void) {
      entered.push({ name, atMs: sim.nowMs })
      sim.schedule(3, 1, () => done(''))
    },
  }
  const entrance = new Entrance({ sim, server, owner: 1, requestMs: { min: 4, max: 6 }, openMs })
  const ask = (args: string, svcMeth = 'KVServer.get'): Promise<void> =>
    new Promise((resolve) =>
      entrance.dispatch({ svcMeth, args, from: 'C0', id: 1 }, () => resolve()),
    )
  return { sim, entered, openMs, ask }
}

/** How many entered at each instant at which any did. */
function burstsOf(entered: readonly { atMs: number }[]): number[] {
  const counts = new Map<number, number>()
  for (const { atMs } of entered) counts.set(atMs, (counts.get(atMs) ?? 0) + 1)
  return [...counts.values()]
}

t.test('a message of Raft enters at once', async (t) => {
  const { sim, entered, openMs, ask } = build()
  await sim.run(() => ask('x', 'Raft.requestVote'))
  t.strictSame(entered, [{ name: 'x', atMs: 0 }])
  t.strictSame(openMs, [])
})

t.test('one client waits for the work on its request, and for nobody else', async (t) => {
  const { sim, entered, ask } = build()
  await sim.run(async () => {
    for (let count = 0; count < 100; count++) {
      const sinceMs = sim.nowMs
      await ask(`${count}`)
      const workMs = (entered[count]?.atMs ?? 0) - sinceMs
      t.ok(workMs >= 4 && workMs <= 6, `${workMs} ms`)
    }
  })
})

t.test('requests that wait together enter in bursts of any size, in their order', async (t) => {
  const { sim, entered, ask } = build()
  const names = Array.from({ length: 400 }, (_, at) => `${at}`)
  await sim.run(async () => {
    await Promise.all(names.map((name) => ask(name)))
  })
  t.strictSame(
    entered.map(({ name }) => name),
    names,
  )
  const bursts = burstsOf(entered)
  t.strictSame([...new Set(bursts)].sort(), [1, 2, 3, 4, 5, 6, 7, 8])
  const tookMs = entered.at(-1)?.atMs ?? 0
  t.ok(Math.abs(tookMs / names.length - 5) < 0.1, `${tookMs / names.length} ms a request`)
})

t.test('the same seed gives the same bursts, another one others', async (t) => {
  const enteredWith = async (seed: string) => {
    const { sim, entered, ask } = build(seed)
    await sim.run(async () => {
      await Promise.all(Array.from({ length: 40 }, () => ask('x')))
    })
    return burstsOf(entered)
  }
  t.strictSame(await enteredWith('one'), await enteredWith('one'))
  t.notSame(await enteredWith('one'), await enteredWith('two'))
})

t.test('the time with so many open requests is added up', async (t) => {
  const { sim, entered, openMs, ask } = build()
  await sim.run(async () => {
    await Promise.all(Array.from({ length: 40 }, () => ask('x')))
  })
  const most = Math.max(...burstsOf(entered))
  t.equal(openMs.length, most + 1)
  const requestMs = openMs.reduce((sum, ms, count) => sum + ms * count, 0)
  t.ok(Math.abs(requestMs - 40 * 3) < 1e-6, `${requestMs} ms`)
})
