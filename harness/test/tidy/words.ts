/** Tidy rules on what may be written at all: real time, ways out, loose types and notes. */
import ts from 'typescript'
import { type Finding, findingAt, type Rule, visitNodes } from './source.ts'

/** Where the only time and chance are the simulated ones. */
const SIMULATED = new RegExp(
  '^harness/(api|linearizability|sim|labrpc|realm/(?!inside/)|scenario|tester)' +
    '|^labs/([^/]+/suite/|suites)',
)

/** Where nothing reads the real clock either, though it is not simulated. */
const CLOCKLESS =
  /^harness\/(report|class|scenes|hunt\/(?!main)|test\/(?!rafts|services|runner|realm\/inside))/

const CLOCK = new Set([
  'Date.now',
  'performance.now',
  'process.hrtime',
  'process.hrtime.bigint',
  'setTimeout',
  'setInterval',
])
const CHANCE = new Set([
  'Math.random',
  'crypto.randomUUID',
  'crypto.getRandomValues',
  'randomBytes',
])

export const checkTimeAndChance: Rule = (source) => {
  const isSimulated = SIMULATED.test(source.path)
  if (!isSimulated && !CLOCKLESS.test(source.path)) return []
  const findings: Finding[] = []
  visitNodes(source.tree, (node) => {
    const name = nameUsed(node)?.replace(/^globalThis\./, '')
    if (name !== undefined && (CLOCK.has(name) || (isSimulated && CHANCE.has(name)))) {
      findings.push(findingAt(source, node, `${name}: use the sim's time and chance`))
    }
    if (ts.isNewExpression(node) && node.getText(source.tree) === 'new Date()') {
      findings.push(findingAt(source, node, 'new Date(): use the time of the sim'))
    }
  })
  return findings
}

/** The commands, the worker and the guest: nobody else may end a process. */
const MAY_EXIT = [
  'grade.ts',
  'harness/guest/main.ts',
  'harness/runner/inspected.ts',
  'harness/hunt/main.ts',
  'harness/runner/worker.ts',
  'harness/scenes/main.ts',
  'harness/zoo/strength.ts',
]

export const checkWaysOut: Rule = (source) => {
  if (MAY_EXIT.includes(source.path)) return []
  const findings: Finding[] = []
  visitNodes(source.tree, (node) => {
    const name = nameUsed(node)?.replace(/^globalThis\./, '')
    if (name === 'process.exit' || name === 'process.abort' || name === 'process.reallyExit') {
      findings.push(
        findingAt(
          source,
          node,
          `${name}: only the commands, the worker and the guest end a process`,
        ),
      )
    }
  })
  return findings
}

/** The dotted name that an expression uses: `Date.now`, `setTimeout`. */
function nameUsed(node: ts.Node): string | undefined {
  if (ts.isPropertyAccessExpression(node)) return node.getText().replace(/\s|\?/g, '')
  if (!ts.isIdentifier(node)) return undefined
  const { parent } = node
  const isCalled = ts.isCallExpression(parent) && parent.expression === node
  const isPassedOn =
    (ts.isCallExpression(parent) && parent.expression !== node) ||
    (ts.isVariableDeclaration(parent) && parent.initializer === node) ||
    (ts.isPropertyAssignment(parent) && parent.initializer === node)
  return isCalled || isPassedOn ? node.text : undefined
}

export const checkTypes: Rule = (source) => {
  const findings: Finding[] = []
  visitNodes(source.tree, (node) => {
    if (node.kind === ts.SyntaxKind.AnyKeyword) findings.push(findingAt(source, node, 'any'))
    if (ts.isEnumDeclaration(node)) findings.push(findingAt(source, node, 'an enum'))
    const isDefault =
      ts.isExportAssignment(node) ||
      (node.kind === ts.SyntaxKind.DefaultKeyword && !ts.isDefaultClause(node.parent)) ||
      (ts.isExportSpecifier(node) && node.name.text === 'default')
    if (isDefault) findings.push(findingAt(source, node, 'a default export'))
  })
  return findings
}

export const checkOpening: Rule = ({ path, text }) => {
  if (!path.startsWith('harness/') || /^\/\*\*\s+\S/.test(text)) return []
  return ['1: the file does not begin with a comment that says what it is']
}

/** A note to oneself in a comment. */
const NOTES = new RegExp(`(?:^|\\s)(?://|/?\\*).*\\b(${'TO'}${'DO'}|${'FIX'}${'ME'})\\b`)

/** A folder of somebody's machine, or of this one. */
const MACHINE = /(?<![\w.\]}*)-])\/(?:work|root|home\/\w+|Users\/\w+|tmp\/\w+)\//

export const checkNotes: Rule = ({ lines }) => {
  return lines.flatMap((line, i) => {
    const note = NOTES.exec(line)?.[1]
    return note === undefined ? [] : [`${i + 1}: ${note}: do it, or write it down elsewhere`]
  })
}

/** Also for files that are not TypeScript. */
export function machinePathsIn(text: string): Finding[] {
  return text.split('\n').flatMap((line, i) => {
    const path = MACHINE.exec(line)?.[0]
    return path === undefined ? [] : [`${i + 1}: ${path} is a place on one machine only`]
  })
}

/** Packages that a lock file says where to fetch: it must hold for every registry. */
export function resolvedIn(lockFile: string): Finding[] {
  return lockFile
    .split('\n')
    .flatMap((line, i) => (line.includes('"resolved"') ? [`${i + 1}: ${line.trim()}`] : []))
}
