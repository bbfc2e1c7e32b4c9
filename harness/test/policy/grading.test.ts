/** Tests of harness/policy: what a policy file may say, and the one sentence for what it may not. */
import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import t from 'tap'
import { parse } from 'yaml'
import { readGrading } from '../../policy/grading.ts'
import { UsageError } from '../../report/usage-error.ts'
import { testInfos } from '../../runner/test-infos.ts'

const HELP = ' (docs/grading.md explains every key)'
const SECRET = '3f0c0e5a9d1b4c67'

function read(text: string, file = 'course/grading.yaml') {
  return readGrading(file, {
    tests: testInfos,
    env: { GRADING_SECRET: SECRET, SHORT: 'abc', EMPTY: '' },
    readText(path) {
      if (path === file) return text
      if (path.endsWith('course/secret')) return `${SECRET}\n`
      throw Object.assign(new Error(`no ${path}`), { code: 'ENOENT' })
    },
  })
}

function complaint(text: string, file?: string): string {
  try {
    read(text, file)
  } catch (error) {
    if (error instanceof UsageError) return error.message
    throw error
  }
  return 'accepted'
}

/** What is wrong, the file, and what is said of it: of values that the schema rejects. */
const AGAINST_SCHEMA: readonly (readonly [title: string, text: string, sentence: string])[] = [
  [
    'a key that is not known',
    'parts: { 2B: {} }\nrun: 100\n',
    "course/grading.yaml, line 2: there is no key 'run'; did you mean 'runs'?",
  ],
  [
    'a key that is not known, deeper',
    'parts:\n  2A: {}\n  2B:\n    wieght: 80\n',
    "course/grading.yaml, line 4: there is no key 'wieght' in 'parts.2B'; did you mean 'weight'?",
  ],
  [
    'a key that is near none',
    'parts: { 2B: {} }\nlimits:\n  disk: 3\n',
    "course/grading.yaml, line 3: there is no key 'disk' in 'limits'; there are turnSeconds, " +
      'runSeconds and memoryMb',
  ],
  [
    'a part that there is not',
    'parts:\n  2A: {}\n  2E: {}\n',
    "course/grading.yaml, line 3: there is no key '2E' in 'parts'; did you mean '2A'?",
  ],
  [
    'no parts',
    'runs: 100\n',
    "course/grading.yaml: 'parts' is missing, e.g. parts: { 2A: {}, 2B: {} }",
  ],
  [
    'parts as a list',
    'runs: 3\nparts: [2A, 2B]\n',
    "course/grading.yaml, line 2: 'parts' is a list: it must be keys with values, e.g. parts: " +
      '{ 2A: {}, 2B: {} }',
  ],
  [
    'a word for a number',
    'parts: { 2A: {} }\n\nruns: many\n',
    "course/grading.yaml, line 3: 'runs' is 'many': it must be a whole number from 1 to 10000000, " +
      'e.g. runs: 100',
  ],
  [
    'half a run',
    'parts: { 2A: {} }\nruns: 1.5\n',
    "course/grading.yaml, line 2: 'runs' is 1.5: it must be a whole number from 1 to 10000000, " +
      'e.g. runs: 100',
  ],
  [
    'a word that is not one of those',
    'policy: most\nparts: { 2A: {} }\n',
    "course/grading.yaml, line 1: 'policy' is 'most': it must be share or all",
  ],
  [
    'an end that is none',
    'parts: { 2A: {} }\nuntil: 97%\n',
    "course/grading.yaml, line 2: 'until' is '97%': it must be a text, e.g. until: points or " +
      'until: 95% or until: 95%/2',
  ],
  [
    'a secret where its place should be',
    'parts: { 2A: {} }\nseeds:\n  secret: correct horse battery\n',
    "course/grading.yaml, line 3: 'seeds.secret' is a text that is not shown: it must be one of the keys " +
      'env, file, here, e.g. secret: { env: GRADING_SECRET }',
  ],
  [
    'a secret where the name of a variable should be',
    'parts: { 2A: {} }\nseeds:\n  secret: { env: correct horse battery }\n',
    "course/grading.yaml, line 3: 'seeds.secret.env' is a text that is not shown: it must be a text, " +
      'e.g. env: GRADING_SECRET',
  ],
  [
    'a secret in two places',
    'parts: { 2A: {} }\nseeds: { secret: { env: A, file: b } }\n',
    "course/grading.yaml, line 2: 'seeds.secret' is made of the keys env and file: it must be one " +
      'of the keys env, file, here, e.g. secret: { env: GRADING_SECRET }',
  ],
  ['nothing', '', 'course/grading.yaml: the file is empty: it must be keys with values'],
  [
    'a limit beyond what can be held',
    'parts: { 2A: {} }\nlimits: { memoryMb: 9000 }\n',
    "course/grading.yaml, line 2: 'limits.memoryMb' is 9000: it must be a number from 200 to 700, " +
      'e.g. memoryMb: 450',
  ],
]

