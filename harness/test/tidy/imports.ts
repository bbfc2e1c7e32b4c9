/** Tidy rule on imports: which folder may know of which, and who may use which package. */
import { posix } from 'node:path'
import ts from 'typescript'
import { type Finding, findingAt, type Rule, type Source, visitNodes } from './source.ts'

interface Zone {
  /** Files of the zone. The first zone that a path matches is its zone. */
  readonly files: RegExp
  /** What they may import from the project, besides files of their own zone. */
  readonly targets?: RegExp
  /** What else they may import. */
  readonly packages?: RegExp
}

const NODE = /^node:(?!test|timers)/
/** What a policy file needs of the command line, and reports of the runner. */
const READS = 'report/(command|nearest|option-values|options|test-choice|usage-error)'
const RUNS =
  'runner/(built-file|events|explain-run|interval|more-runs|points|seeds|shards|smaller-run|until|workers)'
const PURE = 'harness\\/(api|linearizability|sim)\\/'

/** From the bottom to the top; a zone may know those below it that are named, and nothing above. */
const ZONES: readonly Zone[] = [
  { files: /^harness\/test\/(?:rafts|services)\/([^/]+)\//, packages: /^#lab$/ },
  { files: /^harness\/test\//, targets: /^(harness|labs|solutions)\/|^grade\.ts$/, packages: /./ },
  {
    files: /^harness\/(?:bench|zoo)\//,
    targets: /^harness\/(?!test\/)|^labs\/suites\.ts$/,
    packages: /^node:|^tinybench$/,
  },
  {
    files: /^harness\/scenes\//,
    targets: /^harness\/(?!test\/)|^labs\/[^/]+\/suite\//,
    packages: /^node:(fs|path)$/,
  },
  {
    files: /^harness\/hunt\//,
    targets:
      /^harness\/(report|runner|scenario|sim)\/|^harness\/(realm\/bundle|tester\/failure)\.ts$/,
    packages: /^p-limit$|^node:(fs|os|path)$/,
  },
  { files: /^harness\/api\// },
  { files: /^harness\/linearizability\// },
  { files: /^harness\/sim\// },
  {
    files: /^harness\/labrpc\//,
    targets: new RegExp(`^${PURE}|^harness/realm/inside/(labgob|dispatch)\\.ts$`),
  },
  {
    files: /^harness\/realm\/inside\//,
    targets: /^harness\/(api\/|sim\/sfc32\.ts$|realm\/protocol\.ts$)/,
  },
  {
    files: /^harness\/realm\/bundle[^/]*\.ts$/,
    targets: new RegExp(`^${PURE}|^harness/realm/`),
    packages: /^esbuild$|^node:(crypto|fs|path|url)$/,
  },
  {
    files: /^harness\/realm\/go\//,
    targets: new RegExp(`^${PURE}|^harness/realm/(build|protocol|student-stack)\\.ts$`),
    packages: /^node:vm$/,
  },
  {
    files: /^harness\/realm\//,
    targets: new RegExp(`^${PURE}|^harness/realm/bundle`),
    packages: /^node:(vm|v8|module|inspector)$/,
  },
  {
    files: /^harness\/guest\//,
    targets: new RegExp(`^${PURE}|^harness/realm/`),
    packages: /^node:(child_process|fs|os|path|worker_threads)$/,
  },
  {
    files: /^harness\/sandbox\//,
    packages: /^node:(child_process|path)$/,
  },
  {
    files: /^harness\/page\//,
    targets: /^harness\/sim\/(message-words|trace)\.ts$/,
    packages: /^fflate$/,
  },
  { files: /^harness\/tester\//, targets: new RegExp(`^${PURE}|^harness/(labrpc|realm)/`) },
  {
    files: /^harness\/scenario\//,
    targets: new RegExp(`^${PURE}|^harness/(labrpc|realm|tester)/`),
  },
  { files: /^labs\/[^/]+\/suite\//, targets: /^harness\/(tester|api|linearizability)\// },
  { files: /^labs\/suites\.ts$/, targets: /^harness\/tester\/|^labs\/[^/]+\/suite\// },
  {
    files: /^harness\/runner\//,
    targets: new RegExp(
      `^${PURE}|^harness/(explain|guest|labrpc|realm|sandbox|scenario|tester)/|^labs/suites\\.ts$`,
    ),
    packages: /^(execa|p-limit)$|^node:/,
  },
  {
    files: /^harness\/policy\//,
    targets: new RegExp(`^harness/(${READS}|runner/(events|jobs|seeds))\\.ts$`),
    packages: /^yaml$|^node:(crypto|module|path)$/,
  },
  {
    files: /^harness\/explain\//,
    targets:
      /^harness\/(page\/(failing|log-ledger|moments|processes|server-log)|sim\/(chance|message-words|trace)|tester\/failure)\.ts$/,
  },
  {
    files: /^harness\/report\//,
    targets: new RegExp(
      `^harness/(explain/.*|linearizability/.*|page/(body-words|history|packed/events|run)|policy/(apply|grading)|${RUNS}|tester/failure|sim/(chance|message-words|trace))\\.ts$`,
    ),
    packages: /^(chalk|fflate)$|^node:(child_process|fs|os|path|util|url|tty|process)$/,
  },
  {
    files: /^harness\/template\//,
    targets: /^harness\/report\//,
    packages: /^fflate$|^node:(crypto|fs|module|path)$/,
  },
  {
    files: /^harness\/shard\//,
    targets: /^harness\/(runner|report)\//,
    packages: /^node:(fs|url|util)$/,
  },
  {
    files: /^harness\/class\//,
    targets: /^harness\/((report|runner)\/|realm\/bundle\.ts$|tester\/failure\.ts$)/,
    packages: /^p-limit$|^node:(fs|path|crypto|events)$/,
  },
  {
    files: /^harness\/desk\//,
    targets: /^harness\/((report|runner)\/|realm\/bundle\.ts$)/,
    packages: /^p-limit$|^node:(fs|os|path)$/,
  },
  {
    files: /^grade\.ts$/,
    targets:
      /^harness\/(runner|report|class|desk|shard|template|realm|tester\/failure)|^labs\/suites\.ts$/,
    packages: NODE,
  },
  { files: /^(labs|solutions)\//, packages: /^#lab$/ },
]

export const checkImports: Rule = (source) => {
  const findings: Finding[] = []
  for (const { node, name } of importsOf(source)) {
    const why = whyNot(source.path, name)
    if (why !== undefined) findings.push(findingAt(source, node, why))
  }
  return findings
}

function whyNot(path: string, name: string): string | undefined {
  const zone = zoneOf(path)
  if (zone === undefined) return `${path} belongs to no folder that the import rules know`
  if (!name.startsWith('.')) {
    return zone.packages?.test(name) ? undefined : `may not import ${name}`
  }
  if (!/\.ts$|(\.schema|\/reference)\.json$/.test(name)) {
    return `${name}: a relative import names its file, with .ts`
  }
  const target = posix.normalize(posix.join(posix.dirname(path), name))
  if (isOfOwnZone(zone, path, target) || zone.targets?.test(target)) return undefined
  return `may not import ${target}`
}

/** In one zone, and for submissions in the same one: `solutions/` knows nothing of `labs/`. */
function isOfOwnZone(zone: Zone, path: string, target: string): boolean {
  return zoneOf(target) === zone && zone.files.exec(target)?.[1] === zone.files.exec(path)?.[1]
}

function zoneOf(path: string): Zone | undefined {
  return ZONES.find(({ files }) => files.test(path))
}

/** Everything a file imports, whichever way. */
export function importsOf({ tree }: Source): { node: ts.Node; name: string }[] {
  const found: { node: ts.Node; name: string }[] = []
  visitNodes(tree, (node) => {
    const specifier = specifierOf(node)
    if (specifier !== undefined && ts.isStringLiteralLike(specifier)) {
      found.push({ node, name: specifier.text })
    }
  })
  return found
}

function specifierOf(node: ts.Node): ts.Node | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) return node.argument.literal
  const isDynamic =
    ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword
  return isDynamic ? (node as ts.CallExpression).arguments[0] : undefined
}
