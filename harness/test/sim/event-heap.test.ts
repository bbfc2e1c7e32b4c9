/** The pending events come up by time and, at one instant, as they were scheduled. */
import t from 'tap'
import { Chance } from '../../sim/chance.ts'
import { EventHeap, type SimEvent } from '../../sim/event-heap.ts'

function event(atMs: number, sequence: number): SimEvent {
  return { atMs, sequence, owner: 0, run: () => {} }
}

function popAll(heap: EventHeap): [atMs: number, sequence: number][] {
  const popped: [number, number][] = []
  for (let next = heap.pop(); next !== undefined; next = heap.pop()) {
    popped.push([next.atMs, next.sequence])
  }
  return popped
}

t.test('an empty heap has nothing to give', async (t) => {
  const heap = new EventHeap()
  t.equal(heap.peek(), undefined)
  t.equal(heap.pop(), undefined)
  t.equal(heap.size, 0)
})

t.test('events come up by time, then in the order they were scheduled', async (t) => {
  const heap = new EventHeap()
  const times = [5, 1, 5, 0.5, 1, 9]
  for (const [sequence, atMs] of times.entries()) heap.push(event(atMs, sequence))
  t.equal(heap.size, 6)
  t.strictSame(popAll(heap), [
    [0.5, 3],
    [1, 1],
    [1, 4],
    [5, 0],
    [5, 2],
    [9, 5],
  ])
})

t.test('peek leaves the event in its place', async (t) => {
  const heap = new EventHeap()
  const only = event(1, 0)
  heap.push(only)
  t.equal(heap.peek(), only)
  t.equal(heap.size, 1)
  t.equal(heap.pop(), only)
})

t.test('cancelled events never come up, wherever they are', async (t) => {
  for (const cancelled of [0, 1, 2, 3]) {
    const heap = new EventHeap()
    const events = [event(1, 0), event(2, 1), event(3, 2), event(4, 3)]
    for (const each of events) heap.push(each)
    const victim = events[cancelled] as SimEvent
    victim.run = undefined
    t.strictSame(
      popAll(heap).map(([, sequence]) => sequence),
      [0, 1, 2, 3].filter((i) => i !== cancelled),
    )
  }
})

t.test('when all are cancelled the heap is empty', async (t) => {
  const heap = new EventHeap()
  const events = [event(1, 0), event(2, 1)]
  for (const each of events) heap.push(each)
  for (const each of events) each.run = undefined
  t.equal(heap.peek(), undefined)
  t.equal(heap.size, 0)
})

t.test('it agrees with sorting, whatever is pushed, popped and cancelled between', async (t) => {
  const chance = new Chance('event-heap').stream('test')
  const isBefore = (a: SimEvent, b: SimEvent): number => a.atMs - b.atMs || a.sequence - b.sequence
  for (let round = 0; round < 50; round++) {
    const heap = new EventHeap()
    let sorted: SimEvent[] = []
    for (let sequence = 0; sequence < 200; sequence++) {
      if (chance.isHit(0.6)) {
        const pushed = event(chance.below(20), sequence)
        heap.push(pushed)
        sorted.push(pushed)
        sorted.sort(isBefore)
      } else if (chance.isHit(0.3) && sorted.length > 0) {
        const victim = chance.pick(sorted)
        victim.run = undefined
        sorted = sorted.filter((each) => each !== victim)
      } else if (heap.pop() !== sorted.shift()) {
        t.fail(`round ${round}, step ${sequence}: another event came up`)
      }
    }
    t.strictSame(
      popAll(heap),
      sorted.map((each) => [each.atMs, each.sequence]),
    )
  }
})
