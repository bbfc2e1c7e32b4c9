/**
 * A wrong command line, or a file named on it that cannot be written. `grade.ts` prints its message
 * and ends with exit code 2; nothing has been graded then.
 */

export class UsageError extends Error {
  override readonly name = 'UsageError'

  /** `sentence` says what is wrong and what to write instead; where help is, is added. */
  constructor(sentence: string, help = 'npm run grade help shows every word') {
    super(`${sentence} (${help})`)
  }
}
