/**
 * Realms in guests. A guest serves one life of a run and no other, so that nothing a program leaves
 * in its process, by whatever means, reaches another life or another server; in the next run it may
 * serve again.
 */
import type { Inside, InsideFactory, InsideWatcher } from '../realm/protocol.ts'
import { Fifos } from './fifos.ts'
import { FrameWriter } from './frame.ts'
import { type GuestCommand, GuestProcess } from './guest-process.ts'
import { RemoteInside, type Waiting } from './remote-inside.ts'
import { ENTRY } from './requests.ts'

/** Guests kept for the next run. Ours: a part of lab 3 has up to some forty lives a run. */
const IDLE_MAX = 48

/** What every guest is given before anything else. */
export interface GuestCode {
  readonly bundle: string
  readonly bundleFile: string
  readonly bootstrap: string
}

export interface GuestPoolOptions {
  /** The command of the guest with that number, which no other living guest of this pool has. */
  readonly commandOf: (number: number) => GuestCommand
  readonly waiting: Waiting
  /** No guest serves again. */
  readonly isForOneLife?: boolean
}

interface Guest {
  readonly number: number
  readonly process: GuestProcess
  isLoaded: boolean
}

export class GuestPool implements InsideFactory {
  readonly #code: GuestCode
  readonly #options: GuestPoolOptions
  readonly #fifos = new Fifos()
  readonly #idle: Guest[] = []
  readonly #used = new Set<Guest>()
  readonly #numbers = new Set<number>()

  constructor(code: GuestCode, options: GuestPoolOptions) {
    this.#code = code
    this.#options = options
  }

  make(watcher: InsideWatcher): Inside {
    const guest = this.#idle.pop() ?? this.#start()
    this.#used.add(guest)
    const { waiting, isForOneLife = false } = this.#options
    const onLeave = (): void => this.#left(guest)
    const first = guest.isLoaded ? undefined : this.#loading()
    guest.isLoaded = true
    return new RemoteInside({
      guest: guest.process,
      watcher,
      waiting,
      first,
      onLeave,
      isForOneLife,
    })
  }

  endRun(): void {
    for (const guest of this.#used) {
      if (guest.process.isOpen && this.#idle.length < IDLE_MAX) this.#idle.push(guest)
      else guest.process.kill()
    }
    this.#used.clear()
  }

  /** Ends all guests. */
  close(): void {
    this.endRun()
    for (const { process } of this.#idle) process.kill()
    this.#idle.length = 0
    this.#fifos.close()
  }

  #start(): Guest {
    let number = 0
    while (this.#numbers.has(number)) number++
    this.#numbers.add(number)
    const process = new GuestProcess(this.#options.commandOf(number), this.#fifos.take())
    process.ended.then(() => this.#numbers.delete(number))
    return { number, process, isLoaded: false }
  }

  /** A run may have more lives than guests are worth keeping. */
  #left(guest: Guest): void {
    if (this.#used.size <= IDLE_MAX) return
    this.#used.delete(guest)
    guest.process.kill()
  }

  #loading(): FrameWriter {
    const writer = new FrameWriter()
    const { bundle, bundleFile, bootstrap } = this.#code
    for (const value of [ENTRY.load, bundle, bundleFile, bootstrap]) writer.put(value)
    return writer
  }
}
