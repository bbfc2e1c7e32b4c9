/** Tests of harness/report/report-file.ts. */
import { execFileSync } from 'node:child_process'
import { closeSync, mkdirSync, openSync, readFileSync, readSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { ReportFile, writeOnce } from '../../report/report-file.ts'

t.test('a file holds the newest report, at every moment', async (t) => {
  const file = join(t.testdir(), 'report.json')
  const report = new ReportFile(file)
  report.begin('a')
  t.equal(readFileSync(file, 'utf8'), 'a')
  report.update('b')
  t.equal(readFileSync(file, 'utf8'), 'b')
  report.finish('c')
  t.equal(readFileSync(file, 'utf8'), 'c')
  report.close()
})

t.test('a file that cannot be written any more keeps the older report', async (t) => {
  const file = join(t.testdir(), 'report.json')
  const report = new ReportFile(file)
  report.begin('old')
  const inTheWay = `${file}.${process.pid}.tmp`
  mkdirSync(inTheWay)
  report.update('newer')
  report.finish('newest')
  t.equal(readFileSync(file, 'utf8'), 'old')
  t.throws(() => report.close(), { name: 'UsageError', message: /^cannot write '.*report\.json'/ })
  rmSync(inTheWay, { recursive: true, force: true })
  report.finish('newest')
  report.close()
  t.equal(readFileSync(file, 'utf8'), 'newest')
})

t.test('a FIFO gets the whole report once, and stays a FIFO', async (t) => {
  const fifo = join(t.testdir(), 'fifo')
  execFileSync('mkfifo', [fifo])
  const reader = openSync(fifo, 'r+')
  const report = new ReportFile(fifo)
  report.begin('a')
  report.update('b')
  report.finish('the report')
  report.close()
  const bytes = Buffer.alloc(100)
  t.equal(bytes.toString('utf8', 0, readSync(reader, bytes)), 'the report')
  closeSync(reader)
  t.ok(statSync(fifo).isFIFO())
})

t.test('a device is written to, never replaced', async (t) => {
  writeOnce('/dev/null', 'x')
  t.ok(statSync('/dev/null').isCharacterDevice())
  const full = new ReportFile('/dev/full')
  full.begin('a')
  full.finish('b')
  t.throws(() => full.close(), { message: /^cannot write '\/dev\/full': ENOSPC/ })
  t.ok(statSync('/dev/full').isCharacterDevice())
})

t.test('what is not there, but for a folder that is, is a usage error at the begin', async (t) => {
  const report = new ReportFile('/dev/nothing-of-that-name')
  t.throws(() => report.begin('a'), { name: 'UsageError', message: /^cannot write/ })
})
