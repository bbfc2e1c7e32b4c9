/** Tests of harness/report/arguments.ts. */
import t from 'tap'
import { parseCommand } from '../../report/arguments.ts'
import type { GradeCommand } from '../../report/command.ts'
import { UsageError } from '../../report/usage-error.ts'
import { allTests } from './samples.ts'

const FOLDERS = new Set(['labs', 'solutions', './mine', 'handed-in', 'zoo/double-vote'])
const HELP = ' (npm run grade help shows every word)'

function parse(line: string, env: Record<string, string> = {}) {
  const words = line.split(' ').filter((word) => word !== '')
  const isFolder = (path: string) => FOLDERS.has(path)
  const readText = (path: string) => `no file: ${path}`
  return parseCommand(words, { tests: allTests, env, isFolder, readText })
}

function grade(line: string): GradeCommand {
  const command = parse(line)
  if (command.kind !== 'grade') throw new Error(`${line} is no grade command`)
  return command
}

function names(line: string): string {
  return grade(line)
    .tests.map(({ name }) => name.replace('Test', ''))
    .join(' ')
}

function complaint(line: string, env: Record<string, string> = {}): string {
  try {
    parse(line, env)
  } catch (error) {
    if (error instanceof UsageError) return error.message.replace(HELP, '')
    throw error
  }
  return 'accepted'
}

t.test('parts, labs and all choose tests, whatever their capitals', async (t) => {
  const raft = 'InitialElection2A BasicAgree2B Backup2B StrandedEntry2B'
  t.equal(names('2A'), 'InitialElection2A')
  t.equal(names('2b'), 'BasicAgree2B Backup2B StrandedEntry2B')
  for (const word of ['raft', '2', 'lab2', 'LAB2', '2A 2B']) t.equal(names(word), raft, word)
  t.equal(names('lab2b'), names('2B'))
  t.equal(names('3'), 'Basic3A Speed3A')
  t.equal(names('kvraft shardctrler'), 'Basic3A Speed3A Basic')
  t.equal(names('all'), `${raft} Basic3A Speed3A Basic`)
  t.equal(names('2B classic'), 'BasicAgree2B Backup2B')
})

t.test('the Go tests of a part alone are worth 100 points as well', async (t) => {
  const points = (line: string) => grade(line).tests.map((test) => test.points)
  t.strictSame(points('2B'), [40, 40, 20])
  t.strictSame(points('2B classic'), [50, 50])
  t.strictSame(points('2B TestBackup2B classic'), [50])
})

t.test('a test is named exactly or by a part that no other has', async (t) => {
  t.equal(names('2B TestBackup2B'), 'Backup2B')
  t.equal(names('TestBackup2B'), 'Backup2B')
  t.equal(names('2B backup'), 'Backup2B')
  t.equal(names('TestBasic'), 'Basic', 'an exact name wins over longer ones')
  t.equal(names('2B basic'), 'BasicAgree2B', 'unique within the part')
  t.equal(names('2B backup stranded'), 'Backup2B StrandedEntry2B')
})

t.test('defaults', async (t) => {
  t.strictSame(grade('2A'), {
    kind: 'grade',
    tests: [allTests[0]],
    folder: 'labs',
    runs: 1,
    formats: {},
    isTap: false,
    isGithub: false,
    hasLeaderboard: false,
    isShown: false,
    isLog: false,
    servers: [],
    topics: [],
    checksDeterminism: false,
    isRealTime: false,
    isClassic: false,
    isolation: 'realm',
    policy: 'share',
  })
})

