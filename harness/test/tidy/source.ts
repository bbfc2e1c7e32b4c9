/** The files that the tidy rules look at, and what the rules ask of one. */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

/** The folder of the project. */
export const ROOT = fileURLToPath(new URL('../../..', import.meta.url))

const SKIPPED = new Set(['node_modules', 'dist', 'out', '.git', '.tap'])

/** One file of TypeScript. Its path is relative to the project, with slashes. */
export interface Source {
  readonly path: string
  readonly text: string
  readonly lines: readonly string[]
  readonly tree: ts.SourceFile
}

/** What a rule has against a file: `12: a sentence`. */
export type Finding = string

export type Rule = (source: Source) => Finding[]

export function makeSource(path: string, text: string): Source {
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true)
  return { path, text, lines: text.replace(/\n$/, '').split('\n'), tree }
}

/** Paths of all files below the given ones which end as given, in order. */
export function listFiles(tops: readonly string[], ends: readonly string[]): string[] {
  const found: string[] = []
  const visit = (folder: string): void => {
    for (const entry of readdirSync(ROOT + folder, { withFileTypes: true })) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`
      if (SKIPPED.has(entry.name)) continue
      if (entry.isDirectory()) visit(path)
      else if (tops.some((top) => path === top || path.startsWith(`${top}/`))) found.push(path)
    }
  }
  visit('')
  return found.filter((path) => ends.some((end) => path.endsWith(end))).sort()
}

export function readText(path: string): string {
  return readFileSync(ROOT + path, 'utf8')
}

/** Calls `see` for every node of a tree. */
export function visitNodes(node: ts.Node, see: (node: ts.Node) => void): void {
  see(node)
  node.forEachChild((child) => visitNodes(child, see))
}

/** A finding at the line on which a node begins. */
export function findingAt({ tree }: Source, node: ts.Node, words: string): Finding {
  return `${tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1}: ${words}`
}
