/** A program that has begun: its memory, and how it is woken. */
import { AT, GoMemory, RUNG } from './memory.ts'
import type { GoHost, GoInstance } from './runtime.ts'

export interface GoProgram {
  readonly memory: GoMemory
  /** Lets it do what its inbox says. */
  wake(): void
  /** Lets it see to its timers. */
  resume(): void
}

/** Starts a program in an instance. Throws a GoExit when it ends at once. */
export function begin(instance: GoInstance, host: Omit<GoHost, 'connect'>): GoProgram {
  let header = 0
  let wake = (): void => {}
  const connect = (at: number, woken: () => void): void => {
    header = at
    wake = woken
  }
  const running = instance.start({ ...host, connect })
  const memory = new GoMemory(running.memory, header)
  const ring = (what: number) => (): void => {
    memory.put(AT.rung, what)
    running.resume()
  }
  if (memory.word(AT.hasBell) === 0) return { memory, wake, resume: () => running.resume() }
  return { memory, wake: ring(RUNG.request), resume: ring(RUNG.timer) }
}
