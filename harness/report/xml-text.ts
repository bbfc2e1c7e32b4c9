/** Texts as XML 1.0 can hold them, whatever student code has put into them. It knows no format. */

/** Code points that XML 1.0 forbids, lone surrogates included. */
const FORBIDDEN = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu

export type Attributes = Readonly<Record<string, string | number>>

/** An opening tag. */
export function open(element: string, values: Attributes): string {
  return `<${element}${attributes(values)}>`
}

/** ` name="value"` for each; white space of every kind is a blank, as XML reads it. */
export function attributes(values: Attributes): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escapeXml(String(value)).replace(/\s/g, ' ')}"`)
    .join('')
}

/** Text that stands safely in an element or a quoted attribute; `unfit` takes forbidden places. */
export function escapeXml(text: string, unfit = ''): string {
  return text
    .replace(FORBIDDEN, unfit)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