/** Of files that keep to the schema, and whose values do not fit. */
const MISFITS: readonly (readonly [title: string, text: string, sentence: string])[] = [
  [
    'points that are too many',
    'parts:\n  2B:\n    points: { TestBackup2B: 70, TestBasicAgree2B: 50 }\n',
    'course/grading.yaml, line 3: the points of 2B add up to 120, not 100: take 20 away',
  ],
  [
    'points that are too few',
    'classic: true\nparts:\n  2A:\n    points: { TestInitialElection2A: 10, TestReElection2A: 20, ' +
      'TestManyElections2A: 30 }\n',
    'course/grading.yaml, line 4: the points of 2A add up to 60, not 100: 40 are missing',
  ],
  [
    'a test of another part',
    'parts:\n  2B:\n    points:\n      TestBackup2C: 30\n',
    "course/grading.yaml, line 4: part 2B has no test 'TestBackup2C'; did you mean 'TestBackup2B'?",
  ],
  [
    'weights that do not add up',
    'parts:\n  2A: { weight: 20 }\n  2B: { weight: 70 }\n',
    'course/grading.yaml, line 1: the weights add up to 90, not 100: 10 are missing, or write ' +
      'total: 90',
  ],
  [
    'weights that are not the total',
    'total: 60\nparts:\n  2A: { weight: 20 }\n  2B: { weight: 70 }\n',
    'course/grading.yaml, line 2: the weights add up to 90, not 60: take 30 away',
  ],
  [
    'a weight for some',
    'parts:\n  2A: { weight: 100 }\n  2B:\n',
    'course/grading.yaml, line 3: 2A has a weight and 2B has none: give one to every part',
  ],
  [
    'a total without weights',
    'parts: { 2A: {} }\ntotal: 50\n',
    "course/grading.yaml, line 2: 'total' needs a 'weight' for every part",
  ],
  [
    'public seeds without a secret',
    'parts: { 2A: {} }\nseeds: { public: 3 }\n',
    "course/grading.yaml, line 2: 'seeds.public' needs 'seeds.secret': without one all seeds are " +
      'public',
  ],
  [
    'a variable that is not set',
    'parts: { 2A: {} }\nseeds:\n  secret: { env: EMPTY }\n',
    'course/grading.yaml, line 3: the environment variable EMPTY is not set',
  ],
  [
    'a secret that can be guessed',
    'parts: { 2A: {} }\nseeds: { secret: { env: SHORT } }\n',
    'course/grading.yaml, line 2: the secret in SHORT has 3 letters, and it needs at least 16: ' +
      "take what 'openssl rand -hex 16' prints",
  ],
  [
    'a file of a secret that is not there',
    'parts: { 2A: {} }\nseeds: { secret: { file: ../secret } }\n',
    "course/grading.yaml, line 2: cannot read the secret in '../secret': there is no such file",
  ],
  [
    'limits that exclude each other',
    'parts: { 2A: {} }\nlimits: { turnSeconds: 90 }\n',
    'course/grading.yaml, line 2: one piece of code may take 90 s and a whole run 60 s: ' +
      "'runSeconds' must not be less than 'turnSeconds'",
  ],
  [
    'an interval as wide as all rates',
    'parts: { 2A: {} }\nuntil: 95%/60\n',
    "course/grading.yaml, line 2: 'until' is '95%/60': the ± must be above 0 and at most 25",
  ],
]

for (const [title, text, sentence] of [...AGAINST_SCHEMA, ...MISFITS]) {
  t.test(`one sentence for ${title}`, async (t) => {
    t.equal(complaint(text), sentence + HELP)
  })
}

