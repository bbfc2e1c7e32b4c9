/**
 * Cells and rows as CSV. Source: RFC 4180 for the form, and OWASP (CSV Injection) for what a
 * spreadsheet would take for a formula: a name may begin with `=`, and whoever opens a gradebook
 * runs it.
 */

export type Cell = string | number

/** Rows with CRLF behind each, the last one too. */
export function csvText(rows: readonly (readonly Cell[])[]): string {
  return rows.map((row) => `${row.map(csvCell).join(',')}\r\n`).join('')
}

/**
 * One cell. A text that begins like a formula gets an apostrophe in front, which spreadsheets
 * take for the mark of a text; numbers stay numbers.
 */
export function csvCell(cell: Cell): string {
  if (typeof cell === 'number') return String(cell)
  const harmless = FORMULA.test(cell) && !NUMBER.test(cell) ? `'${cell}` : cell
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}

/** White space in front is passed over by some; the wide forms count as the others for some. */
const FORMULA = /^\s*[=+\-@\t\r\n|%＝＋－＠]/u
const NUMBER = /^-?\d+(\.\d+)?$/
