/** Go submissions, built by the Go of this machine and graded in real workers. */
import t, { type Test } from 'tap'
import { BundleError } from '../../realm/bundle.ts'
import { buildLabs, languageOf } from '../../runner/build-labs.ts'
import type { Failure } from '../../tester/failure.ts'
import { makePlan, runShort } from '../hostile/submission.ts'
import { type Additions, goFiles, skip, startLine } from './fixture.ts'

const ELECTION = 'TestInitialElection2A'

async function failureOf(t: Test, more: Additions): Promise<Partial<Failure>> {
  const [result] = await runShort(makePlan(t.testdir(goFiles(more)), [ELECTION]))
  return result?.runs[0]?.failure ?? { message: 'it passed' }
}

async function faultOf(t: Test, more: Additions): Promise<string> {
  const { raft } = await buildLabs(makePlan(t.testdir(goFiles(more)), [ELECTION]))
  return raft instanceof BundleError ? raft.message : 'it builds'
}

t.test(
  'a server in Go elects a leader, under one seed always the same way',
  { skip },
  async (t) => {
    const plan = makePlan(t.testdir(goFiles()), [ELECTION], { runs: 4 })
    const [one] = await runShort(plan)
    const [two] = await runShort({ ...plan, firstSeed: 8, runs: 3 })
    const hashes = one?.runs.map(({ traceHash }) => traceHash) ?? []
    t.equal(new Set(hashes).size, 4, 'four seeds are four runs')
    t.same(
      two?.runs.map(({ traceHash }) => traceHash),
      hashes.slice(1),
    )
    t.ok(one?.runs.every(({ ok }) => ok))
    t.match(languageOf(await buildLabs(plan)), { language: /^Go 1\.\d+(\.\d+)?, labs of 2023$/ })
  },
)

t.test('what ends a program is an error of its server, with its lines', { skip }, async (t) => {
  const inLive = (more: Additions): string => `raft/raft.go:${startLine(more)} (in (*Raft).live)`
  const panicking = { atStart: '\tvar list []int; list[rf.me] = 1' }
  const panics = await failureOf(t, panicking)
  t.match(panics, {
    kind: 'exception',
    message: /^S\d: panic: runtime error: index out of range \[\d\] with length 0$/,
  })
  t.equal(panics.frames?.[0], inLive(panicking))
  const giving = { imports: ['log'], atStart: '\tlog.Fatalf("no %d", 7)' }
  const fatal = await failureOf(t, giving)
  t.match(fatal, { kind: 'exception', message: /^S\d: log\.Fatal: no 7$/ })
  t.equal(fatal.frames?.[0], inLive(giving))
  const exits = await failureOf(t, { imports: ['os'], atStart: '\tos.Exit(3)' })
  t.match(exits, { kind: 'exception', message: /^S\d: os\.Exit\(3\)$/ })
  t.match(exits.frames?.[0], /^raft\/raft\.go:\d+ \(in \(\*Raft\)\.live\)$/)
})

t.test('a loop that waits for the clock is ended, with its function', { skip }, async (t) => {
  const loop = '\tfor t := time.Now(); time.Since(t) < time.Second; {\n\t}'
  const { kind, frames } = await failureOf(t, { atStart: loop })
  t.equal(kind, 'hang')
  t.match(frames?.[0], /^raft\/raft\.go:\d+ \(in \(\*Raft\)\.live\)$/)
})

t.test('who prints without end is named', { skip }, async (t) => {
  const atStart = '\tif rf.me == 1 { for { fmt.Println(strings.Repeat("again ", 1000)) } }'
  const { kind, details } = await failureOf(t, { imports: ['fmt', 'strings'], atStart })
  t.equal(kind, 'hang')
  t.match(details, [/^S1 printed [\d,]+,\d{3},\d{3} bytes in this run, which takes CPU time$/])
})

t.test('a lock that is never given back is named', { skip }, async (t) => {
  const { message, details } = await failureOf(t, { asLeader: '\t\t\t\trf.mu.Lock()' })
  t.not(message, 'it passed')
  t.match(details?.join('\n'), /S\d has not come back from GetState\(\) since [\d,]+ ms/)
})

t.test('a server that is never made is named', { skip }, async (t) => {
  const waits = { never: true }
  const { details } = await failureOf(t, waits)
  t.match(
    details?.join('\n'),
    /S\d has not been made since 0 ms: Make\(\) and StartServer\(\) must/,
  )
})

t.test('a function that calls itself without end is said in words of Go', { skip }, async (t) => {
  const atStart = '\tvar f func(int) int; f = func(i int) int { return f(i+1) + 1 }; f(0)'
  t.match(await failureOf(t, { atStart }), {
    kind: 'exception',
    message: /^S\d: fatal error: stack overflow: a function calls itself without end$/,
    frames: [/^raft\/raft\.go:\d+ \(in \(\*Raft\)\.live\)$/],
  })
})

t.test('a server may close applyCh', { skip }, async (t) => {
  const closing = { atStart: '\tclose(rf.applyCh)' }
  t.match(await failureOf(t, closing), { message: 'it passed' })
})

