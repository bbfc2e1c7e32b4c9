/** Reads a scenario that stands in a file, where hands may have been at it. Pure. */

import { clean } from '../report/text-layout.ts'
import {
  CLERKS,
  GIDS,
  HUNT_LABS,
  HUNT_PARTS,
  type HuntLab,
  type HuntPart,
  KEYS,
  labOf,
  type Scenario,
  SIZES,
  STORE_GIDS,
  type Step,
  sizesOf,
} from '../scenario/scenario.ts'
import { isAllowed } from './parts.ts'

/** What a field may be, and how to say that. */
interface Kind {
  readonly is: (value: unknown) => boolean
  readonly words: string
}

function whole(min: number, max: number): Kind {
  const is = (value: unknown): boolean =>
    Number.isInteger(value) && (value as number) >= min && (value as number) <= max
  return { is, words: `a whole number from ${min} to ${max}` }
}

/** `words` say what the list is of. */
function listOf(is: Kind['is'], { words }: Pick<Kind, 'words'>): Kind {
  const isList = (value: unknown): boolean => {
    return Array.isArray(value) && value.length > 0 && value.every(is)
  }
  return { is: isList, words: `a list of ${words}` }
}

function oneOf(...words: readonly string[]): Kind {
  const quoted = words.map((word) => `"${word}"`).join(' or ')
  return { is: (value) => words.some((word) => word === value), words: quoted }
}

const SERVER_MAX = 6
const MS = whole(0, 60_000)
const COUNT = whole(1, 1_000)
const FLAG: Kind = { is: (value) => typeof value === 'boolean', words: 'true or false' }
const GROUPS: readonly unknown[] = [...STORE_GIDS.map((gid) => `G${gid}`), 'K']
/** Of one group; behind its name, where there are several. */
const PLACE = /^((G10[0-2]|K)\.([0-6]|leader(\+[0-6])?)|leader(\+[0-6])?)$/
const WHO: Kind = {
  is: (value) => (typeof value === 'string' ? PLACE.test(value) : whole(0, SERVER_MAX).is(value)),
  words: `the number of a server, "leader" or "leader+1"`,
}
const MANY: Kind = listOf((value) => GROUPS.includes(value) || WHO.is(value), {
  words: 'servers: numbers, "leader" or "leader+1"',
})
const CLERK_NAMES: readonly unknown[] = Array.from({ length: CLERKS }, (_, clerk) => `C${clerk}`)
const PARTY: Kind = {
  is: (value) => CLERK_NAMES.includes(value) || GROUPS.includes(value) || WHO.is(value),
  words: `${WHO.words}, or a clerk, "C0" to "C${CLERKS - 1}"`,
}
const PARTIES: Kind = listOf(PARTY.is, {
  words: 'servers or clerks: numbers, "leader", "leader+1" or "C0"',
})
const CLERK_NUMBERS: Kind = listOf(whole(0, CLERKS - 1).is, {
  words: `clerks: numbers from 0 to ${CLERKS - 1}`,
})
const [FIRST_GID, LAST_GID] = [STORE_GIDS[0], STORE_GIDS.at(-1) as number]
const GID: Kind = {
  is: (value) => whole(1, GIDS).is(value) || whole(FIRST_GID, LAST_GID).is(value),
  words: `a whole number from 1 to ${GIDS}, or in a store from ${FIRST_GID} to ${LAST_GID}`,
}
const GIDS_LIST: Kind = listOf(GID.is, {
  words: `groups: numbers from 1 to ${GIDS}, or in a store from ${FIRST_GID} to ${LAST_GID}`,
})
const POINTS = [
  'before-save',
  'after-save',
  'before-request',
  'before-reply',
  'after-reply',
  'before-answer',
]
const LINK = { leg: oneOf('request', 'reply'), from: PARTY, to: PARTY }

const FIELDS: Readonly<Record<Step['do'], Readonly<Record<string, Kind>>>> = {
  commands: { to: WHO, count: COUNT },
  ask: {
    clerks: CLERK_NUMBERS,
    op: oneOf('get', 'put', 'append'),
    key: oneOf(...KEYS),
    count: COUNT,
  },
  join: { gids: GIDS_LIST },
  leave: { gids: GIDS_LIST },
  move: { shard: whole(0, 9), gid: GID },
  query: { clerks: CLERK_NUMBERS, num: whole(-1, 1_000), count: COUNT },
  cut: { from: PARTIES, to: PARTIES, ways: oneOf('both', 'there') },
  mend: {},
  hold: { ...LINK, count: COUNT },
  release: { which: oneOf('first', 'last', 'all') },
  lose: { ...LINK, count: COUNT },
  slow: { from: PARTY, to: PARTY, ms: MS },
  crash: { who: MANY },
  'crash-at': { who: WHO, at: oneOf(...POINTS), count: COUNT },
  start: { who: MANY },
  restart: { who: MANY },
  elect: { who: WHO, withinMs: MS },
  snapshot: { who: WHO },
  unreliable: { isOn: FLAG },
  reordering: { isOn: FLAG },
  await: { what: oneOf('leader', 'held', 'answers'), withinMs: MS },
}

const STEPS_MAX = 1_000

const HEAD: Readonly<Record<string, Kind>> = {
  lab: oneOf(...HUNT_LABS),
  seed: whole(0, Number.MAX_SAFE_INTEGER),
  servers: { is: (value) => SIZES.some((size) => size === value), words: '3, 5 or 7' },
  part: oneOf(...HUNT_PARTS),
  takesSnapshots: FLAG,
}

/** The scenario, or in words what is wrong about it. */
export function readScenario(value: unknown): Scenario | string {
  if (!isRecord(value)) return 'it holds no scenario'
  const wrong = wrongField(value, HEAD)
  if (wrong !== undefined) return `the scenario's ${wrong}`
  const { steps, lab } = value
  if (labOf(value.part as HuntPart) !== lab) return `the scenario's part is none of '${lab}'`
  const sizes = sizesOf(lab as HuntLab)
  if (!sizes.some((size) => size === value.servers)) {
    return `the scenario's 'servers' must be ${sizes.join(' or ')} in '${String(lab)}'`
  }
  if (!Array.isArray(steps) || steps.length > STEPS_MAX) return 'its steps are no list of steps'
  for (const [at, step] of steps.entries()) {
    const what = wrongStep(step, value as unknown as Scenario)
    if (what !== undefined) return `step ${at + 1}: ${what}`
  }
  return value as unknown as Scenario
}

function wrongStep(step: unknown, { part }: Scenario): string | undefined {
  if (!isRecord(step)) return 'it is no step'
  const fields = Object.entries(FIELDS).find(([kind]) => kind === step.do)?.[1]
  if (fields === undefined) {
    const kinds = Object.keys(FIELDS).join(', ')
    return `there is nothing to do called '${clean(String(step.do))}'; known are ${kinds}`
  }
  if (!isAllowed(step as unknown as Step, part)) return `'${step.do}' is nothing for part ${part}`
  return wrongField(step, { ...fields, thenMs: MS })
}

function wrongField(
  value: Readonly<Record<string, unknown>>,
  fields: Readonly<Record<string, Kind>>,
): string | undefined {
  const found = Object.entries(fields).find(([name, { is }]) => !is(value[name]))
  return found && `'${found[0]}' must be ${found[1].words}`
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
