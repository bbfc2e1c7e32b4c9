/** The clock and loop of the simulated world, and the ways in which a run can end. */
import t from 'tap'
import { Pulse } from '../../sim/pulse.ts'
import { Sim, type SimOptions, STORM_EVENTS, TEST_OWNER } from '../../sim/sim.ts'

function never(): Promise<void> {
  return new Promise(() => {})
}

t.test('time is that of the event which runs, and no other', async (t) => {
  const sim = new Sim({ seed: 'time' })
  const seen: number[] = []
  t.strictSame(
    await sim.run(async () => {
      seen.push(sim.nowMs)
      await sim.sleep(30)
      seen.push(sim.nowMs)
      await sim.sleep(0.25)
      seen.push(sim.nowMs)
      await sim.sleep(0)
      seen.push(sim.nowMs)
    }),
    { kind: 'done' },
  )
  t.strictSame(seen, [0, 30, 30.25, 30.25])
  t.equal(sim.eventCount, 4)
  t.equal(sim.isOver, true)
})

t.test('all promise work of an event is done before the next event', async (t) => {
  const sim = new Sim({ seed: 'drain' })
  const seen: string[] = []
  sim.schedule(5, 1, () => {
    seen.push('first')
    void (async () => {
      for (let i = 0; i < 100; i++) await Promise.resolve()
      seen.push('its promise work')
    })()
  })
  sim.schedule(5, 1, () => seen.push('second'))
  await sim.run(() => sim.sleep(10))
  t.strictSame(seen, ['first', 'its promise work', 'second'])
})

t.test('events are settled until nothing more comes of them', async (t) => {
  const sim = new Sim({ seed: 'settle' })
  const seen: string[] = []
  let rounds = 0
  sim.settle = () => {
    if (sim.nowMs !== 5 || rounds === 3) return false
    rounds++
    void Promise.resolve(rounds).then((round) => seen.push(`round ${round}`))
    return true
  }
  sim.schedule(5, 1, () => seen.push('event'))
  sim.schedule(5, 1, () => seen.push('next event'))
  await sim.run(() => sim.sleep(10))
  t.strictSame(seen, ['event', 'round 1', 'round 2', 'round 3', 'next event'])
})

t.test('a cancelled event does not happen, at its instant or before', async (t) => {
  const sim = new Sim({ seed: 'cancel' })
  const seen: string[] = []
  const early = sim.schedule(5, 1, () => seen.push('early'))
  const other = sim.schedule(7, 1, () => seen.push('other'))
  sim.schedule(7, 1, () => seen.push('kept'))
  sim.cancel(early)
  sim.schedule(6, 2, () => sim.schedule(1, 2, () => seen.push('last')))
  // Both are due by then: whichever owner comes first, the other one's is gone.
  sim.schedule(6, TEST_OWNER, () => sim.cancel(other))
  await sim.run(() => sim.sleep(10))
  t.strictSame([...seen].sort(), ['kept', 'last'])
  sim.cancel(other)
})

t.test('an event can cancel one that is due at the same instant', async (t) => {
  const sim = new Sim({ seed: 'cancel-due' })
  const seen: string[] = []
  const events = [1, 2].map((owner) =>
    sim.schedule(5, owner, () => {
      seen.push('one')
      for (const event of events) sim.cancel(event)
    }),
  )
  await sim.run(() => sim.sleep(10))
  t.strictSame(seen, ['one'])
  t.equal(sim.eventCount, 3, 'the beginning, the one and the end of the sleep')
})

/** The order in which two events of each of three owners, all due at 5 ms, came. */
async function orderOf(seed: string): Promise<string[]> {
  const sim = new Sim({ seed })
  const order: string[] = []
  for (const turn of ['a', 'b']) {
    for (const owner of [1, 2, 3]) sim.schedule(5, owner, () => order.push(`${owner}${turn}`))
  }
  await sim.run(() => sim.sleep(10))
  return order
}

t.test('among owners at one instant chance decides, and each keeps its order', async (t) => {
  const orders = new Set<string>()
  const firsts = new Set<string>()
  for (let i = 0; i < 40; i++) {
    const order = await orderOf(`tie-${i}`)
    t.equal(order.length, 6)
    for (const owner of [1, 2, 3]) {
      t.ok(order.indexOf(`${owner}a`) < order.indexOf(`${owner}b`), `seed ${i}, owner ${owner}`)
    }
    orders.add(order.join(' '))
    firsts.add(order[0] as string)
  }
  t.strictSame([...firsts].sort(), ['1a', '2a', '3a'])
  t.ok(orders.size > 20, `${orders.size} different orders`)
  t.strictSame(await orderOf('tie-0'), await orderOf('tie-0'))
})

t.test('an event scheduled for this very instant takes part in the draw', async (t) => {
  const seconds = new Set<string>()
  for (let i = 0; i < 20; i++) {
    const sim = new Sim({ seed: `now-${i}` })
    const seen: string[] = []
    sim.schedule(5, 1, () => {
      seen.push('first')
      sim.schedule(0, 2, () => seen.push('new'))
    })
    sim.schedule(5, 1, () => seen.push('old'))
    await sim.run(() => sim.sleep(10))
    t.equal(seen[0], 'first')
    seconds.add(seen[1] as string)
  }
  t.strictSame([...seconds].sort(), ['new', 'old'])
})