t.test('files, environment and network are not there', { skip }, async (t) => {
  const atStart = [
    '\tif _, err := os.Open("/etc/hostname"); err == nil { panic("a file") }',
    '\tif err := os.MkdirAll("logs", 0700); err != nil { panic(err) }',
    '\tif err := os.WriteFile("logs/x", []byte("said\\n"), 0600); err != nil { panic(err) }',
    '\tif _, err := os.ReadFile("logs/x"); err == nil { panic("a file") }',
    '\tif len(os.Environ()) > 0 { panic("an environment") }',
    '\tif _, err := net.Dial("tcp", "127.0.0.1:80"); err == nil { panic("a network") }',
    '\tfmt.Println(os.Getpid(), os.Args)',
  ].join('\n')
  const imports = ['fmt', 'net', 'os']
  t.match(await failureOf(t, { imports, atStart }), { message: 'it passed' })
})

t.test('the time of day can be printed', { skip }, async (t) => {
  const atStart =
    '\tlog.SetFlags(log.LstdFlags); log.Print(time.Now().Local().Format(time.RFC1123))'
  t.match(await failureOf(t, { imports: ['log'], atStart }), { message: 'it passed' })
})

t.test('the reason of an end is said, however many goroutines there are', { skip }, async (t) => {
  const many = '\tfor i := 0; i < 500; i++ { go func() { select {} }() }'
  const atStart = `${many}; time.Sleep(1); var m map[int]int; m[1] = 1`
  t.match(await failureOf(t, { atStart }), {
    message: /^S\d: panic: assignment to entry in nil map$/,
    frames: [/^raft\/raft\.go:\d+ \(in \(\*Raft\)\.live\)$/],
  })
  const fatal = `${many}; time.Sleep(1); var mu sync.Mutex; mu.Unlock()`
  t.match(await failureOf(t, { atStart: fatal }), {
    message: /^S\d: fatal error: sync: unlock of unlocked mutex$/,
  })
})

t.test('what does not build is said in the words of go, by the line', { skip }, async (t) => {
  t.equal(await faultOf(t, {}), 'it builds')
  const unused = await faultOf(t, { atStart: '\tx := 3' })
  t.match(unused, new RegExp(`^raft/raft\\.go:${startLine({})}:2: .*x.*$`))
  const goMod = 'module 6.5840\n\ngo 1.999\n'
  t.match(await faultOf(t, { goMod }), /^go\.mod asks for Go 1\.999, and the Go of this machine is/)
  const js = await faultOf(t, { files: { 'more.go': 'package raft\n\nimport "syscall/js"\n' } })
  t.match(js, /^raft\/more\.go imports syscall\/js/)
  const link = 'package raft\n\n//go:linkname get syscall/js.valueGet\nfunc get()\n'
  t.match(await faultOf(t, { files: { 'more.go': link } }), /^raft\/more\.go imports syscall\/js/)
  const missing = await faultOf(t, { imports: ['example.com/nothing'] })
  t.match(missing, /example\.com\/nothing/)
  const imports = ['example.com/far']
  const goMods = `module 6.5840\n\ngo 1.15\n\nrequire example.com/far v1.0.0\n`
  t.match(
    await faultOf(t, { imports, goMod: goMods }),
    /^go\.mod needs example\.com\/far@v1\.0\.0, which is not .*'go mod download' in/,
  )
  t.equal(await faultOf(t, { goMod: goMods }), 'it builds', 'what nobody imports is not missed')
})

t.test('processes of their own are refused for now', { skip }, async (t) => {
  const plan = makePlan(t.testdir(goFiles()), [ELECTION], { isolation: { level: 'process' } })
  const { raft } = await buildLabs(plan)
  t.match(raft, { message: /'isolation=process'.*write 'isolation=realm'/ })
})

/** In the course's tester lives share one process, and its labgob is gob. */
const REGISTERED_LATE = {
  imports: ['bytes', 'encoding/gob', '6.5840/labgob'],
  atStart: `\tvar written bytes.Buffer
\tread := Holder{}
\tif err := labgob.NewEncoder(&written).Encode(Holder{Late{3}}); err != nil { panic(err) }
\tif err := gob.NewDecoder(&written).Decode(&read); err != nil { panic(err) }
\tif read.Value != (Late{3}) { panic("another value") }`,
}

const LATE = `package raft

import g "encoding/gob"
import "6.5840/labgob"

type Late struct{ N int }
type Holder struct{ Value interface{} }

func register() { labgob.Register(Late{}); g.Register(&Holder{}) }
`

t.test(
  'gob and labgob are one, and what another life has registered is known',
  { skip },
  async (t) => {
    t.match(await failureOf(t, { ...REGISTERED_LATE, files: { 'late.go': LATE } }), {
      message: 'it passed',
    })
    const never = LATE.replace('labgob.Register(Late{});', '_ = labgob.Register;')
    t.match(await failureOf(t, { ...REGISTERED_LATE, files: { 'late.go': never } }), {
      message: /^S\d: panic: .*type not registered for interface: raft\.Late/,
      frames: [/^raft\/raft\.go:\d+ \(in \(\*Raft\)\.live\)$/],
    })
  },
)
