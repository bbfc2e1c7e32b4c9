/**
 * Reports of a limited size. What platforms refuse when it is too long is made again with shorter
 * texts, and each text that was cut says so.
 */

/** The letters that a text may have, from a generous size down to almost none. */
const STEPS: readonly number[] = [100_000, 20_000, 5_000, 1_000, 200, 0]

/** The first that fits, of those that `make` makes with ever shorter texts; else the last. */
export function fitTexts(bytesMax: number, make: (cut: (text: string) => string) => string) {
  let made = ''
  for (const lettersMax of STEPS) {
    made = make((text) => cutText(text, lettersMax))
    if (Buffer.byteLength(made) <= bytesMax) return made
  }
  return made
}

const CUT = '... (cut: the whole text would be too long here)'

/** The whole lines that fit beside one that says that there were more. */
export function cutText(text: string, lettersMax: number): string {
  if (text.length <= lettersMax) return text
  const room = lettersMax - CUT.length - 1
  const end = room > 0 ? text.lastIndexOf('\n', room) : 0
  return end > 0 ? `${text.slice(0, end)}\n${CUT}` : CUT
}
