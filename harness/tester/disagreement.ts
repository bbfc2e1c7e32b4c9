/**
 * The words for a command that was not agreed on: who accepted it, what has come of that, and
 * where its text stands in saved states. Pure; `RaftCluster.one` gathers what there is to say.
 */
import { CheckFailure } from './failure.ts'
import { listNames, shown } from './monitor-world.ts'
import { formatMs } from './process.ts'
import { RULE } from './rules.ts'

/** A start() that was accepted. */
export interface Acceptance {
  readonly server: number
  readonly index: number
  readonly term: number
  readonly atMs: number
}

export interface Disagreement {
  /** Encoded. */
  readonly command: string
  /** How many servers were to apply it. */
  readonly wanted: number
  readonly triedMs: number
  readonly acceptances: readonly Acceptance[]
  /** Who has applied an index in their present lives. */
  appliedBy(index: number): readonly number[]
  /** What was applied first at an index, encoded. */
  golden(index: number): string | undefined
  describeGolden(index: number): string[]
  /** By server. */
  readonly savedStates: readonly Uint8Array[]
  /** A line per server. */
  readonly states: readonly string[]
}

/** Says which of the ways not to agree was seen. */
export function noAgreement(disagreement: Disagreement): CheckFailure {
  const { command, wanted, acceptances, states } = disagreement
  const { what, rule, details } = describeOutcome(disagreement)
  const last = acceptances.at(-1)
  const more = acceptances.length > 1 ? `, the last of ${acceptances.length} times` : ''
  return new CheckFailure(
    `one(${shown(command)}) failed to reach agreement of ${wanted} servers: ${what}`,
    {
      rule,
      details: [
        ...(last === undefined ? [] : [`${describeAcceptance(last)}${more}`]),
        ...details,
        ...states,
        ...describeHolders(disagreement),
      ],
    },
  )
}

function describeAcceptance({ server, index, term, atMs }: Acceptance): string {
  return `S${server}  accepted it at index ${index} in term ${term} at ${formatMs(atMs)}`
}

interface Outcome {
  readonly what: string
  readonly rule: string
  readonly details: readonly string[]
}

function describeOutcome(disagreement: Disagreement): Outcome {
  const { command, acceptances, triedMs, savedStates } = disagreement
  const { appliedBy, golden, describeGolden } = disagreement
  const last = acceptances.at(-1)
  if (last === undefined) {
    const what = `no connected server accepted it within ${formatMs(triedMs)}`
    return { what, rule: RULE.leaderInTime, details: [] }
  }
  const { index } = acceptances.findLast((tried) => golden(tried.index) === command) ?? last
  const details = describeGolden(index)
  const found = golden(index)
  if (found === undefined) {
    return { what: `nobody has applied index ${index}`, rule: RULE.onMajority, details }
  }
  if (found !== command) {
    const what = `another command was applied at index ${index}`
    return { what, rule: RULE.leaderStays, details }
  }
  const by = appliedBy(index)
  const what = `it was applied at index ${index} by ${by.length} of ${savedStates.length} servers`
  const names = listNames(by.map((server) => `S${server}`))
  const now = `applied by ${names} since their last start`
  return { what, rule: RULE.retries, details: [...details, now] }
}

/**
 * Where a command stands, as far as saved bytes tell: its text, not part of a longer word. A state
 * may be encoded in another way, so not to be found says little.
 */
function describeHolders({ command, savedStates }: Disagreement): string[] {
  if (savedStates.every((state) => state.length === 0)) return []
  const text = command.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
  const pattern = new RegExp(`(?<![\\w.-])${text}(?![\\w.])`)
  const holders = [...savedStates.keys()].filter((server) =>
    pattern.test(Buffer.from(savedStates[server] as Uint8Array).toString()),
  )
  const quoted = shown(command)
  if (holders.length === 0) return [`the text ${quoted} is found in no saved Raft state`]
  const names = holders.map((server) => `S${server}`).join(', ')
  const { length } = savedStates
  const share = 2 * holders.length > length ? 'a majority' : 'no majority'
  return [`the text ${quoted} is found in what ${names} saved: ${share} of ${length} servers`]
}
