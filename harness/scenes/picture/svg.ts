/**
 * SVG as text. Attributes and the words of labels are always escaped, numbers are short; content of
 * other elements must be made of elements. Pure.
 */

import { escapeXml } from '../../report/xml-text.ts'

type Value = string | number

export function element(
  name: string,
  attributes: Readonly<Record<string, Value | undefined>>,
  ...content: readonly string[]
): string {
  const all = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${typeof value === 'number' ? px(value) : escaped(value)}"`)
  if (content.length === 0) return `<${name}${all.join('')}/>`
  return `<${name}${all.join('')}>${content.join('')}</${name}>`
}

/** Words of anybody's, in a picture. */
export function label(attributes: Parameters<typeof element>[1], words: string): string {
  return element('text', attributes, escaped(words))
}

/** Text of anybody's as content; what XML cannot hold is seen. */
export function escaped(text: unknown): string {
  return escapeXml(String(text), '\ufffd')
}

/** A tenth of a pixel is enough. */
export function px(value: number): string {
  return String(Math.round(value * 10) / 10)
}

/** `M1 2L3 4` */
export function path(points: readonly (readonly [x: number, y: number])[]): string {
  return points.map(([x, y], at) => `${at === 0 ? 'M' : 'L'}${px(x)} ${px(y)}`).join('')
}

/** An x around a point, so far to each side. */
export function cross(x: number, y: number, half: number): string {
  const falling = [
    [x - half, y - half],
    [x + half, y + half],
  ] as const
  const rising = [
    [x + half, y - half],
    [x - half, y + half],
  ] as const
  return path(falling) + path(rising)
}

/** Lines of words, none longer than `letters` but where a single word is. */
export function wrapped(text: string, letters: number): string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last === undefined || last.length + 1 + word.length > letters) lines.push(word)
    else lines[lines.length - 1] = `${last} ${word}`
  }
  return lines
}