t.test('words and flags say the same', async (t) => {
  const words =
    '2B handed-in x20 seed=7 jobs=4 json=r.json junit=r.xml check policy=all on=solutions backup'
  const flags =
    '2B handed-in --runs 20 --seed=7 -j 4 --json r.json --junit r.xml --check-determinism ' +
    '--policy all --on solutions --test backup'
  t.strictSame(grade(flags), grade(words))
  t.match(grade(words), {
    folder: 'handed-in',
    on: 'solutions',
    runs: 20,
    seed: 7,
    jobs: 4,
    json: 'r.json',
    junit: 'r.xml',
    checksDeterminism: true,
    policy: 'all',
  })
  t.strictSame(grade('2A -n20 -s 7 --real-time --tap'), grade('2A x20 seed=7 realtime tap'))
  t.strictSame(grade('2A --classic --json -'), grade('2A classic json=-'))
  const log = '2B backup --log --server S1,S2 --topic vote --trace t.ndjson'
  t.strictSame(grade(log), grade('2B backup log server=S1,S2 topic=vote trace=t.ndjson'))
  t.match(grade('2B backup story find=x'), { isLog: true, topics: ['state', 'apply'], find: 'x' })
  t.match(grade(log), { isLog: true, servers: ['S1', 'S2'], topics: ['vote'], trace: 't.ndjson' })
})

t.test('folders', async (t) => {
  t.equal(grade('2A solutions').folder, 'solutions')
  t.equal(grade('zoo/double-vote 2A').folder, 'zoo/double-vote')
  t.equal(complaint('2A ./nowhere'), "there is no folder './nowhere'")
  t.equal(complaint('2A on=nowhere'), "there is no folder 'nowhere'")
  t.equal(complaint('2A labs ./mine'), "two folders are given, 'labs' and './mine'")
})

t.test('help wins over everything else', async (t) => {
  for (const line of ['help', '--help', '-h', '2A help', 'help x0']) {
    t.strictSame(parse(line), { kind: 'help' }, line)
  }
})

t.test('an unknown word suggests the nearest known one', async (t) => {
  t.equal(complaint('rafft'), "'rafft' is not known here; did you mean 'raft'?")
  t.equal(complaint('2A solutoins'), "'solutoins' is not known here; did you mean 'solutions'?")
  t.equal(complaint('2B bakcup2b'), "'bakcup2b' is not known here; did you mean 'Backup2B'?")
  t.equal(complaint('2A clasic'), "'clasic' is not known here; did you mean 'classic'?")
  t.equal(complaint('2A sed=7'), "there is no option 'sed='; did you mean 'seed=7'?")
  t.equal(complaint('2A --sed=7'), "there is no flag '--sed'; did you mean '--seed'?")
  t.equal(complaint('2A -q'), "there is no flag '-q'")
  t.equal(complaint('2A xylophone'), "'xylophone' is not known here")
  t.equal(complaint('2E'), "there is no part '2E'; the parts are 2A, 2B, 3A and 4A")
  t.throws(() => parse('rafft'), {
    message: `'rafft' is not known here; did you mean 'raft'?${HELP}`,
  })
})

t.test('bad values are rejected with the right form', async (t) => {
  const rejected = {
    '2A x0': "'x0' is wrong: runs is a whole number from 1 to 10000000, e.g. x100",
    '2A x-3': "'x-3' is wrong: runs is a whole number from 1 to 10000000, e.g. x100",
    '2A x1.5': "'x1.5' is wrong: runs is a whole number from 1 to 10000000, e.g. x100",
    '2A jobs=-1': "'jobs=-1' is wrong: jobs is a whole number from 1 to 1024, e.g. jobs=4",
    '2A -j 0': "'jobs=0' is wrong: jobs is a whole number from 1 to 1024, e.g. jobs=4",
    '2A seed=abc': "'seed=abc' is wrong: a seed is a whole number from 0 to 2^53-1, e.g. seed=7",
    '2A seed=9007199254740992':
      "'seed=9007199254740992' is wrong: a seed is a whole number from 0 to 2^53-1, e.g. seed=7",
    '2A seed': "'seed' needs a value: seed=S",
    '2A seed=': "'seed=' needs a value: seed=S",
    '2A --seed': '--seed needs a value: --seed S',
    '2A --seed --tap': '--seed needs a value: --seed S',
    '2A --tap=yes': '--tap takes no value',
    '2A tap=yes': "'tap' takes no value: write 'tap'",
    '2A json=a json=b': "'json' is given twice",
    '2A x3 --runs 4': "'runs' is given twice",
    '2A junit=-': "'junit=-' is wrong: name a file, e.g. junit=out/report.junit",
    '2A policy=best': "'policy=best' is wrong: write policy=share or policy=all",
    '2B backup log server=S1,,S2': "'server=S1,,S2' is wrong: put one comma between two names",
    '2A 42': "'42' is no lab; write x42 for the number of runs or seed=42 for the seed",
  }
  for (const [line, words] of Object.entries(rejected)) t.equal(complaint(line), words, line)
  t.equal(grade('2A seed=9007199254740991').seed, Number.MAX_SAFE_INTEGER)
  t.equal(grade('2A seed=0').seed, 0)
})

