/**
 * Numbers and lines as the terminal shows them: grouped digits, columns, cuts and wraps. Widths
 * count characters, so colours are put on afterwards. It knows nothing of tests.
 */

/** `1644402` is `1,644,402`. */
export function formatCount(count: number): string {
  return String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, ',')
}

/** Virtual milliseconds as `2,344`, with a fraction only where there is one: `0.25`. */
export function formatMs(ms: number): string {
  const [whole = '0', fraction = ''] = ms.toFixed(3).split('.')
  const rest = fraction.replace(/0+$/, '')
  return formatCount(Number(whole)) + (rest === '' ? '' : `.${rest}`)
}

/** Seconds with one decimal. */
export function formatSeconds(ms: number): string {
  return (ms / 1000).toFixed(1)
}

/** The same for files, to the millisecond. */
export function exactSeconds(ms: number): string {
  return (ms / 1000).toFixed(3)
}

/** `1 run`, `2 runs` */
export function count(number: number, noun: string): string {
  return `${formatCount(number)} ${noun}${number === 1 ? '' : 's'}`
}

/** At most `width` characters, the last one `…` when something was cut. */
export function cut(text: string, width: number): string {
  const letters = [...text]
  if (letters.length <= width) return text
  return width < 1
    ? ''
    : `${letters
        .slice(0, width - 1)
        .join('')
        .trimEnd()}…`
}

/** Lines of at most `width` characters, broken at spaces where there are any. */
export function wrap(text: string, width: number): readonly string[] {
  const least = Math.max(1, width)
  const lines: string[] = []
  let rest = text
  while (rest.length > least) {
    const space = rest.lastIndexOf(' ', least)
    const end = space > least / 3 ? space : least
    lines.push(rest.slice(0, end).trimEnd())
    rest = rest.slice(end).replace(/^ +/, '')
  }
  if (rest !== '' || lines.length === 0) lines.push(rest)
  return lines
}

/**
 * One line that is safe to print: control characters shown as escapes, and nothing that a CI
 * system would take for a command. GitHub's runner looks for `::error::` behind the white space
 * at the beginning of a line, and for `##[error]` anywhere in it; `##vso[` and `##teamcity[` are
 * those of others. Student code has a say in many of these texts.
 */
export function clean(text: string): string {
  return text
    .replace(/\t/g, '  ')
    .replace(CONTROLS, escaped)
    .replace(/^([\s\p{Default_Ignorable_Code_Point}]*)::/u, '$1\\::')
    .replace(COMMAND, '#\\#')
}

function escaped(letter: string): string {
  return `\\x${letter.charCodeAt(0).toString(16).padStart(2, '0')}`
}

/** A text of lines for a page: no letter that acts instead of being seen, as by turning others. */
export function showControls(text: string): string {
  return text.replace(CONTROLS, (letter) => (letter === '\n' ? letter : escaped(letter)))
}

/** `clean` for a text of lines. */
export function cleanLines(text: string): string {
  return text.split('\n').map(clean).join('\n')
}

/** Of `##[error]` and `##vso[...]`: the marks in front. */
const COMMAND = /##(?=\w*\[)/g

/** JSON in which no string holds such a mark: it is printed as one line, and means the same. */
export function cleanJson(json: string): string {
  return json.replace(COMMAND, '#\\u0023')
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g
