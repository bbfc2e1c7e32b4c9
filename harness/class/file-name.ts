/**
 * File names for students: readable where a name allows it, safe on every system whatever it
 * holds, and never the same for two.
 */
import { createHash } from 'node:crypto'

const LETTERS_MAX = 60
/** Names that Windows keeps for devices. */
const DEVICES = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i

/** One for each name, without ending. A name that had to be changed ends with its hash. */
export function fileNamesOf(names: readonly string[]): readonly string[] {
  const plain = names.map((name) => safe(name))
  const lower = plain.map((name) => name.toLowerCase())
  return plain.map((name, i) => {
    const isTwice = lower.indexOf(lower[i] ?? '') !== lower.lastIndexOf(lower[i] ?? '')
    return name === names[i] && !isTwice ? name : `${name}-${hashOf(names[i] as string)}`
  })
}

function safe(name: string): string {
  const letters = [...name.normalize('NFC').replace(/[^\p{L}\p{N}._@ -]/gu, '_')]
  const short = letters.slice(0, LETTERS_MAX).join('').trim().replace(/\.+$/, '')
  const begun = short.replace(/^[.-]+/, '_')
  return begun === '' || DEVICES.test(begun) ? `_${begun}` : begun
}

function hashOf(name: string): string {
  return createHash('sha256').update(name).digest('hex').slice(0, 8)
}
