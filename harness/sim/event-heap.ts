/**
 * The pending events, a binary heap ordered by time and, for equal times, by the order in which
 * they were scheduled. Cancelled events stay until they come up. Knows nothing of what an event
 * does.
 */

/**
 * Something that will happen. `owner` is the number of the process it belongs to; 0 is the test.
 */
export interface SimEvent {
  readonly atMs: number
  readonly sequence: number
  readonly owner: number
  /** What happens; undefined once it was cancelled. */
  run: (() => void) | undefined
}

export class EventHeap {
  readonly #heap: SimEvent[] = []

  get size(): number {
    return this.#heap.length
  }

  /** The earliest event that is not cancelled, left in place. */
  peek(): SimEvent | undefined {
    while (this.#heap.length > 0) {
      const first = this.#heap[0] as SimEvent
      if (first.run !== undefined) return first
      this.#removeFirst()
    }
    return undefined
  }

  /** Takes the earliest event that is not cancelled. */
  pop(): SimEvent | undefined {
    const first = this.peek()
    if (first !== undefined) this.#removeFirst()
    return first
  }

  push(event: SimEvent): void {
    const heap = this.#heap
    let at = heap.length
    heap.push(event)
    while (at > 0) {
      const parentAt = (at - 1) >> 1
      const parent = heap[parentAt] as SimEvent
      if (!isBefore(event, parent)) break
      heap[at] = parent
      at = parentAt
    }
    heap[at] = event
  }

  #removeFirst(): void {
    const heap = this.#heap
    const last = heap.pop() as SimEvent
    const size = heap.length
    if (size === 0) return
    let at = 0
    for (;;) {
      let childAt = 2 * at + 1
      if (childAt >= size) break
      const right = childAt + 1
      if (right < size && isBefore(heap[right] as SimEvent, heap[childAt] as SimEvent))
        childAt = right
      const child = heap[childAt] as SimEvent
      if (!isBefore(child, last)) break
      heap[at] = child
      at = childAt
    }
    heap[at] = last
  }
}

function isBefore(a: SimEvent, b: SimEvent): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.sequence < b.sequence)
}
