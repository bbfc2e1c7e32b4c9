/**
 * Holds a value against the words of JSON Schema that `grading.schema.json` uses, and says in one
 * sentence what is wrong first. A schema's own words would name rules; these name keys, what is
 * expected and what was probably meant.
 */
import { findNearest } from '../report/nearest.ts'
import { listWords } from '../report/test-choice.ts'
import type { Fault, Path } from './document.ts'

/** The words that are known here; a test holds the schema to them. */
export interface Schema {
  readonly $ref?: string
  readonly $defs?: Readonly<Record<string, Schema>>
  readonly type?: string | readonly string[]
  readonly enum?: readonly string[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly additionalProperties?: false | Schema
  readonly required?: readonly string[]
  readonly minProperties?: number
  readonly maxProperties?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly minLength?: number
  readonly pattern?: string
  readonly description?: string
  /** A secret: its value is never shown. */
  readonly writeOnly?: boolean
  readonly examples?: readonly unknown[]
}

/** Above this a list of keys is longer than the sentence around it. */
const KEYS_LISTED_MAX = 12

/** The first thing that is wrong, in the order of the file; undefined when nothing is. */
export function findFault(root: Schema, value: unknown): Fault | undefined {
  return check(root, value, [], root)
}

function check(given: Schema, value: unknown, path: Path, root: Schema): Fault | undefined {
  const schema = resolve(given, root)
  if (!isRight(schema, value)) return { path, sentence: describeWrong(schema, value, path) }
  if (!isObject(value)) return undefined
  const missing = (schema.required ?? []).find((key) => !(key in value))
  if (missing !== undefined) {
    const wanted = exampleOf(resolve(schema.properties?.[missing] ?? {}, root))
    return { path, sentence: `${quote([...path, missing])} is missing${wanted(`${missing}: `)}` }
  }
  for (const [key, part] of Object.entries(value)) {
    const fault = checkKey(schema, key, part, path, root)
    if (fault !== undefined) return fault
  }
  return undefined
}

function checkKey(
  { properties = {}, additionalProperties }: Schema,
  key: string,
  value: unknown,
  path: Path,
  root: Schema,
): Fault | undefined {
  const here = [...path, key]
  const known = Object.hasOwn(properties, key) ? properties[key] : additionalProperties || undefined
  if (known !== undefined) return check(known, value, here, root)
  const keys = Object.keys(properties).filter((name) => name !== '$schema')
  const nearest = findNearest(key, keys)
  const place = path.length === 0 ? '' : ` in ${quote(path)}`
  const hint = nearest === undefined ? keysOf(keys) : `; did you mean '${nearest}'?`
  return { path: here, sentence: `there is no key '${key}'${place}${hint}` }
}

function keysOf(keys: readonly string[]): string {
  return keys.length > KEYS_LISTED_MAX ? '' : `; there ${isOrAre(keys)} ${listWords(keys)}`
}

function isOrAre(keys: readonly string[]): string {
  return keys.length === 1 ? 'is' : 'are'
}

function isRight(schema: Schema, value: unknown): boolean {
  const types = schema.type === undefined ? [] : [schema.type].flat()
  if (types.length > 0 && !types.some((type) => isOfType(value, type))) return false
  if (schema.enum !== undefined && !schema.enum.includes(value as string)) return false
  if (typeof value === 'number') {
    return value >= (schema.minimum ?? -Infinity) && value <= (schema.maximum ?? Infinity)
  }
  if (typeof value === 'string') {
    const isLong = value.length >= (schema.minLength ?? 0)
    return isLong && (schema.pattern === undefined || new RegExp(schema.pattern, 'u').test(value))
  }
  if (!isObject(value)) return true
  const count = Object.keys(value).length
  return count >= (schema.minProperties ?? 0) && count <= (schema.maxProperties ?? Infinity)
}

function isOfType(value: unknown, type: string): boolean {
  switch (type) {
    case 'null':
      return value === null
    case 'integer':
      return Number.isSafeInteger(value)
    case 'number':
      return Number.isFinite(value)
    case 'object':
      return isObject(value)
    default:
      return typeof value === type
  }
}

function describeWrong(schema: Schema, value: unknown, path: Path): string {
  const example = exampleOf(schema)(path.length === 0 ? '' : `${path.at(-1)}: `)
  const found =
    schema.writeOnly && typeof value !== 'object'
      ? 'a text that is not shown'
      : describeValue(value)
  return `${quote(path)} is ${found}: it must be ${describeWanted(schema)}${example}`
}

function describeWanted({ type, enum: words, minimum, maximum, ...more }: Schema): string {
  if (words !== undefined) return words.join(' or ')
  const range = minimum === undefined ? '' : ` from ${minimum} to ${maximum}`
  switch ([type].flat()[0]) {
    case 'integer':
      return `a whole number${range}`
    case 'number':
      return `a number${range}`
    case 'boolean':
      return 'true or false'
    case 'string':
      return 'a text'
    default:
      return more.maxProperties === 1 ? `one of the keys ${keysIn(more)}` : 'keys with values'
  }
}

function keysIn({ properties = {} }: Schema): string {
  return Object.keys(properties).join(', ')
}

/** `, e.g. until: points`, if the schema has an example. */
function exampleOf({ examples = [], enum: words }: Schema): (before: string) => string {
  if (examples.length === 0 || words !== undefined) return () => ''
  return (before) => `, e.g. ${examples.map((one) => before + flow(one)).join(' or ')}`
}

/** As YAML in one line. */
function flow(value: unknown): string {
  if (!isObject(value)) return String(value)
  const pairs = Object.entries(value).map(([key, part]) => `${key}: ${flow(part)}`)
  return pairs.length === 0 ? '{}' : `{ ${pairs.join(', ')} }`
}

function describeValue(value: unknown): string {
  if (value === null || value === undefined) return 'empty'
  if (Array.isArray(value)) return 'a list'
  if (isObject(value)) {
    const keys = Object.keys(value)
    return keys.length === 0
      ? 'empty'
      : `made of the ${keys.length === 1 ? 'key' : 'keys'} ${listWords(keys)}`
  }
  return typeof value === 'string' ? `'${value}'` : String(value)
}

function quote(path: Path): string {
  return path.length === 0 ? 'the file' : `'${path.join('.')}'`
}

function resolve(schema: Schema, root: Schema): Schema {
  if (schema.$ref === undefined) return schema
  return root.$defs?.[schema.$ref.replace('#/$defs/', '')] ?? {}
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