t.test('a text that is no YAML or no JSON is told with its line', async (t) => {
  t.equal(
    complaint('parts:\n\t2A: {}\n'),
    `course/grading.yaml, line 2: this is no YAML: Tabs are not allowed as indentation${HELP}`,
  )
  t.equal(
    complaint('runs: 1\nruns: 2\n'),
    `course/grading.yaml, line 2: this is no YAML: Map keys must be unique${HELP}`,
  )
  t.match(
    complaint('{\n "runs": 1,\n "parts": [\n}\n', 'a.json'),
    /^a\.json, line 4: this is no JSON: /,
  )
  t.match(complaint('parts: *there\n'), /^course\/grading\.yaml, line 1: this is no YAML: /)
})

const WHOLE = `
# yaml-language-server: $schema=../harness/policy/grading.schema.json
parts:
  2A: { weight: 12.5 }
  2B:
    weight: 37.5
    points: { TestBackup2B: 30, TestRPCBytes2B: 0 }
total: 50
runs: 100
policy: share
until: 95%/2
seeds:
  first: 1
  public: 20
  secret: { env: GRADING_SECRET }
limits: { turnSeconds: 2.5, memoryMb: 300 }
`

t.test('a whole file, in YAML and in JSON', async (t) => {
  const yaml = read(WHOLE)
  t.match(yaml, {
    weights: { '2A': 12.5, '2B': 37.5 },
    limits: { turnCpuMs: 2_500, runCpuMs: 60_000, rssBytes: 300 * 2 ** 20 },
    secret: SECRET,
    values: { runs: 100, until: '95%/2', seeds: { first: 1, public: 20 } },
  })
  const json = read(JSON.stringify({ $schema: 'x', ...parse(WHOLE) }, null, '\t'), 'grading.json')
  t.strictSame(json.tests, yaml.tests)
  t.strictSame(json.weights, yaml.weights)
})

t.test('points of a part add up to 100, those not named share the rest as usual', async (t) => {
  const tests = read(WHOLE).tests.filter(({ part }) => part === '2B')
  const usual = testInfos.filter(({ part }) => part === '2B')
  const pointsIn = (all: typeof testInfos, name: string) =>
    all.find((test) => test.name === name)?.points ?? Number.NaN
  t.equal(Math.round(tests.reduce((sum, { points }) => sum + points, 0) * 1e6) / 1e6, 100)
  t.equal(pointsIn(tests, 'TestBackup2B'), 30)
  t.equal(pointsIn(tests, 'TestRPCBytes2B'), 0)
  const ratio = (all: typeof testInfos) =>
    pointsIn(all, 'TestBasicAgree2B') / pointsIn(all, 'TestRejoin2B')
  t.equal(ratio(tests).toFixed(9), ratio(usual).toFixed(9))
})

t.test('points that add up to 100 leave nothing for the other tests', async (t) => {
  const { tests } = read('parts: { 2B: { points: { TestBackup2B: 100 } } }')
  t.strictSame([...new Set(tests.map(({ points }) => points))].sort(), [0, 100])
})

t.test('a secret may stand in a file beside, or here if that is said', async (t) => {
  const withSecret = (secret: string) => `parts: { 2A: {} }\nseeds: { secret: ${secret} }\n`
  t.equal(read(withSecret('{ file: secret }')).secret, SECRET)
  t.equal(read(withSecret(`{ here: ${SECRET} }`)).secret, SECRET)
})

t.test('the schema knows every part', async (t) => {
  const schema = JSON.parse(readFileSync('harness/policy/grading.schema.json', 'utf8'))
  const parts = [...new Set(testInfos.map(({ part }) => part))]
  t.strictSame(Object.keys(schema.properties.parts.properties), parts)
})

t.test('a validator of others agrees on every file here', async (t) => {
  const schema = JSON.parse(readFileSync('harness/policy/grading.schema.json', 'utf8'))
  const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schema)
  t.ok(validate(parse(WHOLE)))
  for (const [title, text] of AGAINST_SCHEMA) t.notOk(validate(parse(text)), title)
  for (const [title, text] of MISFITS) t.ok(validate(parse(text)), title)
})
