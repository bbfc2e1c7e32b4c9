/** Tests of harness/report/text-layout.ts. */
import t from 'tap'
import {
  clean,
  cleanJson,
  cleanLines,
  cut,
  formatCount,
  formatMs,
  wrap,
} from '../../report/text-layout.ts'

t.test('numbers', async (t) => {
  t.equal(formatCount(0), '0')
  t.equal(formatCount(999), '999')
  t.equal(formatCount(1_644_402), '1,644,402')
  t.equal(formatMs(2344), '2,344')
  t.equal(formatMs(1217.25), '1,217.25')
})

t.test('cuts and wraps keep the width', async (t) => {
  t.equal(cut('short', 5), 'short')
  t.equal(cut('a longer text', 9), 'a longer…')
  t.strictSame(wrap('one two three', 8), ['one two', 'three'])
  t.strictSame(wrap('unbreakable', 4), ['unbr', 'eaka', 'ble'])
  t.strictSame(wrap('', 10), [''])
})

t.test('control characters and commands of CI systems are made harmless', async (t) => {
  t.equal(clean('a\u001b[31m\rb'), 'a\\x1b[31m\\x0db')
  t.equal(clean('  ::error::x'), '  \\::error::x')
  t.equal(clean('##[error]x'), '#\\#[error]x')
  t.equal(clean('seen ##vso[x] and ##teamcity[y]'), 'seen #\\#vso[x] and #\\#teamcity[y]')
  t.equal(clean('\u00ad\u200b::x'), '\u00ad\u200b\\::x')
  t.equal(cleanLines('a\n::x\nb'), 'a\n\\::x\nb')
  t.equal(cleanJson('{"a":"##[error]"}'), '{"a":"#\\u0023[error]"}')
  t.equal(clean('Raft::x'), 'Raft::x')
})
