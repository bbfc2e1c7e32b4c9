/**
 * The nearest run that passes: the same choices but for few, at best one. A run that passed when
 * the rest was drawn anew from a late moment on shows where to look: the stretch that is drawn anew
 * is made as short as it goes, and then its choices are tried one by one.
 */
import type { Choices, Redraw, TimedChoice } from '../sim/chance.ts'

/** A run made with other choices. */
export interface Variant {
  readonly isOk: boolean
  /** What was drawn anew in it. */
  readonly redrawn: readonly TimedChoice[]
}

export interface NearestOptions {
  readonly choices: Choices
  /** Those at which anything happened, ascending. */
  readonly moments: readonly number[]
  /** Makes a run with a stretch drawn anew; undefined where there is no time. */
  redraw(redraw: Redraw): Promise<Variant | undefined>
  /** Makes a run with these choices; undefined where there is no time. */
  play(choices: Choices): Promise<Variant | undefined>
}

export interface Nearest {
  /** In these it differs from the failing run, as far as it has choices of that. */
  readonly changed: readonly TimedChoice[]
  readonly choices: Choices
}

/** Ours: a stretch of so many choices is looked at one by one. */
const SINGLE_MAX = 48
/** Less than between any two moments. */
const BEHIND_MS = 1e-6

/** `passing` made the run pass: all from a moment on was drawn anew. */
export async function findNearest(
  passing: Redraw,
  options: NearestOptions,
): Promise<Nearest | undefined> {
  const shortest = await shorten(passing, options)
  const changed = shortest.redrawn.filter(({ name, number, value }) => {
    return (options.choices[name]?.[number] ?? undefined) !== value
  })
  const known = changed.filter(({ name, number }) => options.choices[name]?.[number] != null)
  const tries = known.slice(0, SINGLE_MAX)
  const found = await Promise.all(
    tries.map(async (choice) => {
      const variant = await options.play(withChanged(options.choices, [choice]))
      return variant?.isOk === true
    }),
  )
  const single = tries[found.indexOf(true)]
  if (single !== undefined) {
    return { changed: [single], choices: withChanged(options.choices, [single]) }
  }
  const all = withChanged(options.choices, changed)
  const together = changed.length === 0 ? undefined : await options.play(all)
  return together?.isOk ? { changed, choices: all } : undefined
}

/** The shortest stretch from there that passes; halving, since passing is not all or nothing. */
async function shorten(passing: Redraw, { moments, redraw }: NearestOptions): Promise<Variant> {
  const first = moments.findIndex((ms) => ms >= passing.fromMs)
  // What is drawn behind the failure's moment is new in any case.
  const endMs = (moments.at(-1) ?? 0) + BEHIND_MS
  let [low, high] = [first, moments.length]
  let shortest: Variant = { isOk: false, redrawn: [] }
  while (low < high) {
    const middle = (low + high) >> 1
    const variant = await redraw({ ...passing, toMs: moments[middle + 1] ?? endMs })
    if (variant === undefined) break
    if (variant.isOk) {
      shortest = variant
      high = middle
    } else low = middle + 1
  }
  return shortest
}

export function withChanged(choices: Choices, changed: readonly TimedChoice[]): Choices {
  const copied: Choices = { ...choices }
  for (const { name, number, value } of changed) {
    const values = [...(copied[name] ?? [])]
    while (values.length < number) values.push(null)
    values[number] = value
    copied[name] = values
  }
  return copied
}

/** The choices with draws of student code left out that were made in a stretch. */
export function withoutLent(
  choices: Choices,
  lent: readonly TimedChoice[],
  { fromMs, toMs }: Redraw,
): Choices {
  const copied: Choices = { ...choices }
  const own = new Set<string>()
  for (const { name, number, atMs } of lent) {
    if (atMs < fromMs || atMs >= toMs) continue
    if (!own.has(name)) copied[name] = [...(copied[name] ?? [])]
    own.add(name)
    ;(copied[name] as (number | null)[])[number] = null
  }
  return copied
}
