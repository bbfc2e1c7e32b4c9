/** What the forms of JUnit XML for one platform each have in common. */
import type { TestResult } from '../../runner/events.ts'
import { type Attributes, open } from '../xml-text.ts'

/** The document around the suites. */
export function xmlReport(totals: Attributes, suites: readonly string[]): string {
  const head = '<?xml version="1.0" encoding="UTF-8"?>'
  return [head, open('testsuites', totals), ...suites, '</testsuites>', ''].join('\n')
}

/** CPU seconds of all runs of a test. */
export function secondsOf({ runs }: TestResult): string {
  return (runs.reduce((total, run) => total + run.cpuMs, 0) / 1000).toFixed(3)
}
