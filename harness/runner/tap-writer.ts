/**
 * Writes results on file descriptor 3 as TAP: a point per run, behind it the whole result as JSON
 * in a comment, because a diagnostic would have to be read as YAML, which costs the parent ten
 * times as much. What student code prints cannot get there.
 */
import { writeSync } from 'node:fs'

const RESULT_FD = 3
/** Begins the comment that holds events of the run whose result comes next. */
export const EVENTS_MARK = '# events '
/** Begins the comment that holds a result. */
export const RESULT_MARK = '# result '
export const BAIL_OUT_MARK = 'Bail out! '

function write(text: string): void {
  let rest = Buffer.from(text)
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(RESULT_FD, rest))
    } catch (error) {
      if ((error as { code?: string }).code !== 'EAGAIN') throw error
    }
  }
}

export function writeVersion(): void {
  write('TAP version 14\n')
}

/** One point. `result` must be plain data. */
export function writePoint(
  isOk: boolean,
  number: number,
  description: string,
  result: unknown,
): void {
  const point = `${isOk ? 'ok' : 'not ok'} ${number} - ${description}`
  write(`${point}\n${RESULT_MARK}${asciiJson(result)}\n`)
}

/** A list as `asciiJson` makes it. */
export function writeEvents(list: string): void {
  write(`${EVENTS_MARK}${list}\n`)
}

/** Nothing in a student's texts can end the line: to some readers U+2028 is a line break, too. */
export function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

export function writePlan(count: number): void {
  write(`1..${count}\n`)
}

/** The fault is ours: stop everything. */
export function writeBailOut(reason: string): void {
  write(`${BAIL_OUT_MARK}${reason.replaceAll('\n', ' | ')}\n`)
}
