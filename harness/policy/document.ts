/**
 * A policy file as text: JSON or YAML in, a plain value out, and the line on which each key of it
 * stands. It knows nothing of what the keys mean.
 */
import { createRequire } from 'node:module'
import type { Document, Node } from 'yaml'

/** Loaded with the first file: most commands have none, and it takes its time. */
const load = createRequire(import.meta.url)
const yaml = (): typeof import('yaml') => load('yaml')

/** Keys from the top of the file to a value, as in `['parts', '2B', 'weight']`. */
export type Path = readonly string[]

/** What is wrong with a file; `path` leads to the value that is. */
export interface Fault {
  readonly path: Path
  /** What is wrong and what would be right, without its place. */
  readonly sentence: string
}

export interface PolicyDocument {
  readonly value: unknown
  /** Of the key at the end of the path, or of the nearest one above it; from 1. */
  lineOf(path: Path): number
}

/** A text that is neither JSON nor YAML. */
export class DocumentError extends Error {
  override readonly name = 'DocumentError'
  readonly line: number

  constructor(message: string, line: number) {
    super(message)
    this.line = line
  }
}

/** Throws a DocumentError. JSON is YAML, so one reader knows both and their lines. */
export function readDocument(text: string): PolicyDocument {
  const lines = new (yaml().LineCounter)()
  const document = yaml().parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    logLevel: 'error',
  })
  const [fault] = [...document.errors, ...document.warnings]
  if (fault !== undefined) throw new DocumentError(fault.message, lines.linePos(fault.pos[0]).line)
  return {
    value: plainValue(document),
    lineOf(path) {
      const offset = offsetOf(document.contents, path)
      return offset === undefined ? 1 : Math.max(1, lines.linePos(offset).line)
    },
  }
}

/** An alias to nothing, or ten thousand to one thing, shows only now. */
function plainValue(document: Document): unknown {
  try {
    return document.toJS()
  } catch (error) {
    throw new DocumentError(error instanceof Error ? error.message : String(error), 1)
  }
}

function offsetOf(node: unknown, path: Path): number | undefined {
  let at: number | undefined
  let inside = node
  for (const key of path) {
    const found = childOf(inside, key)
    if (found === undefined) return at
    at = found.offset ?? at
    inside = found.node
  }
  return at
}

function childOf(node: unknown, key: string): { node: unknown; offset?: number } | undefined {
  const { isMap, isScalar, isSeq } = yaml()
  if (isSeq(node)) return { node: node.items[Number(key)], ...offset(node.items[Number(key)]) }
  if (!isMap(node)) return undefined
  const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === key)
  return pair === undefined ? undefined : { node: pair.value, ...offset(pair.key) }
}

function offset(node: unknown): { offset?: number } {
  const { isAlias, isMap, isScalar } = yaml()
  const range = isScalar(node) || isMap(node) || isAlias(node) ? (node as Node).range : undefined
  return range ? { offset: range[0] } : {}
}
