/** What the keyboard does, for the reader; `docs/page.md` has the same table. */
export const KEYS: readonly (readonly [keys: string, does: string])[] = [
  ['space', 'play, or pause'],
  ['← →', 'to the event before, or the next one'],
  ['page up, page down', '20 events at once'],
  ['home, end', 'to the begin of the run, or its end'],
  ['f', 'to the failure'],
  ['o', 'to the other end of the message'],
  ['+ −', 'less time in sight, or more'],
  ['n p', 'of a scene: to the next step, or the one before'],
  ['?', 'this help'],
]
