/**
 * Checks a value that came from a file against the few words of JSON Schema that the project's own
 * schemas use. A word that it does not know is an error of ours, so that no rule goes unchecked.
 */

type Schema = Readonly<Record<string, unknown>>

const NOTES = new Set(['$schema', '$id', '$defs', 'title', 'description', 'default', 'examples'])

/** Where the value breaks the schema, a line each. */
export function findViolations(schema: unknown, value: unknown): readonly string[] {
  return check(schema as Schema, value, '$', schema as Schema)
}

function check(schema: Schema, value: unknown, path: string, root: Schema): string[] {
  const ofType = schema.type === undefined || isOfType(value, schema.type as string)
  if (!ofType) return [`${path}: no ${schema.type}`]
  return Object.entries(schema).flatMap(([word, rule]) => {
    if (NOTES.has(word) || word === 'type') return []
    if (word === 'additionalProperties') return checkOthers(schema, value, path, root)
    return checkWord(word, rule, value, path, root)
  })
}

/** Fields that the schema does not name. */
function checkOthers(schema: Schema, value: unknown, path: string, root: Schema): string[] {
  const named = Object.keys((schema.properties ?? {}) as object)
  return Object.entries(fieldsOf(value))
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
  switch (word) {
    case '$ref':
      return check(resolve(rule as string, root), value, path, root)
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
        .filter((name) => !Object.hasOwn(fieldsOf(value), name))
        .map((name) => `${path}: ${name} is missing`)
    case 'properties':
      return Object.entries(rule as Record<string, Schema>)
        .filter(([name]) => Object.hasOwn(fieldsOf(value), name))
        .flatMap(([name, part]) => check(part, fieldsOf(value)[name], `${path}.${name}`, root))
    case 'items':
      return (value as unknown[]).flatMap((item, index) =>
        check(rule as Schema, item, `${path}[${index}]`, root),
      )
    default:
      throw new Error(`unknown word '${word}' in the schema at ${path}`)
  }
}

/** A value without fields has none. */
function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

function resolve(reference: string, root: Schema): Schema {
  const name = reference.replace('#/$defs/', '')
  const found = (root.$defs as Record<string, Schema>)[name]
  if (found === undefined) throw new Error(`no definition ${reference}`)
  return found
}

/** JSON's `1e999` is infinite, and no number of ours. */
function isOfType(value: unknown, type: string): boolean {
  if (type === 'array') return Array.isArray(value)
  if (type === 'integer') return Number.isInteger(value)
  if (type === 'number') return Number.isFinite(value)
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value)
  return typeof value === type
}
