/**
 * Stops the main thread, from another one, to see where in the submission it is: for code that does
 * not come back by itself.
 */
import { Session } from 'node:inspector'
import { BUNDLE_FILE } from './bundle-file.ts'

/**
 * Stops to make until one is in the student's code; promise work also passes through other places.
 */
const PAUSES_MAX = 200
/** Ours: stops right after each other would all come at one place. */
export const PAUSE_EVERY_MS = 3

/**
 * Gives the frames in the submission, innermost first, as lines of a stack; none if none is met.
 * Where `onStack` answers false they are of no use, and it goes on for a while. `wait` takes
 * {@link PAUSE_EVERY_MS}.
 */
export function stopForStack(
  onStack: (lines: readonly string[]) => boolean,
  wait: (then: () => void) => void,
): void {
  const session = new Session()
  session.connectToMainThread()
  /** A frame's own url is empty, so scripts are known by their numbers; `programs` are Go's. */
  const submissions = new Set<string>()
  let pauses = 0
  const programs = new Set<string>()
  session.on('Debugger.scriptParsed', ({ params }) => {
    if (params.url.endsWith(BUNDLE_FILE)) submissions.add(params.scriptId)
    if (params.url.startsWith('wasm:')) programs.add(params.scriptId)
  })
  session.on('Debugger.paused', ({ params }) => {
    const lines = params.callFrames
      .filter(({ location: { scriptId } }) => submissions.has(scriptId) || programs.has(scriptId))
      .map(({ location, functionName }) => {
        if (programs.has(location.scriptId)) return `    at ${functionName}`
        const { lineNumber, columnNumber = 0 } = location
        const place = `${BUNDLE_FILE}:${lineNumber + 1}:${columnNumber + 1}`
        return functionName ? `    at ${functionName} (${place})` : `    at ${place}`
      })
    if (lines.length > 0 && onStack(lines)) return
    if (++pauses === PAUSES_MAX) {
      onStack([])
      return
    }
    session.post('Debugger.resume')
  })
  // Not before: a thread that is still stopped takes the next stop for this one.
  session.on('Debugger.resumed', () => wait(() => session.post('Debugger.pause')))
  session.post('Debugger.enable')
  session.post('Debugger.pause')
}
