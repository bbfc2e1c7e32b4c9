/**
 * Checks a value against the few words of JSON Schema that `report.schema.json` uses. For tests
 * only; a word that it does not know fails, so that no rule goes unchecked.
 */

type Schema = Readonly<Record<string, unknown>>

const NOTES = new Set(['$schema', '$defs', 'title', 'description'])

/** Where the value breaks the schema, a line each. */
export function findViolations(schema: unknown, value: unknown): readonly string[] {
  return check(schema as Schema, value, '$', schema as Schema)
}

function check(schema: Schema, value: unknown, path: string, root: Schema): string[] {
  return Object.entries(schema).flatMap(([word, rule]) => {
    if (NOTES.has(word)) return []
    if (word === 'additionalProperties') return checkOthers(schema, value, path, root)
    return checkWord(word, rule, value, path, root)
  })
}

/** Fields that the schema does not name. */
function checkOthers(schema: Schema, value: unknown, path: string, root: Schema): string[] {
  const named = Object.keys((schema.properties ?? {}) as object)
  return Object.entries((value ?? {}) as object)
    .filter(([name]) => !named.includes(name))
    .flatMap(([name, part]) => {
      return check(schema.additionalProperties as Schema, part, `${path}.${name}`, root)
    })
}

function checkWord(
  word: string,
  rule: unknown,
  value: unknown,
  path: string,
  root: Schema,
): string[] {
  const fields = (value ?? {}) as Record<string, unknown>
  switch (word) {
    case '$ref':
      return check(resolve(rule as string, root), value, path, root)
    case 'type':
      return isOfType(value, rule as string) ? [] : [`${path}: no ${rule}`]
    case 'const':
      return value === rule ? [] : [`${path}: not ${rule}`]
    case 'enum':
      return (rule as unknown[]).includes(value) ? [] : [`${path}: not one of those allowed`]
    case 'minimum':
      return (value as number) >= (rule as number) ? [] : [`${path}: below ${rule}`]
    case 'maximum':
      return (value as number) <= (rule as number) ? [] : [`${path}: above ${rule}`]
    case 'required':
      return (rule as string[])
        .filter((name) => !(name in fields))
        .map((name) => `${path}: ${name} is missing`)
    case 'properties':
      return Object.entries(rule as Record<string, Schema>)
        .filter(([name]) => name in fields)
        .flatMap(([name, part]) => check(part, fields[name], `${path}.${name}`, root))
    case 'items':
      return (value as unknown[]).flatMap((item, index) =>
        check(rule as Schema, item, `${path}[${index}]`, root),
      )
    default:
      throw new Error(`unknown word '${word}' in the schema at ${path}`)
  }
}

function resolve(reference: string, root: Schema): Schema {
  const name = reference.replace('#/$defs/', '')
  const found = (root.$defs as Record<string, Schema>)[name]
  if (found === undefined) throw new Error(`no definition ${reference}`)
  return found
}

function isOfType(value: unknown, type: string): boolean {
  if (type === 'array') return Array.isArray(value)
  if (type === 'integer') return Number.isInteger(value)
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value)
  return typeof value === type
}
