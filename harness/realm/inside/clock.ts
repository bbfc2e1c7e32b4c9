/**
 * Date and performance on virtual time. The world begins at a fixed moment, so every run of a seed
 * reads the same times. Intl formats "now" when given no date and reads the machine's clock for it:
 * patched too.
 */
import type { InsideHost } from './host.ts'
import {
  apply,
  construct,
  dateToText,
  define,
  defineProperty,
  floor,
  getOwnPropertyDescriptor,
  NativeDate,
  NativeWeakMap,
  uncurryThis,
  weakMapGet,
  weakMapSet,
} from './primordials.ts'

/** Ours: 2023-02-07T00:00:00Z, the first day of the 2023 course, is the moment a world begins. */
const EPOCH_MS = Date.UTC(2023, 1, 7)

export function makeClock(host: InsideHost): Record<string, unknown> {
  const now = (): number => EPOCH_MS + floor(host.nowMs())
  patchIntl(now)
  return { Date: makeDate(now), performance: makePerformance(host) }
}

function makeDate(now: () => number): unknown {
  function VirtualDate(...args: unknown[]): unknown {
    if (new.target === undefined) return dateToText(new NativeDate(now()))
    return construct(NativeDate, args.length === 0 ? [now()] : args, new.target)
  }
  define(VirtualDate, 'now', now)
  define(VirtualDate, 'parse', NativeDate.parse)
  define(VirtualDate, 'UTC', NativeDate.UTC)
  defineProperty(VirtualDate, 'name', { value: 'Date', configurable: true })
  defineProperty(VirtualDate, 'length', { value: 7, configurable: true })
  defineProperty(VirtualDate, 'prototype', { value: NativeDate.prototype, writable: false })
  define(NativeDate.prototype, 'constructor', VirtualDate)
  return VirtualDate
}

function makePerformance(host: InsideHost): object {
  const performance = {
    timeOrigin: EPOCH_MS,
    now: (): number => host.nowMs(),
    toJSON: () => ({ timeOrigin: EPOCH_MS }),
  }
  defineProperty(performance, Symbol.toStringTag, { value: 'Performance', configurable: true })
  return performance
}

type Format = (date?: unknown) => unknown

function patchIntl(now: () => number): void {
  const { prototype } = Intl.DateTimeFormat
  const getFormat = uncurryThis(getOwnPropertyDescriptor(prototype, 'format')?.get as () => Format)
  const formatToParts = prototype.formatToParts as (date?: unknown) => unknown
  const formats = new NativeWeakMap<object, Format>()
  const virtual = (native: Format, self: unknown): Format => {
    return (date?: unknown) => apply(native, self, [date === undefined ? now() : date])
  }
  defineProperty(prototype, 'format', {
    configurable: true,
    get(this: object): Format {
      const native = getFormat(this)
      let format = weakMapGet(formats, native) as Format | undefined
      if (format === undefined) {
        format = virtual(native, undefined)
        weakMapSet(formats, native, format)
      }
      return format
    },
  })
  define(prototype, 'formatToParts', function (this: unknown, date?: unknown): unknown {
    return virtual(formatToParts, this)(date)
  })
}
