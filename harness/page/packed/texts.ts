/** Every text of a run once: who uses one has its number. */
import type { ByteReader, ByteWriter } from './bytes.ts'

/** What is done to a text that is there to be read: cut, and made harmless. */
export type ToShown = (text: string) => string

export class TextTable {
  readonly #numbers = new Map<string, number>()
  /** By what a text was before it was made to be shown. */
  readonly #shown = new Map<string, number>()
  readonly #texts: string[] = []
  readonly #toShown: ToShown

  constructor(toShown: ToShown) {
    this.#toShown = toShown
  }

  numberOf(text: string): number {
    const known = this.#shown.get(text)
    if (known !== undefined) return known
    const number = this.wholeNumberOf(this.#toShown(text))
    this.#shown.set(text, number)
    return number
  }

  /** Of a text that must stay as it is. */
  wholeNumberOf(text: string): number {
    const known = this.#numbers.get(text)
    if (known !== undefined) return known
    const number = this.#texts.length
    this.#numbers.set(text, number)
    this.#texts.push(text)
    return number
  }

  write(out: ByteWriter): void {
    out.int(this.#texts.length)
    for (const { length } of this.#texts) out.int(length)
    out.text(this.#texts.join(''))
  }
}

export function readTexts(from: ByteReader): readonly string[] {
  const lengths = Array.from({ length: from.int() }, () => from.int())
  const whole = from.text()
  let at = 0
  return lengths.map((length) => {
    const start = at
    at += length
    return whole.slice(start, at)
  })
}
