/**
 * Writes results on file descriptor 3 as TAP14: a point per run, the whole result as its YAML
 * diagnostic (JSON is YAML). What student code prints cannot get there.
 */
import { writeSync } from 'node:fs'

const RESULT_FD = 3
/**
 * A parser hands a point on when the next line shows that it is complete; this is the shortest
 * such.
 */
const FLUSH = 'pragma -strict'

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

/** One point. `diagnostic` must be plain data. */
export function writePoint(
  isOk: boolean,
  number: number,
  description: string,
  diagnostic: unknown,
): void {
  const point = `${isOk ? 'ok' : 'not ok'} ${number} - ${description}`
  write(`${point}\n  ---\n  ${asciiJson(diagnostic)}\n  ...\n${FLUSH}\n`)
}

/** JSON that is YAML too, whatever characters a student's texts hold. */
function asciiJson(value: unknown): string {
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
  write(`Bail out! ${reason.replaceAll('\n', ' | ')}\n`)
}
