/**
 * Tests of `inspect`: a debugger attaches over the protocol, sets a breakpoint in a line of a
 * student's own file, and is stopped there.
 */
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { SourceMap } from 'node:module'
import { type AddressInfo, createServer } from 'node:net'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'
import t from 'tap'
import { bundleLab } from '../../runner/build-labs.ts'
import { runInspected, toInspect } from '../../runner/inspect-process.ts'
import { DEFAULT_LIMITS } from '../../runner/jobs.ts'
import { runPlan } from '../../runner/pool.ts'
import { startGrade } from '../grade/command.ts'
import { aPlan } from './a-plan.ts'
import { Debugger } from './debugger.ts'

const TEST = 'TestInitialElection2A'
const SEED = 7
const FILE = 'raft/raft.ts'

interface Place {
  readonly lineNumber: number
  readonly columnNumber: number
}

/** Where a line of a file, counted from 0, stands in a script. */
function placeOf(code: string, map: SourceMap, url: string, line: number): Place {
  for (const [lineNumber, text] of code.split('\n').entries()) {
    const columnNumber = text.search(/\S/)
    if (columnNumber < 0) continue
    const entry = map.findEntry(lineNumber, columnNumber)
    if (!('originalSource' in entry)) continue
    if (entry.originalSource === url && entry.originalLine === line) {
      return { lineNumber, columnNumber }
    }
  }
  throw new Error(`line ${line} of ${url} is not in the script`)
}

/** The source map that a script brings with it. */
function mapIn(sourceMapUrl: string): SourceMap {
  return new SourceMap(
    JSON.parse(Buffer.from(sourceMapUrl.split(',')[1] ?? '', 'base64').toString()),
  )
}

interface Paused {
  readonly callFrames: readonly {
    readonly callFrameId: string
    readonly location: { readonly scriptId: string } & Place
  }[]
}

t.test('a breakpoint in a .ts line stops the run there, and virtual time', async (t) => {
  const bundle = await bundleLab('raft', { folder: 'solutions' })
  const script = toInspect(bundle, 'solutions')
  const url = pathToFileURL(resolve('solutions', FILE)).href
  const text = readFileSync(`solutions/${FILE}`, 'utf8')
  const line = text.split('\n').findIndex((one) => /^ {2}\w*requestVote\(/i.test(one)) + 1
  t.ok(line > 0, 'there is such a line')
  let isDone = false
  const look = async (port: number): Promise<void> => {
    const found = await Debugger.attach(port)
    await found.send('Debugger.enable')
    await found.send('Runtime.runIfWaitingForDebugger')
    const first = (await found.event('Debugger.paused')) as unknown as Paused
    const parsed = await found.next(({ method, params }) => {
      return method === 'Debugger.scriptParsed' && params?.url === script.url
    })
    const { scriptId = '', sourceMapURL = '' } = parsed.params ?? {}
    t.not(first.callFrames[0]?.location.scriptId, scriptId, 'nothing of it has run yet')
    const map = mapIn(String(sourceMapURL))
    const place = placeOf(script.code, map, url, line)
    await found.send('Debugger.setBreakpoint', { location: { scriptId, ...place } })
    await found.send('Debugger.resume')
    const { callFrames } = (await found.event('Debugger.paused')) as unknown as Paused
    const [frame] = callFrames
    const { lineNumber, columnNumber } = frame?.location ?? { lineNumber: 0, columnNumber: 0 }
    t.match(map.findEntry(lineNumber, columnNumber), { originalSource: url, originalLine: line })
    const now = async (): Promise<unknown> => {
      const expression = 'performance.now()'
      const at = { callFrameId: frame?.callFrameId, expression }
      return (await found.send('Debugger.evaluateOnCallFrame', at)).result
    }
    const before = (await now()) as { type: string }
    t.equal(before.type, 'number')
    t.strictSame(await now(), before, 'no time has gone by, where a real clock has microseconds')
    isDone = true
    await found.send('Debugger.disable')
    found.close()
  }
  let looked = Promise.resolve()
  const setup = { test: TEST, seed: SEED, script, map: bundle.map }
  const end = await runInspected(setup, 0, ({ port }) => {
    looked = look(port)
  })
  await looked
  t.ok(isDone)
  if (end.kind !== 'ended') return t.fail(end.kind)
  const plan = { ...aPlan(TEST, SEED), limits: DEFAULT_LIMITS }
  const [usual] = await runPlan({ plan, builds: { raft: bundle }, emit: () => {} })
  t.equal(end.run.ok, true)
  t.equal(end.run.traceHash, usual?.runs[0]?.traceHash, 'the same run, to the last event')
})

t.test('the command says how to attach, and how the run ended', async (t) => {
  const folder = t.testdir({ raft: { 'raft.ts': readFileSync('labs/raft/raft.ts', 'utf8') } })
  const command = startGrade(['2A', folder, TEST, `seed=${SEED}`, 'inspect=0'])
  const said: string[] = []
  for await (const line of createInterface({ input: command.stdout as NodeJS.ReadableStream })) {
    said.push(line)
    const port = /debugger at 127\.0\.0\.1:(\d+)/.exec(line)?.[1]
    if (port === undefined) continue
    const found = await Debugger.attach(Number(port))
    await found.send('Runtime.runIfWaitingForDebugger')
    found.close()
  }
  const { exitCode } = await command
  t.equal(exitCode, 1)
  t.match(said.slice(1, 4), [/^ {2}1 {2}.*VS Code/, /^ {2}2 {2}/, /^ {2}3 {2}/])
  t.match(said.join('\n'), /TestInitialElection2A failed at .* is not written yet/)
  t.match(said.join('\n'), /at +raft\/raft\.ts:\d+:\d+ \(in Raft\.getState\)/)
})

t.test('a port that is taken is named, with the way out', async (t) => {
  const other = createServer().listen(0, '127.0.0.1')
  t.teardown(() => other.close())
  await once(other, 'listening')
  const { port } = other.address() as AddressInfo
  const { exitCode, stderr } = await startGrade(['2A', 'solutions', TEST, `inspect=${port}`])
  t.equal(exitCode, 2)
  t.match(stderr, `port ${port} (address already in use)`)
  t.match(stderr, 'inspect=0')
})

t.test('Ctrl-C ends the command and the process that waits', async (t) => {
  const command = startGrade(['2A', 'solutions', TEST, 'inspect=0'])
  let port = 0
  for await (const line of createInterface({ input: command.stdout as NodeJS.ReadableStream })) {
    const found = /debugger at 127\.0\.0\.1:(\d+)/.exec(line)?.[1]
    if (found === undefined) continue
    port = Number(found)
    command.kill('SIGINT')
  }
  const { exitCode } = await command
  t.equal(exitCode, 1)
  await t.rejects(Debugger.attach(port), { code: 'ECONNREFUSED' })
})

t.test('a submission in Go is told what shows its runs', async (t) => {
  const folder = t.testdir({
    src: { 'go.mod': 'module 6.5840', raft: { 'raft.go': 'package raft' } },
  })
  const { exitCode, stderr } = await startGrade(['2A', folder, TEST, 'inspect=0'])
  t.equal(exitCode, 2)
  t.match(stderr, "this submission is in Go: 'log' and 'story' show it")
})
