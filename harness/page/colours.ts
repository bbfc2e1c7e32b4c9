/**
 * Colours of the style sheet, for what is drawn. They stand there alone, once for light and once
 * for dark, so what is made of elements follows by itself.
 */

/** Colours of `--series-0` and so on: Okabe and Ito's, that colour-blind readers tell apart. */
const SERIES = 6

export interface Colours {
  readonly text: string
  readonly faint: string
  readonly line: string
  readonly ground: string
  readonly shade: string
  readonly failure: string
  readonly accent: string
  readonly series: readonly string[]
}

/** The colours as they are now; all who draw hold this one object. */
export interface Theme {
  colours: Colours
}

export function readColours(): Colours {
  const style = getComputedStyle(document.documentElement)
  const read = (name: string): string => style.getPropertyValue(`--${name}`).trim()
  return {
    text: read('text'),
    faint: read('faint'),
    line: read('line'),
    ground: read('ground'),
    shade: read('shade'),
    failure: read('failure'),
    accent: read('accent'),
    series: Array.from({ length: SERIES }, (_, at) => read(`series-${at}`)),
  }
}

/** The same name always has the same colour within a run. */
export function pick(series: readonly string[], at: number): string {
  return series[Math.max(0, at) % series.length] as string
}

/** The same colour for an element's style. */
export function seriesColour(at: number): string {
  return `var(--series-${Math.max(0, at) % SERIES})`
}
