/**
 * How pictures look, light and dark: with the colours of the page's style sheet, where they stand
 * alone. Pure.
 */

/** A picture that uses a colour which the style sheet has not would be black there. */
const NAMES = ['ground', 'raised', 'text', 'faint', 'line', 'shade', 'failure', 'accent']
export const SERIES = 6

/** Rules for `<style>`: the colours as variables, then classes. */
export function makeStyle(sheet: string): string {
  const [light, dark] = [...sheet.matchAll(/:root\s*\{([^}]*)\}/g)].map(([, body = '']) => body)
  if (light === undefined || dark === undefined) throw new Error('the style sheet has no colours')
  const night = `@media(prefers-color-scheme:dark){svg{${variables(dark)}}}`
  return `svg{${variables(light)}}${night}${CLASSES}${seriesClasses()}`
}

function variables(body: string): string {
  const names = [...NAMES, ...Array.from({ length: SERIES }, (_, at) => `series-${at}`)]
  return names
    .map((name) => {
      const value = new RegExp(`--${name}:\\s*([^;]+);`).exec(body)?.[1]
      if (value === undefined) throw new Error(`the style sheet has no colour --${name}`)
      return `--${name}:${value}`
    })
    .join(';')
}

function seriesClasses(): string {
  return Array.from({ length: SERIES }, (_, at) => {
    return `.m${at}{stroke:var(--series-${at});fill:var(--series-${at})}.t${at}{fill:var(--series-${at})}`
  }).join('')
}

const CLASSES =
  'svg{background:var(--ground)}' +
  'text{font:12px system-ui,sans-serif;fill:var(--text)}' +
  '.g{fill:var(--ground)}.s{fill:var(--shade)}' +
  '.f{fill:var(--faint)}.b{font-weight:600}.c{text-anchor:middle}.n{font-size:11px}' +
  '.d{font-size:13px}.y{paint-order:stroke;stroke:var(--ground);stroke-width:3px}' +
  '.l{stroke:var(--faint);fill:none;opacity:.6}.i{stroke:var(--faint);stroke-width:2;fill:none}' +
  '.r{stroke:var(--line);stroke-dasharray:3 4}.x{stroke:var(--failure);stroke-width:2.4}' +
  '.q path{stroke-width:1.5}.p path{stroke-width:.8}.k{stroke-dasharray:4 3}' +
  '.a{fill:var(--accent)}.w{fill:var(--ground);font-weight:600}' +
  '.o{fill:var(--raised);stroke:var(--faint)}' +
  '.e{stroke:var(--text);fill-opacity:.3}.u{stroke:var(--faint);stroke-dasharray:2 2;fill-opacity:.12}' +
  '.z{stroke:var(--faint);stroke-width:.8}' +
  '.v{fill-opacity:.28}.h{opacity:.35}'
