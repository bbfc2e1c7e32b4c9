/** What a picture may be made of: well-formed, of few elements, and nothing that acts or loads. */
import { create } from 'xmlbuilder2'

const ELEMENTS = new Set(['svg', 'title', 'style', 'rect', 'path', 'circle', 'text', 'g'])
const ATTRIBUTES = new Set('viewBox width height d class x y rx cx cy r text-anchor'.split(' '))
const STYLE = /^(svg|text|@media|\.)[^<>\\]*$/

interface Node {
  readonly nodeType: number
  readonly nodeName: string
  readonly textContent: string | null
  readonly childNodes: Iterable<Node>
  readonly attributes?: Iterable<{ readonly name: string; readonly value: string }>
}

const [ELEMENT, TEXT] = [1, 3]

/** Lines on what it must not hold; one when it is no XML at all. */
export function faultsIn(svg: string): string[] {
  let root: Node
  try {
    root = create(svg).root().node as unknown as Node
  } catch (error) {
    return [`not well-formed: ${error}`]
  }
  if (!closesWhatItOpens(svg)) return ['an element that another one closes, or nobody']
  const faults = root.nodeName === 'svg' ? [] : [`its root is ${root.nodeName}`]
  if (/url\(|import|expression|https?:(?!\/\/www\.w3\.org\/2000\/svg")/.test(svg)) {
    faults.push('it refers to something outside')
  }
  return [...faults, ...faultsOf(root)]
}

/** The reader of XML does not mind. */
function closesWhatItOpens(svg: string): boolean {
  const open: string[] = []
  for (const [, slash, name = '', end] of svg.matchAll(/<(\/?)([\w-]+)[^<>]*?(\/?)>/g)) {
    if (slash === '/' && open.pop() !== name) return false
    if (slash === '' && end === '') open.push(name)
  }
  return open.length === 0
}

function faultsOf(node: Node): string[] {
  if (node.nodeType === TEXT) return []
  if (node.nodeType !== ELEMENT) return [`a node of type ${node.nodeType}`]
  if (!ELEMENTS.has(node.nodeName)) return [`an element ${node.nodeName}`]
  const faults = [...node.childNodes].flatMap(faultsOf)
  if (node.nodeName === 'style' && !STYLE.test(node.textContent ?? '')) faults.push('an odd style')
  for (const { name, value } of node.attributes ?? []) {
    const isKnown = ATTRIBUTES.has(name) || (name === 'xmlns' && node.nodeName === 'svg')
    if (!isKnown) faults.push(`an attribute ${name}`)
    if (/NaN|Infinity|undefined/.test(value)) faults.push(`${name}="${value}"`)
  }
  return faults
}
