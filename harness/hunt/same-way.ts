/** Whether two runs fail in the same way: the same check, the same rule, whoever it was. */
import type { Failure } from '../tester/failure.ts'

/** Equal for failures of one kind, rule and message, whatever servers and numbers are in it. */
export function wayOf({ kind, message, rule = '' }: Failure): string {
  const words = message
    .replace(/\b[SG]\d+\b/g, 'S')
    .replace(/\d[\d,.]*/g, '#')
    .replace(/S(, S)*( and S)+/g, 'S')
  return `${kind}\n${rule}\n${words}`
}
