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
  story: [{ atMs: 2, event: 3, text: HOSTILE }],
  when: { points: [{ atMs: 1, failed: 1, tries: 2 }], words: [HOSTILE, HOSTILE] },
  history: {
    orders: [{ part: HOSTILE, operations: [8] }],
    unsettled: [HOSTILE],
    broken: {
      ...{ part: HOSTILE, kind: HOSTILE, text: HOSTILE, isMinimal: true, event: 9 },
      core: [{ operation: 8, words: HOSTILE }],
    },
  },
  events: [
    { atMs: 0, kind: 'fault', who: 'S0', text: HOSTILE, action: 'start', life: 1 },
    { atMs: 0, kind: 'state', who: 'S0', text: HOSTILE, term: 1, isLeader: true },
    { atMs: 1, kind: 'call', who: 'S0', text: HOSTILE, id: 1, to: 'S1', svcMeth },
    { atMs: 2, kind: 'request', who: 'S1', text: HOSTILE, id: 1, from: 'S0', svcMeth },
    { atMs: 3, kind: 'reply', who: 'S0', text: HOSTILE, id: 1, from: 'S1', svcMeth },
    { atMs: 3.1, kind: 'start', who: 'S0', text: HOSTILE, isAccepted: true, index: 1, term: 1 },
    {
      ...{ atMs: 3.2, kind: 'save', who: 'S0', text: HOSTILE, stateBytes: 9, snapshotBytes: 0 },
      inferred: { length: 1, kept: 0, firstIndex: 1, entries: [[1, HOSTILE]] },
    },
    { atMs: 3.3, kind: 'apply', who: 'S0', text: HOSTILE, index: 1 },
    { atMs: 3.4, kind: 'invoke', who: 'C0', text: HOSTILE, operation: 1, method: HOSTILE },
    { atMs: 3.5, kind: 'return', who: 'C0', text: HOSTILE, operation: 1, method: HOSTILE },
    { atMs: 3.6, kind: 'fault', who: 'S0', text: HOSTILE, action: HOSTILE },
    { atMs: 3.7, kind: 'console', who: 'S1', text: HOSTILE, topic: HOSTILE },
    { atMs: 4, kind: 'debug', who: HOSTILE, text: HOSTILE, topic: HOSTILE },
  ],
}
