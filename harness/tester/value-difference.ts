/** How a value differs from the one that was expected: lines for a failure. Pure. */

/** A longer value is shown around the place where it begins to differ. Ours. */
const WHOLE_MAX = 200
const BEFORE = 60
const BEHIND = 120

export function describeDifference(expected: string, received: string): string[] {
  const at = firstDifference(expected, received)
  return [
    `expected  ${show(expected, at)}`,
    `received  ${show(received, at)}`,
    describePlace(expected, received, at),
  ]
}

function describePlace(expected: string, received: string, at: number): string {
  const lengths = `${count(expected.length)} characters were expected, ${count(received.length)} received`
  if (at === received.length) return `the end is missing: ${lengths}`
  if (at === expected.length) return `there is more behind the end: ${lengths}`
  return `they differ from character ${count(at + 1)} on: ${lengths}`
}

function firstDifference(a: string, b: string): number {
  let at = 0
  while (at < a.length && at < b.length && a[at] === b[at]) at++
  return at
}

function show(value: string, at: number): string {
  if (value.length <= WHOLE_MAX) return JSON.stringify(value)
  const start = Math.max(0, at - BEFORE)
  const end = Math.min(value.length, at + BEHIND)
  const part = JSON.stringify(value.slice(start, end))
  return `${start > 0 ? '... ' : ''}${part}${end < value.length ? ' ...' : ''}`
}

function count(n: number): string {
  return n.toLocaleString('en-US')
}
