/**
 * Commands to GitHub's runner: a line on standard output. Source: GitHub Docs, Workflow commands,
 * and the rules of escaping of actions/toolkit (core, command.ts).
 */

/** What an annotation may say besides its text; `file` is relative to the repository. */
export interface Place {
  readonly title: string
  readonly file?: string
  readonly line?: number
  readonly col?: number
}

/** `::error file=...,line=...::text`, one line whatever the text. */
export function annotation(kind: 'error' | 'notice', place: Place, text: string): string {
  const properties = Object.entries(place)
    .map(([name, value]) => `${name}=${escapeProperty(String(value))}`)
    .join(',')
  return `::${kind} ${properties}::${escapeData(text)}\n`
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