t.test('a test that is not there, or not the only one, is rejected', async (t) => {
  t.equal(complaint('2A TestBackup2B'), 'TestBackup2B is a test of part 2B, not of 2A')
  t.equal(complaint('basic'), 'accepted', 'TestBasic is exact but for Test, so it wins')
  t.equal(complaint('agre 2B'), 'accepted')
  t.equal(
    complaint('raft a'),
    "'a' is part of several test names: TestInitialElection2A, TestBasicAgree2B, TestBackup2B " +
      'and TestStrandedEntry2B',
  )
  t.equal(
    complaint('2B stranded classic'),
    "TestStrandedEntry2B is one of our own tests, and 'classic' leaves those out",
  )
  t.equal(
    complaint('2B --test TestBakcup2B'),
    "there is no test named 'TestBakcup2B'; did you mean 'TestBackup2B'?",
  )
  t.match(complaint(''), /^say what to grade/)
})

t.test('options that exclude each other are rejected', async (t) => {
  t.equal(complaint('2B log'), "'log' shows one test, and 3 are chosen: add a test's name")
  t.equal(complaint('2B trace=f'), "'trace' shows one test, and 3 are chosen: add a test's name")
  t.equal(complaint('2A log x5'), "'log' shows one run: leave out 'x5'")
  t.equal(complaint('2A log'), 'accepted', 'a fresh seed will be drawn')
  t.equal(complaint('2A server=S1'), "'server=' chooses events of a log: add 'log' or 'story'")
  t.equal(
    complaint('2A tap json=-'),
    "'tap' and 'json=-' both write to standard output: choose one",
  )
  t.equal(
    complaint('2A json=r junit=r'),
    'two reports are to be written to the same file: name two files',
  )
  t.equal(complaint('2A check realtime'), "'check' needs virtual time: leave out 'realtime'")
})

t.test('until= says what ends a test, and needs many runs', async (t) => {
  const until = (word: string) => grade(`2A x100 until=${word}`).until
  t.strictSame(until('points'), { kind: 'points' })
  t.strictSame(until('95%'), { kind: 'rate', confidence: 95, within: 5 })
  t.strictSame(until('99%/0.5'), { kind: 'rate', confidence: 99, within: 0.5 })
  t.equal(grade('2A').until, undefined)
  for (const word of ['97%', '95', '95%/0', '95%/26', '95%/', 'never']) {
    t.equal(
      complaint(`2A x100 until=${word}`),
      `'until=${word}' is wrong: write until=points, or 90%, 95% or 99%, and behind a slash the ± ` +
        'in percentage points if it is not 5, at most 25: until=95%/2',
    )
  }
  t.equal(
    complaint('2A until=points'),
    "'until=' ends a test early: say how many runs at most, e.g. x1000",
  )
})