t.test('when nothing is due any more, the deadlock names who waits for what', async (t) => {
  const sim = new Sim({ seed: 'deadlock' })
  const end = await sim.run(async () => {
    await sim.waitFor('what did come', sim.sleep(5))
    await Promise.all([
      sim.waitFor('the reply of S2', never()),
      sim.waitFor('agreement on index 7', never()),
      sim.waitFor('a promise that broke', Promise.reject(new Error('x'))).catch(() => {}),
    ])
  })
  t.strictSame(end, { kind: 'deadlock', waiting: ['the reply of S2', 'agreement on index 7'] })
})

t.test('two waits under one name are both there until both are over', async (t) => {
  const sim = new Sim({ seed: 'same-name' })
  const end = await sim.run(async () => {
    await Promise.all([sim.waitFor('a reply', sim.sleep(5)), sim.waitFor('a reply', never())])
  })
  t.strictSame(end, { kind: 'deadlock', waiting: ['a reply'] })
})

t.test('a run ends at its limit, and an event at the limit still happens', async (t) => {
  const seen: number[] = []
  const sim = new Sim({ seed: 'limit', limitMs: 120 })
  sim.schedule(120, 1, () => seen.push(sim.nowMs))
  sim.schedule(120.5, 1, () => seen.push(sim.nowMs))
  t.strictSame(await sim.run(never), { kind: 'timed-out', waiting: [] })
  t.strictSame(seen, [120])
})

t.test('an owner for whom time stands still is a storm', async (t) => {
  const sim = new Sim({ seed: 'storm' })
  const again = (): void => {
    sim.schedule(0, 3, again)
  }
  again()
  t.strictSame(await sim.run(() => sim.sleep(10)), { kind: 'storm', owner: 3 })
  t.ok(sim.nowMs < 1)
})

t.test('as many events spread over time are no storm', async (t) => {
  const sim = new Sim({ seed: 'busy' })
  const again = (): void => {
    sim.schedule(0.001, 3, again)
  }
  again()
  t.strictSame(await sim.run(() => sim.sleep((3 * STORM_EVENTS) / 1000)), { kind: 'done' })
  t.ok(sim.eventCount > 3 * STORM_EVENTS - 10)
})

t.test('a failure ends the run at once, and the first one counts', async (t) => {
  const sim = new Sim({ seed: 'fail' })
  const first = new Error('first')
  sim.schedule(5, 1, () => {
    sim.fail(first)
    sim.fail(new Error('second'))
  })
  sim.schedule(6, 1, () => t.fail('nothing happens after the end'))
  t.strictSame(await sim.run(() => sim.sleep(10)), { kind: 'failed', error: first })
  sim.fail(new Error('third'))
})

t.test(
  'a test that rejects has failed, and one that was failed before does not pass',
  async (t) => {
    const error = new Error('seen')
    const rejecting = new Sim({ seed: 'reject' })
    t.strictSame(await rejecting.run(() => Promise.reject(error)), { kind: 'failed', error })
    const failing = new Sim({ seed: 'fail-then-done' })
    t.strictSame(await failing.run(async () => failing.fail(error)), { kind: 'failed', error })
  },
)

t.test('what an event throws, or what it caused, ends the run', async (t) => {
  const error = new Error('thrown')
  const fail = (): never => {
    throw error
  }
  const event = new Sim({ seed: 'throw' })
  event.schedule(5, 1, fail)
  t.strictSame(await event.run(() => event.sleep(10)), { kind: 'failed', error })
  t.equal(event.nowMs, 5)
  const settle = new Sim({ seed: 'throw' })
  settle.settle = fail
  t.strictSame(await settle.run(() => settle.sleep(10)), { kind: 'failed', error })
})

t.test('the pulse shows another thread how many events have run, and when', async (t) => {
  const pulse = new Pulse()
  const elsewhere = new Pulse(pulse.memory)
  const sim = new Sim({ seed: 'pulse', pulse })
  await sim.run(() => sim.sleep(1.5))
  t.equal(elsewhere.eventCount, sim.eventCount)
  t.equal(elsewhere.nowMs, 1.5)
})

/** Owners that wait for random times and tell each other, and the hash and end of their run. */
async function littleWorld(options: SimOptions) {
  const sim = new Sim(options)
  const order: string[] = []
  const owner = (id: number, turns: number): void => {
    const delayMs = sim.chance.stream('delay').below(4)
    sim.schedule(delayMs, id, () => {
      order.push(`${id} at ${sim.nowMs}`)
      void Promise.resolve().then(() => {
        if (turns > 0) owner(1 + sim.chance.stream(`owner ${id}`).below(3), turns - 1)
      })
    })
  }
  for (const id of [1, 2, 3]) owner(id, 30)
  const end = await sim.run(() => sim.sleep(200))
  return { end, order, hash: sim.trace.hash(), choices: sim.chance.choices() }
}

t.test('the same seed gives the same run and hash, another seed another', async (t) => {
  const wanted = await littleWorld({ seed: '7' })
  t.strictSame(await littleWorld({ seed: '7' }), wanted)
  const other = await littleWorld({ seed: '8' })
  t.not(other.hash, wanted.hash)
  t.equal(wanted.hash, '6d964c193f6da460', 'and it is frozen')
})

t.test('choices that were recorded and are played back give the same run', async (t) => {
  const wanted = await littleWorld({ seed: '7', record: true })
  const again = await littleWorld({ seed: '8', record: true, play: wanted.choices })
  t.strictSame(again, wanted)
  const isTie = ([name]: readonly [string, unknown]): boolean => name.startsWith('tie of')
  const others = Object.fromEntries(Object.entries(wanted.choices).filter((each) => !isTie(each)))
  t.not((await littleWorld({ seed: '8', play: others })).hash, wanted.hash)
})
