/**
 * What the docs name is there: links between them lead to a file and a heading, and every file or
 * folder of the project that stands in backquotes exists.
 */
import { existsSync } from 'node:fs'
import { posix } from 'node:path'
import t from 'tap'
import { listFiles, readText } from '../tidy/source.ts'

const DOCS = ['README.md', 'labs/README.md', ...listFiles(['docs'], ['.md'])]
/** Below which a path may be given short: `sim/sim.ts`. */
const ROOTS = ['', 'harness/', 'harness/tester/', 'harness/linearizability/', 'harness/sim/']
const INSIDE = 'harness/realm/inside/'

/** As GitHub makes anchors of headings. */
function anchorsOf(text: string): Set<string> {
  const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading)
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  )
}

/** Links of a page that lead nowhere. */
function deadLinks(path: string, text: string): string[] {
  const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link)
  return links.filter((link) => {
    if (/^[a-z]+:/.test(link)) return false
    const [file = '', anchor] = link.split('#')
    const target = file === '' ? path : posix.join(posix.dirname(path), file)
    if (!existsSync(target)) return true
    const there = file === '' ? text : target.endsWith('.md') ? readText(target) : ''
    return anchor !== undefined && !anchorsOf(there).has(anchor)
  })
}

/** Files and folders of the harness that a page names and that are not there. */
function missingFiles(text: string): string[] {
  const named = [...text.matchAll(/`((?:[\w-]+\/)*[\w.-]+\.ts|harness(?:\/[\w-]+)+)`/g)]
  const paths = [...new Set(named.map(([, name = '']) => name))]
  return paths.filter((path) => ![...ROOTS, INSIDE].some((root) => existsSync(root + path)))
}

t.test('what is not there is found', async (t) => {
  const text = '# A b: `c`\n[x](#a-b-c) [y](#nowhere) [z](gone.md) [w](https://host.example/#x)\n'
  t.strictSame(deadLinks('docs/trace.md', text), ['#nowhere', 'gone.md'])
  t.strictSame(deadLinks('docs/x.md', '[r](../README.md#start) [s](../README.md#no-such)'), [
    '../README.md#no-such',
  ])
  t.strictSame(missingFiles('`harness/sim/sim.ts`, `sim/gone.ts`, `harness/nowhere`, `sim.ts`'), [
    'sim/gone.ts',
    'harness/nowhere',
  ])
})

for (const path of DOCS) {
  t.test(`${path}: links lead somewhere`, async (t) => {
    t.strictSame(deadLinks(path, readText(path)), [])
  })
}

t.test('docs/design.md names files that there are', async (t) => {
  const text = readText('docs/design.md')
  t.ok(text.includes('`harness/tester/quorum.ts`'))
  t.strictSame(missingFiles(text), [])
})
