/**
 * HTML and SVG as text in which whatever is no markup of ours is text: a string that is put into an
 * element or an attribute is escaped, and only what these functions have made is not.
 */
import { escapeXml } from '../xml-text.ts'

/** Text that may stand in a page as it is. */
export class Markup {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

export type Child = Markup | string | number | undefined | readonly Child[]

/** `class: undefined` leaves an attribute out. */
export type AttributeValues = Readonly<Record<string, string | number | undefined>>

/** Elements without content, in a form that HTML and XML read alike. */
const EMPTY = new Set(['meta', 'path', 'rect', 'circle'])

export function el(name: string, values: AttributeValues = {}, ...children: Child[]): Markup {
  const attributes = Object.entries(values)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${escapeXml(String(value))}"`)
    .join('')
  if (EMPTY.has(name)) return new Markup(`<${name}${attributes}/>`)
  return new Markup(`<${name}${attributes}>${children.map(textOf).join('')}</${name}>`)
}

function textOf(child: Child): string {
  if (child === undefined) return ''
  if (child instanceof Markup) return child.text
  if (typeof child === 'string' || typeof child === 'number') return escapeXml(String(child))
  return child.map(textOf).join('')
}

interface TableOptions {
  readonly class?: string
  readonly caption?: string
}

/** A table with a row of headings above its rows. */
export function table(
  heads: readonly Markup[],
  rows: readonly Markup[],
  { class: kind, caption }: TableOptions = {},
): Markup {
  return el(
    'table',
    { class: kind },
    caption === undefined ? undefined : el('caption', {}, caption),
    el('thead', {}, el('tr', {}, heads)),
    el('tbody', {}, rows),
  )
}

/** Pixels; a picture that stretches fills its place in width. */
interface Box {
  readonly width: number
  readonly height: number
  readonly stretches?: boolean
}

/** A picture that says in words what it shows, to readers of the screen and to the mouse. */
export function picture({ width, height, stretches }: Box, words: string, ...children: Child[]) {
  const size = { width, height, viewBox: `0 0 ${width} ${height}` }
  const ratio = stretches ? { preserveAspectRatio: 'none' } : {}
  return el('svg', { ...size, ...ratio, role: 'img' }, el('title', {}, words), ...children)
}

/** A whole page: one file, without scripts, that asks nothing of any network. */
export function page(title: string, style: string, ...children: Child[]): string {
  const policy = "default-src 'none'; style-src 'unsafe-inline'"
  const head = el(
    'head',
    {},
    el('meta', { charset: 'utf-8' }),
    el('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
    el('meta', { 'http-equiv': 'Content-Security-Policy', content: policy }),
    el('title', {}, title),
    new Markup(`<style>${style}</style>`),
  )
  const body = el('body', {}, el('main', {}, ...children))
  return `<!DOCTYPE html>\n${el('html', { lang: 'en' }, head, body).text}\n`
}
