/** A link to a moment. It leads there and leaves everything else as the reader has chosen it. */
import { make } from './dom.ts'

export interface Target {
  readonly atMs: number
  /** One of those of the moment; without it the last. */
  readonly event?: number
}

/** Leads the clock there. */
export type Follow = (target: Target) => void

export function momentLink(
  words: string,
  title: string,
  target: Target,
  follow: Follow,
): HTMLAnchorElement {
  const link = make('a', { href: `#t=${target.atMs}`, title }, words)
  link.addEventListener('click', (click) => {
    // The browser opens another window.
    if (click.ctrlKey || click.metaKey || click.shiftKey) return
    click.preventDefault()
    follow(target)
  })
  return link
}
