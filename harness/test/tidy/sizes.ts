/** Tidy rules on sizes: files, functions and lines. */
import ts from 'typescript'
import { type Finding, findingAt, type Rule, type Source, visitNodes } from './source.ts'

export const LINES_MAX = { file: 300, suite: 450, function: 70 }
export const WIDTH_MAX = 100
/** A sentence for a reader stays in one piece, so that it can be searched for. */
const SENTENCE = /(['"`])(?:(?!\1).){50,}\1/

/** Files that may be longer, each with the reason. */
const LONG_FILES: Record<string, string> = {
  'harness/test/rafts/eager/raft/raft.ts': 'a Raft in one file, as most students write it',
  'harness/test/rafts/prevote/raft/raft.ts': 'the same, with the rules that hold on to a leader',
  'harness/test/rafts/late/raft/raft.ts': 'the same, with a loop for each thing that waits',
}

export const checkFileSize: Rule = ({ path, lines }) => {
  const max = /^labs\/[^/]+\/suite\//.test(path) ? LINES_MAX.suite : LINES_MAX.file
  if (lines.length <= max || path in LONG_FILES) return []
  return [`1: ${lines.length} lines, ${max} at most`]
}

export const checkWidth: Rule = ({ path, lines }) => {
  // Tests hold code and tables as text.
  if (path.startsWith('harness/test/')) return []
  const findings: Finding[] = []
  for (const [i, line] of lines.entries()) {
    const width = [...line].length
    if (width > WIDTH_MAX && !SENTENCE.test(line))
      findings.push(`${i + 1}: ${width} characters, ${WIDTH_MAX} at most`)
  }
  return findings
}

export const checkFunctionSize: Rule = (source) => {
  const findings: Finding[] = []
  visitNodes(source.tree, (node) => {
    if (!ts.isFunctionLike(node) || lineCountOf(source, node) <= LINES_MAX.function) return
    const name = node.name?.getText(source.tree) ?? 'a function'
    const words = `${name} has ${lineCountOf(source, node)} lines, ${LINES_MAX.function} at most`
    findings.push(findingAt(source, node, words))
  })
  return findings
}

function lineCountOf({ tree }: Source, node: ts.Node): number {
  const lineAt = (position: number): number => tree.getLineAndCharacterOfPosition(position).line
  return lineAt(node.end) - lineAt(node.getStart(tree)) + 1
}

/** Exceptions that are no longer needed: those of files that are gone or short. */
export function staleExceptions(sources: readonly Source[]): string[] {
  const isLong = ({ lines }: Source): boolean => lines.length > LINES_MAX.file
  const long = new Set(sources.filter(isLong).map(({ path }) => path))
  return Object.keys(LONG_FILES).filter((path) => !long.has(path))
}
