/** What all forms of JUnit XML have in common: our own, and those of platforms. */
import type { RunResult } from '../runner/events.ts'
import { cpuMsOf } from './statistics.ts'
import { exactSeconds } from './text-layout.ts'
import { type Attributes, open } from './xml-text.ts'

/** The document around the suites. */
export function xmlReport(totals: Attributes, suites: readonly string[]): string {
  const head = '<?xml version="1.0" encoding="UTF-8"?>'
  return [head, open('testsuites', totals), ...suites, '</testsuites>', ''].join('\n')
}

/** CPU seconds of all these runs. */
export function secondsOf(runs: readonly RunResult[]): string {
  return exactSeconds(cpuMsOf(runs))
}
