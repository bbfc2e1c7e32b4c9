/** The signs of events on a lane; `save` is drawn below the line, the others above it. */

export interface MarkSign {
  readonly sign: string
  readonly words: string
  readonly isBelow: boolean
}

export const MARKS: ReadonlyMap<string, MarkSign> = new Map([
  ['apply', { sign: '●', words: 'applied', isBelow: false }],
  ['start', { sign: '▼', words: 'start()', isBelow: false }],
  ['snapshot', { sign: '■', words: 'snapshot', isBelow: false }],
  ['save', { sign: '▫', words: 'saved', isBelow: true }],
])
