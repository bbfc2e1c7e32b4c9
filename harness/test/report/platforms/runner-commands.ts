/**
 * What GitHub's runner takes for a command in the output of a step. Source: ActionCommand.cs of
 * actions/runner, `TryParseV2` and `TryParse`; the names are those that it has registered.
 */

export interface Command {
  readonly name: string
  readonly properties: Readonly<Record<string, string>>
  readonly text: string
}

const NAMES = new Set([
  ...['error', 'warning', 'notice', 'debug', 'group', 'endgroup', 'add-mask', 'echo'],
  ...['set-output', 'save-state', 'set-env', 'add-path', 'add-matcher', 'remove-matcher'],
  'stop-commands',
])

export function commandsIn(output: string): readonly Command[] {
  return output.split(/\r?\n/).flatMap((line) => parseNew(line) ?? parseOld(line) ?? [])
}

/** `::name key=value,key=value::text`, behind white space. */
function parseNew(line: string): Command | undefined {
  const trimmed = line.replace(/^[\s\u0085]+/, '')
  const end = trimmed.startsWith('::') ? trimmed.indexOf('::', 2) : -1
  if (end < 0) return undefined
  return makeCommand(trimmed.slice(2, end), ',', trimmed.slice(end + 2))
}

/** `##[name key=value;key=value]text`, anywhere in the line. */
function parseOld(line: string): Command | undefined {
  const start = line.indexOf('##[')
  const end = start < 0 ? -1 : line.indexOf(']', start)
  if (end < 0) return undefined
  return makeCommand(line.slice(start + 3, end), ';', line.slice(end + 1))
}

function makeCommand(info: string, between: string, text: string): Command | undefined {
  const [name = '', ...rest] = info.split(' ')
  if (!NAMES.has(name.toLowerCase())) return undefined
  const pairs = rest.join(' ').split(between).filter(Boolean)
  const properties = pairs.map((pair) => {
    const at = pair.indexOf('=')
    return [pair.slice(0, at).trim(), unescaped(pair.slice(at + 1))]
  })
  return { name, properties: Object.fromEntries(properties), text: unescaped(text) }
}

function unescaped(text: string): string {
  const letters: Record<string, string> = { '%0D': '\r', '%0A': '\n', '%3A': ':', '%2C': ',' }
  return text.replace(/%0D|%0A|%3A|%2C/g, (code) => letters[code] as string).replaceAll('%25', '%')
}