t.test('flags that npm kept for itself are noticed', async (t) => {
  const swallowed = (line: string, name: string, value: string) =>
    complaint(line, { [`npm_config_${name}`]: value })
  const kept = (flag: string, word: string) =>
    `npm kept --${flag} for itself: write '${word}' instead`
  t.equal(swallowed('2B', 'seed', '42'), kept('seed', 'seed=42'))
  t.equal(swallowed('2B', 'seed', 'true'), kept('seed', 'seed=S'))
  t.equal(swallowed('2B', 'runs', '20'), kept('runs', 'x20'))
  t.equal(swallowed('2B', 'json', 'true'), kept('json', 'json=FILE'))
  t.equal(swallowed('2B', 't', 'true'), kept('test', 'NAME'))
  t.equal(swallowed('2B', 'check_determinism', 'true'), kept('check-determinism', 'check'))
  t.equal(swallowed('2B', 'real_time', 'true'), kept('real-time', 'realtime'))
  t.equal(swallowed('2B', 'runs', 'true\n\n5'), kept('runs', 'xN'))
  // What npm always sets was not given.
  t.equal(swallowed('2B jobs=0', 'cache', 'folder')?.includes('jobs=0'), true)
  t.equal(swallowed('2B json=f', 'json', 'true'), 'accepted', 'the word was written too')
  t.equal(swallowed('2B', 'yes', ''), 'accepted')
})

t.test('a shard is a share of the runs, and says what it needs', async (t) => {
  t.match(grade('2A x20 seed=7 shard=2/4 json=a.json'), { shard: { number: 2, of: 4 } })
  t.match(parse('2A seed=7 --shard 10000/10000 json=a.json'), { shard: { of: 10_000 } })
  t.notOk('shard' in grade('2A seed=7'))
  const of4 = 'of 4 shards the first is shard=1/4 and the last shard=4/4 (10000 at most)'
  for (const wrong of ['0/4', '5/4', '4', '1/', '-1/4', '1/4/4', '1/10001', '1.5/4']) {
    t.equal(complaint(`2A seed=7 json=a shard=${wrong}`), `'shard=${wrong}' is wrong: ${of4}`)
  }
  t.match(complaint('2A shard=1/4 json=a'), /^'shard=1\/4' needs the same seed on every machine/)
  t.match(complaint('2A shard=1/4 seed=7'), /^'shard=1\/4' makes a part of a report.* add json=/)
  t.match(complaint('2B backup log seed=7 json=a shard=1/4'), /^'log' shows one run: leave out/)
  t.match(complaint('2A partial'), /^'partial' goes with merge/)
})

t.test('merge takes files, and only what says where to write', async (t) => {
  const files = ['a.json', 'x2', '2A']
  t.strictSame(parse(`merge ${files.join(' ')} json=- partial`), {
    kind: 'merge',
    files,
    isPartial: true,
    json: '-',
    formats: {},
    isTap: false,
    isGithub: false,
    hasLeaderboard: false,
  })
  t.match(parse('--junit out.xml merge a.json tap'), { junit: 'out.xml', isTap: true })
  t.match(parse('merge help'), { kind: 'help' })
  t.match(complaint('merge'), /^say what to join, e\.g\. npm run grade merge shard-\*\.json/)
  t.match(complaint('merge a.json seed=7'), /^'seed' means nothing to merge/)
  t.match(complaint('merge a.json -t TestBackup2B'), /^'test' means nothing to merge/)
  t.match(complaint('merge a.json json=x junit=x'), /^two reports are to be written to the same/)
  t.match(complaint('merge a.json tap json=-'), /both write to standard output/)
  t.match(complaint('mergee a.json'), /did you mean 'merge'\?/)
})

t.test('template takes a kind and a folder', async (t) => {
  t.strictSame(parse('template github out/x'), {
    kind: 'template',
    template: 'github',
    folder: 'out/x',
  })
  for (const help of ['help', '-h']) t.match(parse(`template ${help}`), { kind: 'help' })
  t.match(complaint('template'), /^say what to write, github, gitlab, .* and where: npm run grade/)
  t.match(
    complaint('template gradescop out'),
    /there is no template 'gradescop'; did you mean 'gra/,
  )
  t.match(complaint('template moodle out'), /^there is no template 'moodle'; there are github,/)
  t.match(complaint('template github'), /^say where to write it: npm run grade template github F/)
  t.match(complaint('template github a b'), /^a template goes into one folder, not 'b' too/)
  t.match(complaint('template github a --seed 7'), /^'seed' means nothing to template/)
})
