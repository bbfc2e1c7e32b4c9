/**
 * Unbuffered channels, as in Go: a value changes hands when a sender and a receiver have met.
 * Behind `makeChannel` of '#lab'; `receiveWith` lets the plumbing be a receiver without a promise.
 */
import type { Channel } from '../../api/lab.ts'
import { NativeError, NativePromise } from './primordials.ts'

/** First in, first out, as a linked list. */
class Queue<T> {
  #first: QueueNode<T> | undefined
  #last: QueueNode<T> | undefined

  put(item: T): void {
    const node: QueueNode<T> = { item, next: undefined }
    if (this.#last === undefined) this.#first = node
    else this.#last.next = node
    this.#last = node
  }

  take(): T | undefined {
    const node = this.#first
    if (node === undefined) return undefined
    this.#first = node.next
    if (this.#first === undefined) this.#last = undefined
    return node.item
  }
}

interface QueueNode<T> {
  readonly item: T
  next: QueueNode<T> | undefined
}

interface Sender<T> {
  readonly value: T
  /** Settles the sender's promise. */
  readonly taken: () => void
}

interface Receiver<T> {
  readonly give: (value: T) => void
  /** Told when the channel was closed before a value came. */
  readonly closed: () => void
}

class UnbufferedChannel<T> implements Channel<T> {
  readonly #senders = new Queue<Sender<T>>()
  readonly #receivers = new Queue<Receiver<T>>()
  readonly #onTransfer: ((value: T) => void) | undefined
  #isClosed = false

  constructor(onTransfer: ((value: T) => void) | undefined) {
    this.#onTransfer = onTransfer
  }

  send(value: T): Promise<void> {
    return new NativePromise((resolve, reject) => {
      if (this.#isClosed) return reject(new NativeError('send on a closed channel'))
      const receiver = this.#receivers.take()
      if (receiver === undefined) return this.#senders.put({ value, taken: resolve })
      this.#onTransfer?.(value)
      receiver.give(value)
      resolve()
    })
  }

  receive(): Promise<T> {
    return new NativePromise((resolve, reject) => {
      this.#receive({
        give: resolve,
        closed: () => reject(new NativeError('receive on a closed channel')),
      })
    })
  }

  /** Closing twice does nothing more. */
  close(): void {
    this.#isClosed = true
    let receiver = this.#receivers.take()
    while (receiver !== undefined) {
      receiver.closed()
      receiver = this.#receivers.take()
    }
  }

  [Symbol.asyncIterator](): AsyncIterator<T, undefined> {
    return {
      next: () =>
        new NativePromise((resolve) => {
          this.#receive({
            give: (value) => resolve({ value, done: false }),
            closed: () => resolve({ value: undefined, done: true }),
          })
        }),
    }
  }

  #receive(receiver: Receiver<T>): void {
    const sender = this.#senders.take()
    if (sender !== undefined) {
      this.#onTransfer?.(sender.value)
      receiver.give(sender.value)
      sender.taken()
    } else if (this.#isClosed) {
      receiver.closed()
    } else {
      this.#receivers.put(receiver)
    }
  }

  static receiveWith<T>(channel: UnbufferedChannel<T>, callback: (value: T) => void): void {
    channel.#receive({ give: callback, closed: () => {} })
  }
}

/** Makes an unbuffered channel. `onTransfer` is told of every value when it changes hands. */
export function makeChannel<T>(onTransfer?: (value: T) => void): Channel<T> {
  return new UnbufferedChannel<T>(onTransfer)
}

const { receiveWith: receiveUnbuffered } = UnbufferedChannel

/**
 * Receives once without a promise: `callback` runs at the moment a sender is there, before the
 * sender's promise resolves. What it throws goes to the sender. Never called if the channel is
 * closed first.
 */
export function receiveWith<T>(channel: Channel<T>, callback: (value: T) => void): void {
  receiveUnbuffered(channel as UnbufferedChannel<T>, callback)
}
