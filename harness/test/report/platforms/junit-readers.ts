/**
 * How two platforms read JUnit XML, by the rules of their parsers, on a tree that a parser of XML
 * has made. Sources: TestResultXmlParser.java of ls1intum/Artemis, and `cg_junit` of CodeGrade.
 */
import { create } from 'xmlbuilder2'

export interface Element {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly Element[]
  readonly text: string
}

interface Node {
  readonly nodeType: number
  readonly nodeName: string
  readonly nodeValue: string | null
  readonly childNodes: Iterable<Node>
  readonly attributes: Iterable<{ readonly name: string; readonly value: string }>
}

/** Throws when it is no XML. */
export function parseXml(xml: string): Element {
  return elementOf(create(xml).root().node as unknown as Node)
}

function elementOf(node: Node): Element {
  const nodes = [...node.childNodes]
  return {
    name: node.nodeName,
    attributes: Object.fromEntries([...node.attributes].map(({ name, value }) => [name, value])),
    children: nodes.filter(({ nodeType }) => nodeType === 1).map(elementOf),
    text: nodes.map(({ nodeType, nodeValue }) => (nodeType === 3 ? nodeValue : '')).join(''),
  }
}

export interface ArtemisResult {
  readonly passed: readonly string[]
  /** By the name of the test, what the student is shown. */
  readonly failed: Readonly<Record<string, string>>
}

const FEEDBACK_MAX = 20_000

/** One top-level suite is left out of the names; of several, each is part of them. */
export function readAsArtemis(xml: string): ArtemisResult {
  const root = parseXml(xml)
  const passed: string[] = []
  const failed: Record<string, string> = {}
  const readSuite = (suite: Element, prefix: string): void => {
    for (const one of suite.children) {
      const name = `${prefix}${one.attributes.name}`
      const child = (wanted: string) => one.children.find((element) => element.name === wanted)
      if (one.name === 'testsuite') readSuite(one, `${name}.`)
      if (one.name !== 'testcase' || child('skipped')) continue
      const failure = child('failure') ?? child('error')
      if (failure === undefined) passed.push(name)
      else failed[name] = (failure.attributes.message ?? failure.text).slice(0, FEEDBACK_MAX)
    }
  }
  const suites = root.children.filter(({ name }) => name === 'testsuite')
  if (root.name !== 'testsuites') readSuite(root, '')
  else if (suites.length === 1) readSuite(suites[0] as Element, '')
  else for (const suite of suites) readSuite(suite, `${suite.attributes.name}.`)
  return { passed, failed }
}

export interface CodeGradeResult {
  /** Weight of what passed, and of all but what was skipped. */
  readonly passed: number
  readonly total: number
  readonly texts: readonly string[]
}

/** Throws what its parser would refuse. */
export function readAsCodeGrade(xml: string): CodeGradeResult {
  const root = parseXml(xml)
  const weights = { passed: 0, total: 0 }
  const texts: string[] = []
  for (const suite of root.name === 'testsuites' ? root.children : [root]) {
    const counts = { failure: 0, error: 0, skipped: 0 }
    demand(suite.name === 'testsuite', `${suite.name} in place of testsuite`)
    for (const one of suite.children) {
      demand(one.name === 'testcase', `${one.name} in place of testcase`)
      const { name, classname, time, weight = '1' } = one.attributes
      demand(name !== undefined && classname !== undefined, 'a case without its names')
      demand(Number.isFinite(Number.parseFloat(time ?? '')), 'a case without its time')
      const content = one.children[0]
      if (content === undefined) weights.passed += Number(weight)
      else if (content.name in counts) counts[content.name as keyof typeof counts] += 1
      if (content?.name !== 'skipped') weights.total += Number(weight)
      if (content !== undefined) texts.push(content.text)
    }
    const { tests, failures, errors, skipped = '0' } = suite.attributes
    const said = [tests, failures, errors, skipped].map(Number).join()
    const { failure, error, skipped: left } = counts
    demand(said === [suite.children.length, failure, error, left].join(), `totals ${said}`)
  }
  return { ...weights, texts }
}

function demand(isSo: boolean, otherwise: string): void {
  if (!isSo) throw new Error(`malformed: ${otherwise}`)
}
