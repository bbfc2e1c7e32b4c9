/** Errors of a process that runs tests which nobody has caught: the run's own, or ours. */
import { currentWorld } from './run-test.ts'

/** What is not of the run that is going on is given to `bailOut`, which ends the process. */
export function onStrayErrors(bailOut: (error: unknown) => never): void {
  process.on('unhandledRejection', (reason, promise) => {
    if (currentWorld !== undefined) currentWorld.unhandledRejection(reason, promise)
    else if (promise instanceof Promise) bailOut(reason)
  })
  process.on('uncaughtException', bailOut)
}
