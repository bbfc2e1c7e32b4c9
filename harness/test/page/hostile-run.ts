/** A small run in which every text would like to be more than text. */
import type { PageRun } from '../../page/run.ts'

export const HOSTILE =
  '</script><script>document.title="pwned"</script><!--<img src=x onerror=document.title="pwned">' +
  '\u0000\u0007\u001b[31m\u2028\u202e\ud800 @RUN@ $& <b>bold</b>'

/** What a page makes of its letters that act. */
export const HOSTILE_SHOWN = HOSTILE.replace(
  '\u0000\u0007\u001b[31m\u2028\u202e\ud800',
  '\\x00\\x07\\x1b[31m\\x2028\\x202e\ufffd',
)

const svcMeth = `Raft.${HOSTILE}`

export const hostileRun: PageRun = {
  test: HOSTILE,
  title: HOSTILE,
  seed: 7,
  ok: false,
  servers: ['S0', 'S1', HOSTILE],
  lines: [
    { kind: 'headline', text: HOSTILE },
    { kind: 'detail', text: `${HOSTILE} at 2 ms` },
    { kind: 'field', label: HOSTILE, text: HOSTILE },
  ],
  failedAtMs: 4,
  events: [
    { atMs: 0, kind: 'fault', who: 'S0', text: HOSTILE, action: 'start', life: 1 },
    { atMs: 0, kind: 'state', who: 'S0', text: HOSTILE, term: 1, isLeader: true },
    { atMs: 1, kind: 'call', who: 'S0', text: HOSTILE, id: 1, to: 'S1', svcMeth },
    { atMs: 2, kind: 'request', who: 'S1', text: HOSTILE, id: 1, from: 'S0', svcMeth },
    { atMs: 3, kind: 'reply', who: 'S0', text: HOSTILE, id: 1, from: 'S1', svcMeth },
    { atMs: 4, kind: 'debug', who: HOSTILE, text: HOSTILE, topic: HOSTILE },
  ],
}
