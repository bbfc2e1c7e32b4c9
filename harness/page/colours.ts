/** Colours that colour-blind readers tell apart (Okabe and Ito's), for light and dark. */

const OKABE_ITO = {
  light: ['#0072b2', '#d55e00', '#009e73', '#a8518a', '#9a7400', '#3b8fc4'],
  dark: ['#56b4e9', '#ff9d4d', '#35c99a', '#e29bc6', '#e6c229', '#9ad0f5'],
}

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

/** Those of the page's style sheet as they are now. */
export function readColours(isDark: boolean): Colours {
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
    series: isDark ? OKABE_ITO.dark : OKABE_ITO.light,
  }
}

/** The same name always has the same colour within a run. */
export function pick(series: readonly string[], at: number): string {
  return series[Math.max(0, at) % series.length] as string
}
